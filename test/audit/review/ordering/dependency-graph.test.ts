import { checkOrdering } from '../../../../audit/review/ordering/check-ordering';
import { policy, role, stackOf, type Blocks } from './blocks';

describe('the graph', () => {
  const blocks: Blocks = {
    'aws_s3_bucket.data': { bucket: 'orders' },
    'aws_s3_bucket_versioning.data': { bucket: '${aws_s3_bucket.data.id}' },
    'aws_s3_bucket_lifecycle_configuration.data': { bucket: '${aws_s3_bucket_versioning.data.bucket}' },
  };

  it('counts references as depends_on, and both through others', () => {
    expect(checkOrdering(stackOf(blocks)).findings).toEqual([]);
  });

  it('follows a reference through a policy document data source', () => {
    const stack = stackOf(
      {
        'aws_iam_role.copy': role,
        'aws_s3_bucket_policy.data': { bucket: 'orders', policy: '${data.aws_iam_policy_document.data.json}' },
      },
      {
        data: {
          aws_iam_policy_document: {
            data: {
              statement: [
                {
                  actions: ['s3:GetObject'],
                  resources: ['*'],
                  principals: [{ type: 'AWS', identifiers: ['${aws_iam_role.copy.arn}'] }],
                },
              ],
            },
          },
        },
      },
    );
    expect(checkOrdering(stack)).toMatchObject({ findings: [], notReviewed: [], required: 1 });
  });

  it('judges a bucket that only references name, without any literal name', () => {
    const unnamed = {
      'aws_s3_bucket.data': { bucket_prefix: 'orders-' },
      'aws_s3_bucket_policy.data': { bucket: '${aws_s3_bucket.data.id}', policy: '{}' },
      'aws_s3_bucket_public_access_block.data': { bucket: '${aws_s3_bucket.data.id}' },
    };
    expect(checkOrdering(stackOf(unnamed)).findings.map((finding) => finding.rule)).toEqual(['order-bucket-chain']);
  });

  it('leaves open what a module may hide, and never calls it met', () => {
    const behind = {
      ...blocks,
      'aws_s3_bucket_lifecycle_configuration.data': { bucket: 'orders', depends_on: ['module.settings'] },
    };
    const { findings, notReviewed } = checkOrdering(
      stackOf(behind, { module: { settings: { source: './settings' } } }),
    );
    expect(findings).toEqual([]);
    expect(notReviewed).toContainEqual({
      resource: 'aws_s3_bucket_lifecycle_configuration.data',
      reason: 'whether it waits for aws_s3_bucket_versioning.data depends on module.settings, which is not read',
    });
  });

  it('leaves open whom an unknown policy names', () => {
    const { notReviewed } = checkOrdering(
      stackOf({ 'aws_s3_bucket_policy.data': { bucket: 'orders', policy: '${var.policy}' } }),
    );
    expect(notReviewed).toHaveLength(1);
  });

  it('does not take a role of another account for its namesake here', () => {
    const elsewhere = {
      'aws_iam_role.copy': role,
      'aws_s3_bucket_policy.data': { bucket: 'orders', policy: policy('arn:aws:iam::222222222222:role/copy') },
    };
    expect(checkOrdering(stackOf(elsewhere))).toMatchObject({ findings: [], required: 0 });
  });

  it('asks for nothing where no hazard is', () => {
    expect(checkOrdering(stackOf({ 'aws_vpc.own': {} }))).toEqual({ findings: [], notReviewed: [], required: 0 });
  });
});
