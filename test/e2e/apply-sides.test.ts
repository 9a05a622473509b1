import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { App } from 'cdktf';
import { deployerPolicies } from '../../audit/deployer/deployer-policy';
import type { Check } from '../../audit/doctor/check';
import { SIDES, type Side } from '../../contract/deployment/names';
import { readDeployment } from '../../contract/deployment/read';
import type { Deployment } from '../../contract/deployment/schema';
import { buildStack } from '../../modules/assembly/private-path-stack';
import { runS3Audit } from '../audit/cli/run-s3-audit';
import { refusedRows } from '../audit/deployer/decide-rows';
import { stackOf, synthesized } from '../audit/review/synthesized-stack';
import { createdRecord } from './created-record';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { rowsOf, type Row } from './operations/recorded';
import { startRecorder, type Recorder } from './operations/recorder';
import { deployBundle, startFunction } from './replication-function';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(15 * 60_000);

const ACCOUNTS = { source: '111111111111', destination: '222222222222' } as const;
const BUCKETS = { source: 'orders-source-111111111111', destination: 'orders-replicas-222222222222' } as const;

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping the two sides of a replication: ${unavailable}.`);

/** One side as its team has it: a file, a folder with a state of its own, and a synthesis. */
interface OneSide {
  readonly deployment: Deployment;
  readonly place: Workspace;
  /** What `doctor` is given. */
  readonly given: readonly string[];
}

// Two teams, each with its own file, credentials and state; each step goes on from the one before.
(unavailable === undefined ? describe : describe.skip)('a receiver and a sender, each built by itself', () => {
  let emulator: Emulator;
  let recorder: Recorder;
  let folder: string;
  let s3: Record<Side, S3Client>;
  let sides: Record<Side, OneSide>;
  let failed = true;

  const applied = async (side: Side, text: string): Promise<OneSide> => {
    const deployment = readDeployment(text, `${side}.yaml`);
    const place = await workspace(deployment, recorder.emulator);
    await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
    const file = (name: string) => join(folder, `${side}.${name}`);
    const app = new App({ outdir: file('synthesis') });
    buildStack(app, deployment);
    app.synth();
    writeFileSync(file('outputs.json'), await place.terraform('output', '-json'));
    writeFileSync(file('yaml'), text);
    const given = ['--expect', file('outputs.json'), '--synth', file('synthesis'), '--deployment', file('yaml')];
    return { deployment, place, given };
  };
  const doctor = async (given: readonly string[], accounts: readonly Side[]) => {
    const roles = accounts.map((one) => `arn:aws:iam::${ACCOUNTS[one]}:role/auditor`);
    const args = ['doctor', ...given, '--role-arn', ...roles, '--format', 'json'];
    const { code, stdout, stderr } = await runS3Audit(args, {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    });
    if (stderr !== '') throw new Error(stderr);
    const { checks } = JSON.parse(stdout) as { readonly checks: readonly Check[] };
    const notOk = checks.filter(({ result }) => result === 'wrong' || result === 'unreadable');
    return {
      code,
      of: checks.filter(({ result }) => result === 'ok').map(({ check, subject }) => `${check} ${subject}`),
      notOk: notOk.map(({ check, subject, result }) => `${check} ${subject}: ${result}`),
      what: notOk.map(({ what }) => what).join('; '),
    };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 's3-private-path-sides-'));
    emulator = await startEmulator();
    recorder = await startRecorder(emulator);
    const clientOf = async (account: string) =>
      new S3Client({
        endpoint: emulator.endpoint,
        forcePathStyle: true,
        region: 'us-east-1',
        credentials: await emulator.credentialsFor(account),
      });
    s3 = { source: await clientOf(ACCOUNTS.source), destination: await clientOf(ACCOUNTS.destination) };
    const destination = await applied('destination', readFileSync('examples/replication-receiver.yaml', 'utf8'));
    const keyArn = JSON.parse(await destination.place.terraform('output', '-json', 'destination_key_arn')) as string;
    const sender = readFileSync('examples/replication-sender.yaml', 'utf8');
    const source = await applied('source', sender.replace(/keyArn: .*/, `keyArn: ${keyArn}`));
    sides = { source, destination };
  });
  afterAll(async () => {
    await recorder.close();
    await emulator.stop({ keepLog: failed });
    for (const { place } of Object.values(sides)) place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('plan nothing more, each against its own state', async () => {
    const plans = Object.values(sides).map(({ place }) => place.terraform('plan', '-input=false', '-parallelism=30'));
    for (const plan of await Promise.all(plans)) expect(plan).toContain('No changes.');
  });

  test('belong together: the rules of the one go to the other, which lets in the roles of the one', async () => {
    const { ReplicationConfiguration } = await s3.source.send(
      new GetBucketReplicationCommand({ Bucket: BUCKETS.source }),
    );
    expect(ReplicationConfiguration).toMatchObject({
      Role: 'arn:aws:iam::111111111111:role/orders-replication',
      Rules: [
        {
          Status: 'Enabled',
          Destination: {
            Bucket: `arn:aws:s3:::${BUCKETS.destination}`,
            Account: ACCOUNTS.destination,
            EncryptionConfiguration: { ReplicaKmsKeyID: sides.source.deployment.destination.elsewhere?.keyArn },
          },
        },
      ],
    });
    const { Policy } = await s3.destination.send(new GetBucketPolicyCommand({ Bucket: BUCKETS.destination }));
    for (const role of ['orders-replication', 'orders-replicate']) {
      expect(Policy).toContain(`arn:aws:iam::111111111111:role/${role}`);
    }
  });

  test("the sender's function, as it was applied, copies to the receiver's bucket under its key", async () => {
    const state = JSON.parse(await sides.source.place.terraform('show', '-json')) as State;
    const applied = state.values.root_module.resources.find(
      ({ address }) => address === 'aws_lambda_function.replicate_function',
    );
    const [{ variables } = { variables: {} }] = applied?.values.environment ?? [];
    const credentials = await emulator.credentialsFor(ACCOUNTS.source, 'orders-replicate');
    const { modulePath, remove } = deployBundle();
    const replicate = await startFunction(modulePath, {
      ...variables,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    });
    try {
      const Key = 'events/2026/1.json';
      const put = await s3.source.send(new PutObjectCommand({ Bucket: BUCKETS.source, Key, Body: '{"event":1}' }));
      const report = await replicate.invoke({
        Records: [createdRecord(BUCKETS.source, Key, put.VersionId, put.ETag)],
      });
      expect(report.records).toEqual([expect.objectContaining({ outcome: 'copied' })]);
      const copy = await s3.destination.send(new GetObjectCommand({ Bucket: BUCKETS.destination, Key }));
      expect(await copy.Body?.transformToString()).toBe('{"event":1}');
      expect(copy.SSEKMSKeyId).toBe(sides.source.deployment.destination.elsewhere?.keyArn);
    } finally {
      await replicate.stop();
      remove();
    }
  });

  test.each<[Side, Side]>([
    ['source', 'destination'],
    ['destination', 'source'],
  ])('doctor of the %s alone looks at it, and leaves open what only the %s can tell', async (own, other) => {
    const { code, notOk, what, of } = await doctor(sides[own].given, [own]);
    expect(notOk.filter((text) => !text.startsWith(NEVER_DELIVERED))).toEqual([
      `other-side ${BUCKETS[other]}: unreadable`,
    ]);
    expect(code).toBe(3);
    expect(what).toContain(`is built by somebody else in account ${ACCOUNTS[other]}, of which nobody is given`);
    for (const check of ['bucket-exists', 'logging', 'versioning', 'encryption', 'bucket-policy', 'data-events']) {
      expect(of).toContain(`${check} ${BUCKETS[own]}`);
    }
    expect(of.filter((text) => text.startsWith('replication '))).toHaveLength(own === 'source' ? 1 : 0);
  });

  test('doctor that is not told the other side does not take one for the whole', async () => {
    const without = sides.source.given.filter((word) => !/^--deployment$|\.yaml$/.test(word));
    const { code, notOk } = await doctor(without, ['source']);
    expect(code).toBe(3);
    expect(notOk.join()).toMatch(/other-side .*cdk\.tf\.json: unreadable/);
  });

  test.each<[Side, Side]>([
    ['source', 'destination'],
    ['destination', 'source'],
  ])('doctor of the %s, with somebody of the %s, looks at both', async (own, other) => {
    const { notOk, of } = await doctor(sides[own].given, ['source', 'destination']);
    expect(notOk.filter((text) => !text.startsWith(NEVER_DELIVERED))).toEqual([]);
    for (const check of ['other-side', 'versioning', other === 'source' ? 'replication' : 'encryption']) {
      expect(of).toContain(`${check} ${BUCKETS[other]}`);
    }
    const Bucket = BUCKETS[other];
    const versioning = (Status: 'Enabled' | 'Suspended') =>
      s3[other].send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await versioning('Suspended');
    const broken = await doctor(sides[own].given, ['source', 'destination']);
    await versioning('Enabled');
    expect(broken.code).toBe(1);
    expect(broken.notOk).toContain(`versioning ${Bucket}: wrong`);
  });

  test('the exported policy of each deployer allows what it did, and the documented way down', async () => {
    expect(refused(rowsOf(recorder.take()), (deployment) => deployment)).toEqual([]);
    const down = async ({ place, deployment }: OneSide) => {
      await expect(place.terraform('destroy', '-auto-approve', '-input=false')).rejects.toThrow(
        /Instance cannot be destroyed/,
      );
      place.write(toBeDestroyed(deployment));
      await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
      await place.terraform('destroy', '-auto-approve', '-input=false', '-parallelism=30');
      expect((await place.terraform('state', 'list')).trim()).toBe('');
    };
    await Promise.all([sides.source, sides.destination].map(down));
    const rows = rowsOf(recorder.take());
    expect(rows.map(({ actions }) => actions).join()).toContain('s3:DeleteBucket');
    expect(refused(rows, toBeDestroyed)).toEqual([]);
    failed = false;
  });

  const refused = (rows: readonly Row[], now: (deployment: Deployment) => Deployment): readonly string[] =>
    SIDES.flatMap((side) => {
      const deployment = now(sides[side].deployment);
      const policies = deployerPolicies(deployment, stackOf(synthesized(deployment, false).json), side);
      return refusedRows(rows, { arn: deployment[side].deployer, policies });
    });
});

const toBeDestroyed = (deployment: Deployment): Deployment => ({ ...deployment, removalPolicy: 'destroy' });

interface State {
  readonly values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly values: { readonly environment?: readonly { readonly variables: Record<string, string> }[] };
      }[];
    };
  };
}

/** Nobody writes here what S3 would deliver. */
const NEVER_DELIVERED = 'last-log ';
