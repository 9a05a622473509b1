import { partition as partitionOf } from '@aws-sdk/util-endpoints';

/** AWS partitions this project builds for. Source: AWS General Reference, "Amazon Resource Names", partitions. */
export const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;

export type Partition = (typeof PARTITIONS)[number];

/**
 * Says whether a region exists in a partition, by the partition table that the AWS SDK ships.
 * The SDK answers for an unlisted region too, guessing its partition by pattern; only listed regions carry a description.
 */
export function isRegionOf(region: string, partition: Partition): boolean {
  const { name, description } = partitionOf(region) as { name: string; description?: string };
  return name === partition && description !== undefined;
}

/** The DNS suffix of a partition's endpoints: `amazonaws.com` or `amazonaws.com.cn`. */
export function dnsSuffixOf(region: string): string {
  return partitionOf(region).dnsSuffix;
}
