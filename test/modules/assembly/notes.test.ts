import { notesOn } from '../../../modules/assembly/notes';
import { deploymentOf, synthesize } from '../synthesized';

const replicating = deploymentOf('examples/native-replication.yaml');
const { replication: _, ...ended } = replicating;

test('of a source bucket that nothing replicates any more, that is said', () => {
  expect(notesOn(ended)).toContain(
    'source.bucket is kept without replication: nothing copies what is written to orders-source-111111111111.',
  );
  expect(notesOn(replicating).join()).not.toContain('kept without replication');
});

test('where replication has ended, all that holds data or guards and records it stays as it was', () => {
  const [before, after] = [synthesize(replicating), synthesize(ended)];
  const kept = /^aws_(s3_bucket|kms_key|cloudtrail)/;
  const gone = before.addresses.filter((address) => kept.test(address) && !after.addresses.includes(address));
  expect(gone).toEqual([
    'aws_s3_bucket_notification.replication_reports_notification',
    'aws_s3_bucket_replication_configuration.replication_rules',
  ]);
  for (const address of [
    'aws_s3_bucket.source',
    'aws_kms_key.source',
    'aws_s3_bucket_public_access_block.source_public_access',
  ])
    expect(after.resource(address).lifecycle).toEqual({ prevent_destroy: true });
});
