import { readdirSync } from 'node:fs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { deploymentOf } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(300_000);

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform validate and plan: ${unavailable}.`);

interface Plan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly actions: string[]; readonly importing?: object };
  }[];
}

(unavailable === undefined ? describe : describe.skip)('Terraform and the provider', () => {
  let emulator: Emulator;
  let place: Workspace;

  beforeAll(async () => {
    emulator = await startEmulator();
    place = await workspace(deploymentOf('deployment.yaml'), emulator);
  });
  afterAll(async () => {
    await emulator.stop(); // first: it would keep the test running where Terraform could not be initialized
    place.remove();
  });

  const examples = readdirSync('examples').filter((file) => file !== 'existing.yaml');

  test.each(['deployment.yaml', ...examples.map((file) => `examples/${file}`)])(
    'take %s as valid and plan only creates',
    async (file) => {
      place.write(deploymentOf(file));
      expect(JSON.parse(await place.terraform('validate', '-json'))).toMatchObject({ valid: true, warning_count: 0 });
      await place.terraform('plan', '-input=false', '-out=plan');
      const { resource_changes } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
      expect(resource_changes.length).toBeGreaterThan(20);
      expect(resource_changes.filter(({ change }) => change.actions.join() !== 'create')).toEqual([]);
    },
  );

  test('take over what exists: the plan imports bucket and key, and adds neither', async () => {
    const owner = await emulator.credentialsFor('222222222222');
    const s3 = new S3Client({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: owner,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'ledger-of-old-222222222222' }));
    const arn = await createKey(emulator.endpoint, owner.accessKeyId);
    place.write(
      deploymentOf('examples/existing.yaml', (d) => ({
        ...d,
        destination: { ...d.destination, key: { existing: 'adopted', arn } },
      })),
    );
    await place.terraform('plan', '-input=false', '-out=plan');
    const { resource_changes } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
    const changeOf = (wanted: string) => resource_changes.find(({ address }) => address === wanted)?.change;
    for (const address of ['aws_s3_bucket.data', 'aws_kms_key.destination']) {
      expect(changeOf(address)?.importing).toBeDefined();
      expect(changeOf(address)?.actions).not.toContain('create');
      expect(changeOf(address)?.actions).not.toContain('delete');
    }
  });

  test('plan with a profile for each account, and refuse the two the wrong way round', async () => {
    const [a, b] = [await emulator.credentialsFor('111111111111'), await emulator.credentialsFor('222222222222')];
    const withProfiles = deploymentOf('examples/object-lock.yaml', (d) => ({
      ...d,
      source: { ...d.source, credentials: { profile: 'a' } },
      destination: { ...d.destination, credentials: { profile: 'b' } },
    }));
    const right = await workspace(withProfiles, emulator, { a, b });
    expect(await right.terraform('plan', '-input=false')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    right.remove();
    const wrong = await workspace(withProfiles, emulator, { a: b, b: a });
    await expect(wrong.terraform('plan', '-input=false')).rejects.toThrow('AWS account ID not allowed');
    wrong.remove();
  });
});

/** The emulator checks no signature; whose key it is, it tells by the access key. */
async function createKey(endpoint: string, accessKeyId: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.CreateKey',
    },
    // Said, though it is AWS's default: the emulator forgets what it is not told.
    body: JSON.stringify({ KeyUsage: 'ENCRYPT_DECRYPT' }),
  });
  const { KeyMetadata } = (await response.json()) as { KeyMetadata: { Arn: string } };
  return KeyMetadata.Arn;
}
