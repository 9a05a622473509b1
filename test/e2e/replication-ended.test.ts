import { checkPlan } from '../../audit/review/plan/check-plan';
import { readPlan } from '../../audit/review/plan/plan';
import { readStack } from '../../audit/review/stack/read-stack';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf, synthesize } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformPlan } from './plan-text';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(10 * 60_000);

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping replication that ends: ${unavailable}.`);

/** Both ways of replication, both sides built. */
const replicating = deploymentOf('examples/native-replication.yaml', (d) => ({
  ...d,
  replication: {
    native: d.replication!.native!,
    lambda: deploymentOf('examples/lambda-replication.yaml').replication!.lambda!,
  },
}));
const { replication: _, ...ended } = replicating;
const { bucket: __, ...sourceWithoutBucket } = ended.source;
const bucketGone: Deployment = { ...ended, source: sourceWithoutBucket };

/** What holds data, or guards and records what holds it. */
const KEPT = /^aws_(s3_bucket|kms_key|cloudtrail)/;

// Each step goes on from the one before.
(unavailable === undefined ? describe : describe.skip)('replication that ends', () => {
  let emulator: Emulator;
  let place: Workspace;

  const planned = async (deployment: Deployment) => {
    place.write(deployment);
    const plan = readPlan(await terraformPlan(place, emulator), 'plan');
    const stack = readStack(synthesize(deployment).json, 'cdk.tf.json');
    if (!plan.ok || !stack.ok) throw new Error('plan or stack cannot be read');
    const changes = plan.value.resource_changes.filter(({ change }) => change.actions.join() !== 'no-op');
    return {
      all: changes.map(({ address, change }) => `${change.actions.join('+')} ${address}`),
      destroyed: changes.filter(({ change }) => change.actions.includes('delete')).map(({ address }) => address),
      review: checkPlan(plan.value, stack.value),
    };
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    place = await workspace(replicating, emulator);
    await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
  });
  afterAll(async () => {
    await emulator.stop();
    place.remove();
  });

  test('leaves both buckets, their keys, guards and logs: only what replicates is destroyed', async () => {
    const { destroyed } = await planned(ended);
    const left = new Set(synthesize(ended).addresses);
    expect(destroyed.sort()).toEqual(
      synthesize(replicating)
        .addresses.filter((address) => !left.has(address) && !address.startsWith('data.'))
        .sort(),
    );
    expect(destroyed.filter((address) => KEPT.test(address))).toEqual([
      'aws_s3_bucket_notification.replicate_notification',
      'aws_s3_bucket_replication_configuration.replication_rules',
    ]);
  });

  test('is applied, and nothing is planned after it', async () => {
    await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
    expect((await planned(ended)).all).toEqual([]);
  });

  test('destroys the source bucket only where the file no longer names it, and the review of the plan says so', async () => {
    const { destroyed, review } = await planned(bucketGone);
    expect(destroyed).toEqual(expect.arrayContaining(['aws_s3_bucket.source', 'aws_kms_key.source']));
    expect(review.findings).toContainEqual(
      expect.objectContaining({ severity: 'error', resource: 'aws_s3_bucket.source' }),
    );
    expect(review.findings).toContainEqual(
      expect.objectContaining({ severity: 'error', resource: 'aws_kms_key.source' }),
    );
  });
});
