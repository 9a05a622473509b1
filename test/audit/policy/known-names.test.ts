import { actionsOf, KMS_ACTIONS, S3_ACTIONS, s3LevelOf, spelledAction } from '../../../audit/policy/actions';
import { services } from '../../../audit/policy/aws-data';
import { findConditionKey } from '../../../audit/policy/condition-keys';

describe('the known actions', () => {
  it.each([...services()])('of %s are names, each once', (service) => {
    const actions = actionsOf(service) ?? [];
    expect(actions).not.toEqual([]);
    expect(new Set(actions).size).toBe(actions.length);
    for (const action of actions) expect(action).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
  });

  it('are complete for S3 and KMS as of 2026', () => {
    expect(Object.values(S3_ACTIONS).flat()).toHaveLength(180);
    expect(KMS_ACTIONS).toHaveLength(56);
  });

  it('tell what an S3 action is asked of', () => {
    expect(s3LevelOf('s3:getobject')).toBe('object');
    expect(s3LevelOf('s3:ListBucket')).toBe('bucket');
    expect(s3LevelOf('s3:ListAllMyBuckets')).toBe('account');
    expect(s3LevelOf('kms:Decrypt')).toBeUndefined();
  });

  it('are told in the spelling of AWS, what is no action as it is', () => {
    expect(spelledAction('ec2:describevpcendpoints')).toBe('ec2:DescribeVpcEndpoints');
    expect(spelledAction('ec2:describenothing')).toBe('ec2:describenothing');
  });
});

describe('the known condition keys', () => {
  it('are found in any case', () => {
    expect(findConditionKey('AWS:sourcevpce')).toMatchObject({
      name: 'aws:SourceVpce',
      type: 'string',
      multivalued: false,
    });
    expect(findConditionKey('ec2:SourceInstanceArn')).toMatchObject({ type: 'arn' });
    expect(findConditionKey('aws:PrincipalOrgPaths')).toMatchObject({ multivalued: true });
    expect(findConditionKey('aws:sourcevpcarn')).toMatchObject({ name: 'aws:SourceVpcArn', type: 'arn' });
  });

  it('include tag keys with slashes and encryption contexts with colons', () => {
    expect(findConditionKey('aws:ResourceTag/a/b')).toMatchObject({ name: 'aws:ResourceTag/a/b' });
    expect(findConditionKey('kms:EncryptionContext:aws:s3:arn')).toMatchObject({ type: 'string' });
  });

  it.each(['aws:PrincipalTag/', 'aws:SourceVpcEndpoint', 'SourceVpce', '', 's3:x-amz-server-side-encryption-kms'])(
    'do not include "%s"',
    (name) => {
      expect(findConditionKey(name)).toBeUndefined();
    },
  );
});
