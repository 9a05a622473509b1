import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { synthesized } from '../review/synthesized-stack';
import { useTemporaryDirectory } from '../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../cloudtrail/cloudtrail-record';
import { logLine } from '../log-lines';
import { runS3Audit, type Run } from './run-s3-audit';

const directory = useTemporaryDirectory();
const SAMPLE = [
  '--logs',
  'samples/logs',
  '--cloudtrail',
  'samples/cloudtrail',
  '--expect',
  'samples/expectations.json',
];
/** Before the story's detour. */
const QUIET = ['--until', '2026-01-08T09:36:00Z'];

/** Rehearses the sample's traffic by the stack of a deployment. */
async function rehearsed(deployment: string, ...more: readonly string[]): Promise<Run> {
  const stack = join(directory(), 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify(synthesized(deployment, false).json));
  return runS3Audit(['rehearse', '--synth', stack, ...SAMPLE, ...QUIET, '--plain', ...more], {});
}

const PLANNED = [
  '--logs',
  'samples/planned/logs',
  '--cloudtrail',
  'samples/planned/cloudtrail',
  '--expect',
  'samples/expectations.json',
];

/** Rehearses the nights before the planned change by the stack of a deployment. */
async function rehearsedNights(deployment: string): Promise<Run> {
  const stack = join(directory(), 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify(synthesized(deployment, false).json));
  return runS3Audit(['rehearse', '--synth', stack, ...PLANNED], {});
}

test('the planned change locks the backup out; with the line that is told pasted, the next rehearsal passes', async () => {
  const file = 'samples/planned/deployment.yaml';
  const { code, stdout } = await rehearsedNights(file);
  expect(code).toBe(1);
  expect(stdout).toContain('15 requests that got through would be denied');
  const [, list = '', item = ''] = /add in deployment.yaml:\n {2}([\w.]+):\n {4}(- .*)\n/.exec(stdout) ?? [];
  expect([list, item]).toEqual([
    'privateAccess.exempt',
    '- { principal: "arn:aws:iam::222222222222:role/backup", reason: "…" }',
  ]);
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.setIn(list.split('.'), parse(item));
  const pasted = join(directory(), 'deployment.yaml');
  writeFileSync(pasted, String(document));
  const next = await rehearsedNights(pasted);
  expect([next.code, next.stdout]).toEqual([0, expect.stringContaining('90 requests pass as before')]);
});

test('the deployment as it is locks nobody out, and what no log tells stays undecided', async () => {
  const { code, stdout } = await rehearsed('deployment.yaml', '--fail-on', 'denied', 'allowed');
  expect([code, stdout]).toEqual([0, expect.stringContaining('NOBODY LOSES ACCESS')]);
  const all = await rehearsed('deployment.yaml', '--format', 'json');
  expect(all.code).toBe(3);
  const { changes } = JSON.parse(all.stdout) as { changes: { change: string; why: string[] }[] };
  const undecided = changes.filter(({ change }) => change === 'undecided');
  // Which endpoint, with which key, and by whose permissions: no log tells.
  const untold = /aws:SourceVpce|s3:x-amz-server-side-encryption|may have permissions that no policy shows/;
  expect(undecided.filter(({ why }) => !untold.test(why.join()))).toEqual([]);
});

test('a policy of a file is rehearsed without any stack', async () => {
  const policy = join(directory(), 'policy.json');
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  const args = ['--policy', `orders-replica-222222222222=${policy}`, '--assume', 'aws:ResourceAccount=222222222222'];
  const { code, stdout } = await runS3Audit(['rehearse', ...args, ...SAMPLE, '--format', 'csv'], {});
  expect([code, stdout]).toEqual([1, expect.stringContaining('would-be-denied')]);
});

test('a denial from a time to come on leaves the answer open, and is asked as of then', async () => {
  const policy = join(directory(), 'policy.json');
  const later = { DateGreaterThanEquals: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } };
  const never = { NumericGreaterThan: { 'aws:EpochTime': '99999999999999' } };
  const denial = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  const open = { ...denial, Effect: 'Allow' };
  const Statement = [open, ...[later, never].map((Condition) => ({ ...denial, Condition }))];
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement }));
  const args = ['--policy', `orders-replica-222222222222=${policy}`, '--plain', '--fail-on', 'denied', 'undecided'];
  const run = (...more: string[]): Promise<Run> =>
    runS3Audit(['rehearse', ...args, '--assume', 'aws:ResourceAccount=222222222222', ...more, ...PLANNED], {});
  const before = await run();
  expect([before.code, before.stdout]).toEqual([
    3,
    expect.stringContaining('the planned policies change by themselves at 2030-01-01T00:00:00Z'),
  ]);
  expect(before.stdout).toContain('90 requests pass as before');
  const then = await run('aws:CurrentTime=2030-01-01T00:00:00Z');
  expect([then.code, then.stdout]).toEqual([
    1,
    expect.stringContaining('90 requests that got through would be denied'),
  ]);
  expect(then.stdout).not.toContain('change by themselves');
});

