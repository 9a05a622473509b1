import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expectationsSchema } from '../../contract/expectations';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf } from '../modules/synthesized';
import { createdRecord } from './created-record';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { deployBundle, startFunction } from './replication-function';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(15 * 60_000);

const SOURCE = '111111111111';
const DESTINATION = '222222222222';
/** An image that the emulator has. */
const IMAGE = 'ami-760aaa0f';

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform apply: ${unavailable}.`);

interface State {
  readonly values?: {
    readonly root_module?: {
      readonly resources?: readonly { readonly address: string; readonly values: Record<string, unknown> }[];
    };
  };
}

interface Plan {
  readonly resource_changes: readonly { readonly address: string; readonly change: { readonly actions: string[] } }[];
}

// Each step goes on from the one before: apply, look, change, destroy.
(unavailable === undefined ? describe : describe.skip)('everything, applied to two accounts', () => {
  let emulator: Emulator;
  let place: Workspace;
  let s3: Record<'source' | 'destination', S3Client>;
  let failed = true;

  const everything = (
    logRetentionDays: 30 | 90 = 90,
    removalPolicy: Deployment['removalPolicy'] = 'retain',
  ): Deployment =>
    deploymentOf('examples/everything.yaml', (d) => ({
      ...d,
      replication: { ...d.replication, lambda: { ...d.replication!.lambda!, logRetentionDays } },
      instance: { ...d.instance!, example: { ...d.instance!.example!, amiId: IMAGE } },
      removalPolicy,
    }));
  const clientOf = async (account: string) =>
    new S3Client({
      endpoint: emulator.endpoint,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: await emulator.credentialsFor(account),
    });
  const apply = () => place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
  const planned = async (): Promise<readonly string[]> => {
    await place.terraform('plan', '-input=false', '-parallelism=30', '-out=plan');
    const { resource_changes } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
    return resource_changes
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address, change }) => `${change.actions.join('+')} ${address}`);
  };
  const resources = async () =>
    (JSON.parse(await place.terraform('show', '-json')) as State).values?.root_module?.resources ?? [];
  const bucketsOf = async (client: S3Client) =>
    ((await client.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name).sort();

  beforeAll(async () => {
    emulator = await startEmulator();
    s3 = { source: await clientOf(SOURCE), destination: await clientOf(DESTINATION) };
    place = await workspace(everything(), emulator);
  });
  afterAll(async () => {
    await emulator.stop({ keepLog: failed });
    place.remove();
  });

  test('applies, and creates everything it planned', async () => {
    const added = /Apply complete! Resources: (\d+) added, 0 changed, 0 destroyed/.exec(await apply())?.[1];
    expect(Number(added)).toBe((await resources()).length);
    expect(Number(added)).toBeGreaterThan(100);
  });

  test('plans nothing more', async () => {
    expect(await planned()).toEqual([]);
  });

  test('keeps the accounts apart', async () => {
    expect(await bucketsOf(s3.source)).toEqual([
      'everything-compact-logs-111111111111',
      'everything-logs-111111111111',
      'everything-query-results-111111111111',
      'everything-source-111111111111',
    ]);
    expect(await bucketsOf(s3.destination)).toEqual([
      'everything-compact-logs-222222222222',
      'everything-data-222222222222',
      'everything-logs-222222222222',
      'everything-query-results-222222222222',
    ]);
  });

  test('puts out what the audit takes as its expectations', async () => {
    const expectations = expectationsSchema.parse(
      JSON.parse(await place.terraform('output', '-json', 'audit_expectations')),
    );
    expect(expectations.vpcEndpoints).toEqual([expect.stringMatching(/^vpce-/)]);
    expect(expectations.vpcCidrs).toEqual(['10.20.0.0/16', expect.stringContaining('::/56')]);
    expect(expectations.natAddresses).toHaveLength(1);
  });

  test('the function, as it was applied, copies from one account to the other', async () => {
    const applied = (await resources()).find(({ address }) => address === 'aws_lambda_function.replicate_function');
    const [{ variables }] = applied?.values.environment as [{ variables: Record<string, string> }];
    const { accessKeyId, secretAccessKey, sessionToken } = await emulator.credentialsFor(
      SOURCE,
      'everything-replicate',
    );
    const { modulePath, remove } = deployBundle();
    const replicate = await startFunction(modulePath, {
      ...variables,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
    try {
      const Key = 'orders/2026/1.json';
      const { VersionId, ETag } = await s3.source.send(
        new PutObjectCommand({ Bucket: variables.SOURCE_BUCKET, Key, Body: '{"total":1}', Tagging: 'kind=order' }),
      );
      const report = await replicate.invoke({
        Records: [createdRecord(variables.SOURCE_BUCKET!, Key, VersionId, ETag)],
      });
      expect(report.records).toEqual([expect.objectContaining({ outcome: 'copied' })]);
      const copy = await s3.destination.send(new GetObjectCommand({ Bucket: variables.DESTINATION_BUCKET, Key }));
      expect(await copy.Body?.transformToString()).toBe('{"total":1}');
      expect(copy.TagCount).toBe(1);
    } finally {
      await replicate.stop();
      remove();
    }
  });

  test('changes one setting in place', async () => {
    place.write(everything(30));
    expect(await planned()).toEqual(['update aws_cloudwatch_log_group.replicate_logs']);
    expect(await apply()).toContain('Apply complete! Resources: 0 added, 1 changed, 0 destroyed.');
    expect(await planned()).toEqual([]);
  });

  test('refuses to be destroyed, and leaves keys, policies and logging as they are', async () => {
    await expect(place.terraform('destroy', '-auto-approve', '-input=false', '-parallelism=30')).rejects.toThrow(
      /Instance cannot be destroyed/,
    );
    expect(await planned()).toEqual([]);
  });

  test('is taken down in two steps: the removal policy says destroy, then Terraform does', async () => {
    place.write(everything(30, 'destroy'));
    const changes = await planned();
    expect(changes).toContain('update aws_s3_bucket.data');
    expect(changes.filter((change) => !change.startsWith('update '))).toEqual([]);
    await apply();
    await place.terraform('destroy', '-auto-approve', '-input=false', '-parallelism=30');
    expect(await resources()).toEqual([]);
    expect(await bucketsOf(s3.source)).toEqual([]);
    expect(await bucketsOf(s3.destination)).toEqual([]);
    failed = false;
  });
});
