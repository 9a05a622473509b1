import { checkOrdering } from '../../../audit/review/ordering/check-ordering';
import { withExistingArchive } from '../../modules/trail-archive/existing-archive';
import { notHeldHere } from '../../../audit/review/goals/held-here';
import {
  review,
  stackOf,
  synthesized,
  statementOf,
  reviewAfter,
  type StackJson,
  type StatementJson,
} from './synthesized-stack';

jest.setTimeout(120_000);

const { deployment, json } = synthesized('examples/log-archive.yaml');

const after = (mutate: (json: StackJson) => void) => reviewAfter(mutate, { json, deployment });

const POLICY = 'aws_s3_bucket_policy.archive_policy';
const KEY = 'aws_kms_key.archive';

/** Takes a statement out of the policy of the archive's bucket. */
function drop(stack: StackJson, sid: string): void {
  const policy = stack.resource.aws_s3_bucket_policy!.archive_policy!.policy as { Statement: StatementJson[] };
  const left = policy.Statement.filter(({ Sid }) => Sid !== sid);
  if (left.length === policy.Statement.length) throw new Error(`no ${sid}`);
  policy.Statement = left;
}

describe('a log archive', () => {
  it('is proven as it is built', () => {
    const { verdict, findings, notReviewed } = after(() => undefined);
    expect({ verdict, findings, notReviewed }).toEqual({ verdict: 'pass', findings: [], notReviewed: [] });
  });

  // Several at once, each told by a rule or a sentence of its own: a review takes seconds.
  it.each<[string, (stack: StackJson) => void, readonly RegExp[]]>([
    [
      'what its trails and readers need',
      (stack) => {
        statementOf(stack, POLICY, 'AllowCloudTrailDeliveryOf111111111111').Condition!.StringEquals!['aws:SourceArn'] =
          'arn:aws:cloudtrail:us-east-1:222222222222:trail/evidence-destination';
        statementOf(stack, KEY, 'AllowCloudTrailToEncryptOf111111111111').Action = ['kms:DescribeKey'];
        drop(stack, 'AllowCloudTrailAclCheck');
        drop(stack, 'AllowReadingFiles');
      },
      [
        /cloudtrail.amazonaws.com may s3:putobject .* only for the trail of the deployment/,
        /cloudtrail.amazonaws.com may not kms:GenerateDataKey/,
        /may not s3:GetBucketAcl/,
        /audit-reader may not s3:GetObject/,
        /security-auditor.* may not s3:GetObject/,
      ],
    ],
    [
      'who else is let in',
      (stack) => {
        delete statementOf(stack, KEY, 'AllowCloudTrailToEncryptOf111111111111').Condition;
        delete statementOf(stack, POLICY, 'AllowReadingFiles').Condition;
        delete statementOf(stack, KEY, 'AllowReadersToDecrypt').Condition!.StringEquals;
      },
      [
        /cloudtrail.amazonaws.com may kms:generatedatakey.*meant only for the trail/,
        /of the source account.* may s3:getobject on .*archive.*not meant for it/,
        /may kms:decrypt on .*through S3/,
      ],
    ],
    [
      'that files are forged or deleted',
      (stack) => {
        drop(stack, 'DenyWritesExceptByAwsServices');
        drop(stack, 'DenyDeletion');
        delete stack.resource.aws_s3_bucket_object_lock_configuration;
        delete stack.resource.aws_cloudtrail!.destination_trail;
        stack.resource.aws_cloudtrail!.source_trail!.s3_bucket_name = 'evidence-logs-222222222222';
      },
      [
        /where only AWS services deliver logs/,
        /may s3:deleteobject.* where logs are kept for their time/,
        /asks for aws_s3_bucket_object_lock_configuration/,
        /there is no trail .*evidence-destination/,
        /the trail does not write to evidence-trail-archive-333333333333/,
      ],
    ],
    [
      'that its retention is shortened',
      (stack) => {
        drop(stack, 'DenyShorterRetention');
        statementOf(stack, KEY, 'AllowReadersToDecrypt').Action.push('kms:GenerateDataKey');
        stack.resource.aws_s3_bucket_object_lock_configuration!.archive_lock!.rule = {
          default_retention: { mode: 'GOVERNANCE', days: 1 },
        };
        stack.resource.aws_s3_bucket_server_side_encryption_configuration!.archive_encryption!.rule = [
          { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
        ];
      },
      [
        /may s3:deletebucket .*where logs are kept for their time/,
        /may kms:generatedatakey on .*not meant for it/,
        /found 1, deployment.yaml asks for 365/,
        /is not encrypted by default with the key of its account/,
      ],
    ],
    [
      'that it lies with the data',
      ({ resource }) => {
        resource.aws_s3_bucket!.archive!.provider = 'aws.destination';
      },
      [/deployment.yaml asks for aws_s3_bucket \(bucket\/archive\) in the archive account: it is not there/],
    ],
  ])('is not proven without: %s', (_, mutate, sentences) => {
    const { verdict, findings } = after(mutate);
    expect(verdict).toBe('fail');
    const told = findings.map(({ what }) => what).join('\n');
    for (const sentence of sentences) expect(told).toMatch(sentence);
  });

  it.each([
    ['order-log-bucket-policy-trail', 'aws_cloudtrail', 'source_trail'],
    ['order-log-bucket-policy-trail', 'aws_cloudtrail', 'destination_trail'],
    ['order-key-outlives-bucket', 'aws_s3_bucket', 'archive'],
    ['order-versioning-object-lock', 'aws_s3_bucket_object_lock_configuration', 'archive_lock'],
  ])('keeps %s for %s.%s', (rule, type, name) => {
    const stack = structuredClone(json);
    delete stack.resource[type]![name]!.depends_on;
    expect(checkOrdering(stackOf(stack)).findings.map((finding) => finding.rule)).toContain(rule);
  });
});

describe('a log archive that exists', () => {
  const existing = synthesized(withExistingArchive());
  const changed = (mutate: (stack: StackJson) => void) => {
    const stack = structuredClone(existing.json);
    mutate(stack);
    return review(stack, existing.deployment).review;
  };

  it('is proven as far as it is built here, and what is left to its owner is said', () => {
    const { verdict, findings, notReviewed } = changed(() => undefined);
    expect({ verdict, findings, notReviewed }).toEqual({ verdict: 'pass', findings: [], notReviewed: [] });
    expect(notHeldHere(existing.deployment)).toEqual([expect.stringContaining('its bucket org-trails and its key')]);
  });

  it('misses nothing of this side', () => {
    const { verdict, findings } = changed((stack) => {
      stack.resource.aws_cloudtrail!.source_trail!.kms_key_id = '${aws_kms_key.source.arn}';
      delete stack.resource.aws_cloudtrail!.destination_trail!.s3_key_prefix;
      const reader = (side: string) => `aws_iam_role_policy.${side}_audit_reader_permissions`;
      statementOf(stack, reader('source'), 'AllowReadingLogs').Resource = ['arn:aws:s3:::evidence-logs-222222222222/*'];
      statementOf(stack, reader('destination'), 'AllowReadingLogs').Action.push('s3:PutObject');
    });
    expect(verdict).toBe('fail');
    const told = findings.map(({ what }) => what).join('\n');
    expect(told).toMatch(/source_trail kms_key_id/);
    expect(told).toMatch(/destination_trail s3_key_prefix: found nothing, deployment.yaml asks for evidence/);
    expect(told).toMatch(/evidence-audit-reader may not s3:GetObject/);
    expect(told).toMatch(/evidence-audit-reader may s3:putobject/);
  });

  /** Changes the policy that an output tells the owner to set. */
  const toSet = (name: string, change: (statements: StatementJson[]) => unknown) => (stack: StackJson) => {
    const output = (stack as unknown as { output: Record<string, { value: string }> }).output[name]!;
    const policy = JSON.parse(output.value) as { Statement: StatementJson[] };
    change(policy.Statement);
    output.value = JSON.stringify(policy);
  };

  it('tells its owner the policies in whatever order', () => {
    const { verdict } = changed((stack) => {
      toSet('archive_bucket_policy', (statements) => statements.reverse())(stack);
      toSet('archive_key_policy', (statements) => Object.assign(statements[0]!, { Sid: 'Named' }))(stack);
    });
    expect(verdict).toBe('pass');
  });

  it.each<[string, string, (statements: StatementJson[]) => unknown]>([
    ['lets in more', 'archive_bucket_policy', (all) => delete all.at(-1)!.Condition],
    [
      'lets in trails of anybody',
      'archive_key_policy',
      (all) => delete all[0]!.Condition!.StringEquals!['aws:SourceArn'],
    ],
    ['loses a trail', 'archive_bucket_policy', (all) => all.splice(1, 1)],
    ['has one statement more', 'archive_key_policy', (all) => all.push({ ...all[0]!, Sid: 'More', Principal: '*' })],
    ['does not let its readers in', 'archive_key_policy', (all) => all.pop()],
  ])('tells its owner no policy that %s: %s', (_, output, change) => {
    const { verdict, findings } = changed(toSet(output, change));
    expect([verdict, findings.map(({ what }) => what).join()]).toEqual([
      'fail',
      expect.stringContaining(output) as string,
    ]);
  });
});
