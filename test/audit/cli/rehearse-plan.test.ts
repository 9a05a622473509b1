import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { cloudTrailRecord } from '../cloudtrail/cloudtrail-record';
import { logLine } from '../log-lines';
import { smallPlan } from '../rehearse/small-plan';
import { runS3Audit, type Run } from './run-s3-audit';

const directory = useTemporaryDirectory();
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ROLE = 'arn:aws:iam::222222222222:role/reader';
const READER = 'arn:aws:sts::222222222222:assumed-role/reader/i-0abc';
const text = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const OBJECTS = { Action: 's3:*', Resource: 'arn:aws:s3:::orders/*' };
const OPEN = text({ Effect: 'Allow', Principal: { AWS: ROLE }, ...OBJECTS });
const CLOSED = text({ Sid: 'Closed', Effect: 'Deny', Principal: '*', ...OBJECTS });
const keyFor = (...principals: readonly string[]): string =>
  text({ Effect: 'Allow', Principal: { AWS: principals }, Action: 'kms:*', Resource: '*' });

interface Policies {
  readonly bucket: string;
  /** Written apart from the key. */
  readonly key: string;
}

/** A plan that changes the policies of a bucket and of its key, and nothing else. */
function planOf(before: Policies, after: Policies): string {
  const bucket = { bucket: 'orders' };
  const [id = ''] = KEY.split('/').slice(1);
  const key = { arn: KEY, key_id: id };
  const bucketPolicy = ({ bucket: policy }: Policies) => ({ ...bucket, policy });
  const keyPolicy = ({ key: policy }: Policies) => ({ key_id: id, policy });
  return smallPlan({
    'aws_s3_bucket.data': { before: bucket, after: bucket, written: { bucket: 'orders' } },
    'aws_kms_key.data': { before: key, after: key },
    'aws_s3_bucket_policy.data': {
      ...{ before: bucketPolicy(before), after: bucketPolicy(after) },
      written: { bucket: { of: 'aws_s3_bucket.data.bucket' }, policy: null },
    },
    'aws_kms_key_policy.data': {
      ...{ before: keyPolicy(before), after: keyPolicy(after) },
      written: { key_id: { of: 'aws_kms_key.data.key_id' }, policy: null },
    },
  });
}

async function rehearsed(plan: string, line: string, event: object, ...more: readonly string[]): Promise<Run> {
  const [file, logs, trail] = ['plan.json', 'a.log', 'trail.json'].map((name) => join(directory(), name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, plan);
  writeFileSync(logs, `${line}\n`);
  writeFileSync(trail, JSON.stringify({ Records: [event] }));
  const sources = ['--plan', file, '--logs', logs, '--cloudtrail', trail];
  return runS3Audit(['rehearse', ...sources, '--plain', ...more], {});
}

const ids = { requestId: 'AAAAAAAAAAAAAAA1', hostId: 'host1=', requester: READER };
const identity = { userIdentity: { type: 'AssumedRole', arn: READER, accountId: '222222222222' } };
const upload = {
  ...{ ...identity, eventName: 'PutObject' },
  additionalEventData: { 'x-amz-id-2': 'host1=', SSEApplied: 'Default_SSE_KMS' },
  responseElements: { 'x-amz-server-side-encryption-aws-kms-key-id': KEY },
};
const put = { ...ids, operation: 'REST.PUT.OBJECT' };
const ADMIN = 'arn:aws:iam::222222222222:role/admin';

test('a policy of a bucket that is closed by a plan locks out whom it let in; the page names both policies', async () => {
  const [open, closed] = [
    { bucket: OPEN, key: keyFor(ROLE) },
    { bucket: CLOSED, key: keyFor(ROLE) },
  ];
  const output = join(directory(), 'rehearsal.html');
  const { code } = await rehearsed(planOf(open, closed), logLine(ids), cloudTrailRecord(identity), '--output', output);
  expect(code).toBe(1);
  const page = readFileSync(output, 'utf8');
  expect(page).toContain('SOMEBODY LOSES OR GAINS ACCESS');
  expect(page).toContain('aws_s3_bucket_policy.data');
  expect(page).toContain('aws_s3_bucket_policy.data before');
  expect(page).toContain('aws_kms_key_policy.data');
});

test('a key that S3 encrypted by, as CloudTrail tells, is known by its ARN in the plan, and its policy apart from it', async () => {
  const [before, after] = [keyFor(ROLE, ADMIN), keyFor(ADMIN)].map((key) => ({ bucket: OPEN, key })) as [
    Policies,
    Policies,
  ];
  const locked = await rehearsed(planOf(before, after), logLine(put), cloudTrailRecord(upload));
  expect([locked.code, locked.stdout]).toEqual([1, expect.stringContaining('would-be-denied') as string]);
  expect((await rehearsed(planOf(before, before), logLine(put), cloudTrailRecord(upload))).code).toBe(0);
});

test('whom a key refused, and its planned policy does not, may get in', async () => {
  const [before, after] = [keyFor(ADMIN), keyFor(ROLE, ADMIN)].map((key) => ({ bucket: OPEN, key })) as [
    Policies,
    Policies,
  ];
  const refused = { ...put, httpStatus: 403, errorCode: 'AccessDenied' };
  const event = { ...upload, errorCode: 'AccessDenied' };
  const { code, stdout } = await rehearsed(planOf(before, after), logLine(refused), cloudTrailRecord(event));
  // A role that a key policy names still may be limited by its own policies.
  expect([code, stdout]).not.toEqual([0, expect.anything()]);
  expect(stdout).not.toContain('1 stay refused');
});
