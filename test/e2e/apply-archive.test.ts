import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeletePublicAccessBlockCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { App } from 'cdktf';
import type { Check } from '../../audit/doctor/check';
import { deployerPolicies } from '../../audit/deployer/deployer-policy';
import { builtHomes, homeOf } from '../../contract/deployment/archive';
import type { Deployment } from '../../contract/deployment/schema';
import { buildStack } from '../../modules/assembly/private-path-stack';
import { runS3Audit } from '../audit/cli/run-s3-audit';
import { refusedRows } from '../audit/deployer/decide-rows';
import { stackOf, synthesized } from '../audit/review/synthesized-stack';
import { deploymentOf } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { rowsOf } from './operations/recorded';
import { startRecorder, type Recorder } from './operations/recorder';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(15 * 60_000);

const FILE = 'examples/log-archive.yaml';
const BUCKET = 'evidence-trail-archive-333333333333';

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping the log archive: ${unavailable}.`);

// Three accounts; each step goes on from the one before.
(unavailable === undefined ? describe : describe.skip)('a log archive, applied to a third account', () => {
  let emulator: Emulator;
  let recorder: Recorder;
  let place: Workspace;
  let folder: string;
  let s3: S3Client;
  let kms: KMSClient;
  let failed = true;
  const deployment = deploymentOf(FILE);
  const down: Deployment = { ...deployment, removalPolicy: 'destroy' };
  const apply = () => place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
  const refused = (now: Deployment): readonly string[] => {
    const rows = rowsOf(recorder.take());
    const stack = stackOf(synthesized(now, false).json);
    return builtHomes(now).flatMap((home) =>
      refusedRows(rows, { arn: homeOf(now, home).deployer, policies: deployerPolicies(now, stack, home) }),
    );
  };

  const doctor = async (accounts: readonly string[], file = FILE) => {
    const roles = accounts.map((account) => `arn:aws:iam::${account}:role/auditor`);
    const given = [
      '--expect',
      join(folder, 'outputs.json'),
      '--synth',
      join(folder, 'synthesis'),
      '--deployment',
      file,
    ];
    const { stdout, stderr } = await runS3Audit(['doctor', ...given, '--role-arn', ...roles, '--format', 'json'], {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    });
    if (stderr !== '') throw new Error(stderr);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Check[] };
    return checks.filter(({ check, subject }) => subject === BUCKET || check.startsWith('archive'));
  };
  const notOk = (checks: readonly Check[]) =>
    checks.filter(({ result }) => result !== 'ok').map(({ check, result }) => `${check}: ${result}`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 's3-private-path-archive-'));
    emulator = await startEmulator();
    recorder = await startRecorder(emulator);
    const ofArchive = {
      endpoint: emulator.endpoint,
      region: 'us-west-2',
      credentials: await emulator.credentialsFor('333333333333'),
    };
    s3 = new S3Client({ ...ofArchive, forcePathStyle: true });
    kms = new KMSClient(ofArchive);
    place = await workspace(deployment, recorder.emulator);
  });
  afterAll(async () => {
    await recorder.close();
    await emulator.stop({ keepLog: failed });
    place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('applies, and plans nothing more', async () => {
    await apply();
    expect(await place.terraform('plan', '-input=false', '-parallelism=30')).toContain('No changes.');
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual([BUCKET]);
    writeFileSync(join(folder, 'outputs.json'), await place.terraform('output', '-json'));
    const app = new App({ outdir: join(folder, 'synthesis') });
    buildStack(app, deployment);
    app.synth();
  });

  test('doctor finds it as it was built, by somebody of its account, and by nobody else', async () => {
    const checks = await doctor(['222222222222', '111111111111', '333333333333']);
    expect([notOk(checks), checks.map(({ check }) => check)]).toEqual([
      [],
      [
        ...[
          'archive',
          'archive-delivery',
          'archive-key',
          'versioning',
          'ownership',
          'public-access-block',
          'encryption',
        ],
        ...['object-lock', 'bucket-policy', 'archive-retention'],
      ],
    ]);
    expect(notOk(await doctor(['222222222222', '111111111111']))).toEqual(['archive: unreadable']);
  });

  test('doctor finds whatever is changed in it', async () => {
    const roles = ['333333333333', '222222222222', '111111111111'];
    const Bucket = BUCKET;
    const key = (await doctor(roles)).find(({ check }) => check === 'archive-key')!.subject;
    const [{ Policy = '' }, { Policy: keyPolicy = '' }, { Rules }] = await Promise.all([
      s3.send(new GetBucketPolicyCommand({ Bucket })),
      kms.send(new GetKeyPolicyCommand({ KeyId: key, PolicyName: 'default' })),
      s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    ]);
    const ours = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/evidence-source';
    const renamed = (text: string) => text.replaceAll(ours, `${ours}-2`);
    const retention = (Days: number) => ({
      Rules: Rules!.map((rule) => (rule.Expiration?.Days === undefined ? rule : { ...rule, Expiration: { Days } })),
    });
    const putKey = (text: string) =>
      kms.send(new PutKeyPolicyCommand({ KeyId: key, PolicyName: 'default', Policy: text }));
    const putPolicy = (text: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text }));

    await putPolicy(renamed(Policy));
    await putKey(renamed(keyPolicy));
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: retention(399) }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
        },
      }),
    );
    expect(notOk(await doctor(roles))).toEqual([
      ...['archive-delivery: wrong', 'archive-key: wrong', 'public-access-block: wrong', 'object-lock: wrong'],
      ...['bucket-policy: wrong', 'archive-retention: wrong'],
    ]);
    // Anybody's trail would be let in.
    await putPolicy(
      Policy.replaceAll('"aws:SourceArn"', '"aws:RequestedRegion"').replaceAll(
        /"arn:aws:cloudtrail:[^"]*"/g,
        '"us-west-2"',
      ),
    );
    expect((await doctor(roles)).find(({ check }) => check === 'archive-delivery')).toMatchObject({
      result: 'wrong',
      what: expect.stringMatching(/lets in the trails of any account/) as string,
    });
    await putPolicy(Policy);
    await putKey(keyPolicy);
    await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
    expect(notOk(await doctor(roles))).toEqual([]);
  });

  test('the exported policies of the three deployers, and the documented way down, allow what was done', async () => {
    expect(refused(deployment)).toEqual([]);
    await expect(place.terraform('destroy', '-auto-approve', '-input=false')).rejects.toThrow(
      /Instance cannot be destroyed/,
    );
    place.write(down);
    await apply();
    await place.terraform('destroy', '-auto-approve', '-input=false', '-parallelism=30');
    expect((await place.terraform('state', 'list')).trim()).toBe('');
    expect(refused(down)).toEqual([]);
    failed = false;
  });
});