test.each([
  [['--policy', 'data=a.json', '--policy', 'arn:aws:s3:::data=b.json'], 'is given twice'],
  [[], '--synth, --plan or --policy is required'],
  [['--policy', 'nonsense'], '--policy nonsense: must be RESOURCE=FILE'],
  [['--policy', 'data=/nonexistent/policy.json'], 'no such file or directory'],
  [['--synth', '/nonexistent'], '--synth /nonexistent: no such file or directory; synthesize first'],
])('%j is refused in one sentence', async (args, message) => {
  const { code, stderr } = await runS3Audit(['rehearse', ...args, '--logs', 'samples/logs'], {});
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a CloudTrail file that cannot be read leaves the answer open', async () => {
  const broken = join(directory(), 'broken.json');
  writeFileSync(broken, '{"Records": [{"eventSource": "s3.amazonaws.com"}]}');
  const { code, stdout } = await rehearsed('deployment.yaml', '--cloudtrail', broken);
  expect([code, stdout]).toEqual([3, expect.stringContaining('records of CloudTrail could not be read')]);
});

test('an assumption that is no KEY=VALUE is refused', async () => {
  const { code, stderr } = await rehearsed('deployment.yaml', '--assume', 'aws:SourceVpc');
  expect([code, stderr]).toEqual([2, expect.stringContaining('--assume aws:SourceVpc: must be KEY=VALUE')]);
});

test('a bucket without a planned policy leaves the answer open: nothing was rehearsed', async () => {
  const policy = join(directory(), 'policy.json');
  const statement = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  writeFileSync(policy, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  const { code, stdout } = await runS3Audit(['rehearse', '--policy', `other=${policy}`, ...SAMPLE], {});
  expect([code, stdout]).toEqual([3, expect.stringContaining('nothing was rehearsed')]);
});

test('of the buckets of a stack those are rehearsed that --bucket names', async () => {
  const { code, stdout } = await rehearsed(
    'deployment.yaml',
    '--bucket',
    'orders-replica-222222222222',
    '--format',
    'json',
  );
  const { changes } = JSON.parse(stdout) as { changes: readonly { bucket: string }[] };
  expect([code, [...new Set(changes.map(({ bucket }) => bucket))]]).toEqual([3, ['orders-replica-222222222222']]);
  const strange = await rehearsed('deployment.yaml', '--bucket', 'other');
  expect([strange.code, strange.stderr]).toEqual([
    2,
    expect.stringContaining('--bucket other: no policy is planned for it'),
  ]);
});

describe('what CloudTrail alone tells', () => {
  const policy = (...statements: readonly object[]): string => {
    const file = join(directory(), 'policy.json');
    writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement: statements }));
    return file;
  };
  const all = { Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' };
  const rehearsedBy = async (planned: string, log: string, ...events: readonly object[]): Promise<Run> => {
    const [logs, trail] = [join(directory(), 'a.log'), join(directory(), 'trail.json')];
    writeFileSync(logs, log);
    writeFileSync(trail, JSON.stringify({ Records: events }));
    const owned = ['--assume', 'aws:ResourceAccount=222222222222'];
    return runS3Audit(['rehearse', '--policy', planned, '--logs', logs, '--cloudtrail', trail, ...owned], {});
  };
  const ids = { requestId: 'AAAAAAAAAAAAAAA1', hostId: 'host1=' };

  test('is rehearsed, and not twice where the log has a line of it', async () => {
    const elsewhere = `${logLine({ bucket: 'elsewhere' })}\n`;
    const alone = await rehearsedBy(`orders=${policy(all)}`, elsewhere, cloudTrailRecord());
    expect([alone.code, alone.stdout]).toEqual([
      1,
      expect.stringMatching(/would-be-denied +1 .*CloudTrail.GetObject/) as string,
    ]);
    const logged = await rehearsedBy(`orders=${policy(all)}`, `${logLine(ids)}\n`, cloudTrailRecord());
    expect(logged.stdout).toMatch(/would-be-denied +1 .*REST.GET.OBJECT/);
    expect(logged.stdout).not.toContain('CloudTrail.GetObject');
  });

  test('and a line without a host id are told to be perhaps one request, each decided by itself', async () => {
    const planned = `orders=${policy(all)}`;
    const { code, stdout } = await rehearsedBy(planned, `${logLine({ ...ids, hostId: null })}\n`, cloudTrailRecord());
    expect(code).toBe(1);
    expect(stdout).toMatch(/would-be-denied +2 .*CloudTrail.GetObject REST.GET.OBJECT/);
    const sentence = '1 record without a host id, by which an event of CloudTrail is known to be theirs';
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${sentence}: up to 1 request may be counted twice`);
    const joined = await rehearsedBy(planned, `${logLine(ids)}\n`, cloudTrailRecord());
    expect(joined.stdout).not.toContain('counted twice');
    const elsewhere = cloudTrailRecord({
      resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::elsewhere' }],
      requestParameters: { bucketName: 'elsewhere', key: 'a' },
    });
    const other = await rehearsedBy(planned, `${logLine({ ...ids, hostId: null })}\n`, elsewhere);
    expect(other.stdout).not.toContain('counted twice');
  });

  test('of the policy of an endpoint is told, where another one is planned', async () => {
    const denial = cloudTrailRecord({ eventCategory: 'NetworkActivity', errorCode: 'VpceAccessDenied' });
    const line = `${logLine()}\n`;
    const open = policy({ ...all, Effect: 'Allow' });
    const planned = await rehearsedBy(`${ENDPOINT}=${open}`, line, denial);
    expect([planned.code, planned.stdout]).toEqual([3, expect.stringContaining('nothing was rehearsed') as string]);
    expect(planned.stdout).toContain('1 requests that the policy of an endpoint denied');
    const other = await rehearsedBy(`orders=${open}`, line, denial);
    expect(other.stdout).not.toContain('the policy of an endpoint denied');
  });
});
