import { GetBucketPolicyCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expectationsSchema } from '../../contract/expectations';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformUnavailable, workspace, type Workspace } from './terraform';
import { withWhatExists } from './what-exists';

jest.setTimeout(10 * 60_000);

const DESTINATION = '222222222222';

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform apply of what exists: ${unavailable}.`);

interface Plan {
  readonly resource_changes?: readonly { readonly address: string; readonly change: { readonly actions: string[] } }[];
}

// Each step goes on from the one before: apply, look, refuse, take down as docs/teardown.md says.
(unavailable === undefined ? describe : describe.skip)('what exists, taken over and given back', () => {
  let emulator: Emulator;
  let place: Workspace;
  let s3: S3Client;
  let deployment: Deployment;
  let failed = true;

  const planned = async (): Promise<readonly string[]> => {
    await place.terraform('plan', '-input=false', '-out=plan');
    const { resource_changes = [] } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
    return resource_changes
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address, change }) => `${change.actions.join('+')} ${address}`);
  };
  const addresses = async () => (await place.terraform('state', 'list')).trim().split('\n').filter(Boolean);
  const bucket = () => deployment.destination.bucket.name!;

  beforeAll(async () => {
    emulator = await startEmulator();
    deployment = await withWhatExists(deploymentOf('examples/existing.yaml'), emulator);
    s3 = new S3Client({
      endpoint: emulator.endpoint,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: await emulator.credentialsFor(DESTINATION),
    });
    await s3.send(new PutObjectCommand({ Bucket: bucket(), Key: 'ledger/2019.csv', Body: 'old' }));
    place = await workspace(deployment, emulator);
  });
  afterAll(async () => {
    await emulator.stop({ keepLog: failed });
    place.remove();
  });

  test('applies, and imports bucket and key', async () => {
    expect(await place.terraform('apply', '-auto-approve', '-input=false')).toMatch(/Resources: 2 imported, \d+ added/);
    expect(await addresses()).toEqual(expect.arrayContaining(['aws_s3_bucket.data', 'aws_kms_key.destination']));
  });

  test('plans nothing more', async () => {
    expect(await planned()).toEqual([]);
  });

  test('lets the consumers of three accounts in, each by its own endpoint', async () => {
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket() }));
    for (const { principal } of deployment.consumers) expect(Policy).toContain(`"${principal}"`);
    const expectations = expectationsSchema.parse(
      JSON.parse(await place.terraform('output', '-json', 'audit_expectations')),
    );
    expect(expectations.vpcEndpoints).toHaveLength(3);
    for (const endpoint of expectations.vpcEndpoints) expect(Policy).toContain(endpoint);
  });

  test('refuses to be destroyed', async () => {
    await expect(place.terraform('destroy', '-auto-approve', '-input=false')).rejects.toThrow(
      /Instance cannot be destroyed/,
    );
    expect(await planned()).toEqual([]);
  });

  test('is taken down as documented, and what was there before is there still', async () => {
    place.write({ ...deployment, removalPolicy: 'destroy' });
    expect((await planned()).filter((change) => !change.startsWith('update '))).toEqual([]);
    await place.terraform('apply', '-auto-approve', '-input=false');
    await place.terraform(
      ...['state', 'rm', 'aws_s3_bucket.data', 'aws_s3_bucket_public_access_block.data_public_access'],
      'aws_kms_key.destination',
    );
    await place.terraform('destroy', '-auto-approve', '-input=false');
    expect(await addresses()).toEqual([]);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket() }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['ledger/2019.csv']);
    failed = false;
  });
});
