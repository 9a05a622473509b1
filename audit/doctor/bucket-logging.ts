import type { LoggingEnabled } from '@aws-sdk/client-s3';
import { blocksOf, type Attributes } from '../review/stack/stack';
import { notApplicable, ok, unreadable, wrong, type Check } from './check';
import type { PlannedBucket } from './bucket-encryption';
import { textIn } from './planned';

/**
 * Whether server access logging is on, and goes where it was synthesized to go: to that bucket and prefix, and into those
 * folders, by which the audit finds a day.
 */
export function checkLogging(
  name: string,
  logging: LoggingEnabled | undefined,
  synthesized: PlannedBucket | undefined,
): Check {
  const attributes = synthesized?.bucket.settings.get('aws_s3_bucket_logging')?.attributes;
  const wanted = attributes && plannedPlace(attributes);
  if (logging?.TargetBucket === undefined) {
    if (synthesized !== undefined && wanted === undefined)
      return notApplicable('logging', name, 'is off, and none is synthesized');
    return wrong('logging', name, 'is off', 'turn on server access logging to a log bucket of the same account');
  }
  const is = livePlace(logging);
  if (wanted?.includes('${') === true) {
    return unreadable('logging', name, `is on, ${is}; what was synthesized is known only to Terraform: ${wanted}`);
  }
  if (wanted === undefined || wanted === is) return ok('logging', name, `is on, ${is}`);
  return wrong('logging', name, `goes ${is}, not ${wanted} as synthesized`, 'apply the deployment again');
}

const UNNAMED = 'an unnamed time';

function livePlace({ TargetBucket = '', TargetPrefix = '', TargetObjectKeyFormat }: LoggingEnabled): string {
  const partitioned = TargetObjectKeyFormat?.PartitionedPrefix;
  return placeText(TargetBucket, TargetPrefix, partitioned && (partitioned.PartitionDateSource ?? UNNAMED));
}

function plannedPlace(attributes: Attributes): string {
  const [format] = blocksOf(attributes.target_object_key_format);
  const [partitioned] = blocksOf(format?.partitioned_prefix);
  const source = partitioned && (textIn(partitioned, 'partition_date_source') ?? UNNAMED);
  return placeText(textIn(attributes, 'target_bucket') ?? '', textIn(attributes, 'target_prefix') ?? '', source);
}

function placeText(bucket: string, prefix: string, dateSource: string | undefined): string {
  const folders = dateSource === undefined ? 'without partitions' : `partitioned by ${dateSource}`;
  return `to s3://${bucket}/${prefix} ${folders}`;
}
