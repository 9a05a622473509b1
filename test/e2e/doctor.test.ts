import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import {
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { App } from 'cdktf';
import type { Check } from '../../audit/doctor/check';
import { buildStack } from '../../modules/private-path-stack';
import { runS3Audit, type Run } from '../audit/cli/run-s3-audit';
import { deploymentOf } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(10 * 60_000);

const BUCKET = 'orders-replica-222222222222';
const LOGS = 'orders-logs-222222222222';
/** The emulator lets everybody open every bucket, so the first is the one that finds it. */
const ROLES = ['arn:aws:iam::222222222222:role/auditor', 'arn:aws:iam::111111111111:role/auditor'];

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping doctor on an applied deployment: ${unavailable}.`);

// One deployment for all: each test breaks one thing and mends it again.
(unavailable === undefined ? describe : describe.skip)(
  'doctor, on the sample deployment as Terraform applied it',
  () => {
    let emulator: Emulator;
    let place: Workspace;
    let folder: string;
    let endpointId: string;
    let policy: Policy;
    let b: { s3: S3Client; cloudtrail: CloudTrailClient };

    const doctor = (...args: string[]): Promise<Run> =>
      runS3Audit(
        [
          'doctor',
          '--expect',
          join(folder, 'expect.json'),
          ...(args.includes('--role-arn') ? [] : ['--role-arn', ...ROLES]),
          ...args,
        ],
        {
          AWS_ENDPOINT_URL: emulator.endpoint,
          AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_REGION: 'us-east-1',
        },
      );
    const examined = async (...args: string[]): Promise<{ code: number | null; checks: readonly Check[] }> => {
      const { code, stdout, stderr } = await doctor('--format', 'json', ...args);
      expect(stderr).toBe('');
      return { code, checks: (JSON.parse(stdout) as { checks: readonly Check[] }).checks };
    };
    const synthesis = (): string => join(folder, 'synthesis');
    beforeAll(async () => {
      emulator = await startEmulator();
      folder = mkdtempSync(join(tmpdir(), 's3-private-path-doctor-'));
      const deployment = deploymentOf('deployment.yaml', (d) => ({ ...d, emulator: { endpoint: emulator.endpoint } }));
      const app = new App({ outdir: synthesis() });
      buildStack(app, deployment);
      app.synth();
      place = await workspace(deployment);
      await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
      const expectations = await place.terraform('output', '-json', 'audit_expectations');
      writeFileSync(join(folder, 'expect.json'), expectations);
      endpointId = (JSON.parse(expectations) as { vpcEndpoints: [string] }).vpcEndpoints[0];
      const clientOf = async (account: string) => ({
        endpoint: emulator.endpoint,
        region: 'us-east-1',
        credentials: await emulator.credentialsFor(account),
        forcePathStyle: true,
      });
      const ofB = await clientOf('222222222222');
      b = { s3: new S3Client(ofB), cloudtrail: new CloudTrailClient(ofB) };
      policy = JSON.parse((await b.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).Policy!) as Policy;
      const Key = `s3-access/222222222222/us-east-1/${BUCKET}/2026/01/05/2026-01-05-00-00-00-0123456789ABCDEF`;
      await b.s3.send(new PutObjectCommand({ Bucket: LOGS, Key, Body: 'a line' }));
    });
    afterAll(async () => {
      place.remove();
      rmSync(folder, { recursive: true, force: true });
      await emulator.stop();
    });

    test('finds nothing wrong, and policies that mean what was synthesized', async () => {
      const { code, checks } = await examined('--synth', synthesis());
      expect(notOk(checks)).toEqual([]);
      expect(code).toBe(0);
      expect(checks.find(({ check }) => check === 'bucket-policy')?.what).toMatch(
        /^means what was synthesized \(\d+ decisions/,
      );
      expect(checks.find(({ check }) => check === 'endpoint-policy')?.what).toMatch(/^means what was synthesized/);
    });

    test('knows the Deny by what it does, without a synthesis', async () => {
      const { code, checks } = await examined();
      expect([code, notOk(checks)]).toEqual([0, []]);
    });

    const putPolicy = (bucket: string, document: Policy) =>
      b.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(document) }));
    const without = (...sids: string[]): Policy => ({
      ...policy,
      Statement: policy.Statement.filter(({ Sid }) => !sids.includes(Sid)),
    });

    test('takes a policy for the same that is only written otherwise', async () => {
      const rewritten = policy.Statement.map((statement, index) => ({ ...statement, Sid: `S${index}` })).reverse();
      await putPolicy(BUCKET, { ...policy, Statement: rewritten });
      expect(notOk((await examined('--synth', synthesis())).checks)).toEqual([]);
      await putPolicy(BUCKET, policy);
    });

    test('shows a request that a loosened policy lets in, with the synthesis and without', async () => {
      await putPolicy(BUCKET, without('DenyDataAccessOutsideEndpoint'));
      const [held, alone] = [await examined('--synth', synthesis()), await examined()];
      await putPolicy(BUCKET, policy);
      expect([held.code, notOk(held.checks)]).toEqual([1, ['bucket-policy: wrong']]);
      expect(whatOf(held.checks, 'bucket-policy')).toMatch(
        /^is looser than synthesized: .* s3:\w+ on arn:aws:s3:::orders-replica/,
      );
      expect([alone.code, notOk(alone.checks)]).toEqual([1, ['bucket-policy: wrong']]);
      expect(whatOf(alone.checks, 'bucket-policy')).toMatch(
        /^lets in from outside the endpoint: arn:aws:iam::222222222222:/,
      );
    });

    test('shows a request that a tightened policy keeps out', async () => {
      await putPolicy(BUCKET, without('AllowInstanceRoleObjects'));
      const { checks } = await examined('--synth', synthesis());
      await putPolicy(BUCKET, policy);
      expect(whatOf(checks, 'bucket-policy')).toMatch(
        /^is stricter than synthesized: arn:aws:iam::111111111111:role\/orders-instance/,
      );
    });

    test('finds every setting of the bucket that was changed', async () => {
      const Bucket = BUCKET;
      const block = {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      };
      const PublicAccessBlockConfiguration = { ...block, RestrictPublicBuckets: false };
      await b.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      await b.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
      const { code, checks } = await examined('--synth', synthesis());
      await b.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
      await b.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
      expect([code, notOk(checks)]).toEqual([1, ['versioning: wrong', 'public-access-block: wrong']]);
      expect(whatOf(checks, 'public-access-block')).toBe('RestrictPublicBuckets is off');
    });

    test('finds every reason for which S3 would deliver no logs', async () => {
      const Bucket = LOGS;
      const encryption = (SSEAlgorithm: 'AES256' | 'aws:kms') =>
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }] },
        });
      const before = (await b.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy!;
      const document = JSON.parse(before) as Policy;
      const statements = document.Statement.filter(({ Sid }) => Sid !== 'AllowAccessLogDelivery');
      await putPolicy(LOGS, { ...document, Statement: statements });
      await b.s3.send(encryption('aws:kms'));
      const { code, checks } = await examined('--synth', synthesis());
      await b.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: before }));
      await b.s3.send(encryption('AES256'));
      expect([code, notOk(checks)]).toEqual([1, ['log-bucket-encryption: wrong', 'log-bucket-policy: wrong']]);
    });

    test('finds logging turned off', async () => {
      const { LoggingEnabled } = await b.s3.send(new GetBucketLoggingCommand({ Bucket: BUCKET }));
      await b.s3.send(new PutBucketLoggingCommand({ Bucket: BUCKET, BucketLoggingStatus: {} }));
      const { code, checks } = await examined('--synth', synthesis());
      await b.s3.send(new PutBucketLoggingCommand({ Bucket: BUCKET, BucketLoggingStatus: { LoggingEnabled } }));
      expect([code, notOk(checks)]).toEqual([1, ['logging: wrong']]);
    });

    test('finds a trail that was stopped', async () => {
      await b.cloudtrail.send(new StopLoggingCommand({ Name: 'orders-destination' }));
      const { code, checks } = await examined('--synth', synthesis());
      await b.cloudtrail.send(new StartLoggingCommand({ Name: 'orders-destination' }));
      expect([code, notOk(checks)]).toEqual([1, ['data-events: wrong']]);
      expect(whatOf(checks, 'data-events')).toMatch(/\(orders-destination is not logging\)$/);
    });

    test('leaves open what only the other account can tell', async () => {
      const { code, checks } = await examined('--synth', synthesis(), '--role-arn', ROLES[1]!);
      expect([code, notOk(checks)]).toEqual([3, ['data-events: unreadable']]);
      expect(whatOf(checks, 'data-events')).toMatch(/^nobody of account 222222222222 is given/);
    });

    test('says what it found in a table that tells what to do', async () => {
      const { stdout } = await doctor('--synth', synthesis(), '--role-arn', ROLES[1]!);
      expect(stdout).toMatch(
        /^ok +bucket-exists +orders-replica-222222222222 +is in us-east-1, account 222222222222$/m,
      );
      expect(stdout).toMatch(/\nverdict: UNPROVEN \(\d+ ok, 0 wrong, 1 unreadable, 1 not applicable\)\n$/);
    });

    test('finds the endpoint gone', async () => {
      const file = join(folder, 'expect.json');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replaceAll(endpointId, 'vpce-00000000000000000'));
      const { code, checks } = await examined('--synth', synthesis());
      writeFileSync(file, text);
      expect(code).toBe(1);
      expect(notOk(checks)).toContain('endpoint: wrong');
      expect(whatOf(checks, 'endpoint')).toBe('does not exist in us-east-1');
    });
  },
);

interface Policy {
  readonly Statement: readonly { readonly Sid: string }[];
}

const notOk = (checks: readonly Check[]): string[] =>
  checks
    .filter(({ result }) => result !== 'ok' && result !== 'not-applicable')
    .map(({ check, result }) => `${check}: ${result}`);

const whatOf = (checks: readonly Check[], name: string): string =>
  checks.find(({ check }) => check === name)?.what ?? '';
