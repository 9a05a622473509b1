import { bucketArn } from '../../contract/deployment/names';
import type { AWS_BUCKET_GROUPS } from '../../contract/deployment/private-access-settings';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';

type Group = (typeof AWS_BUCKET_GROUPS)[number];

/** Names of the buckets by group, given the region and the DNS suffix of the partition. */
const BUCKETS: Readonly<Record<Group, (region: string, dnsSuffix: string) => readonly string[]>> = {
  // EC2 User Guide, "Package repository" of Amazon Linux 2; the older repositories carry DNS names.
  'amazon-linux-2': (region, dnsSuffix) => [
    `amazonlinux-2-repos-${region}`,
    `amazonlinux.${region}.${dnsSuffix}`,
    `packages.${region}.${dnsSuffix}`,
    `repo.${region}.${dnsSuffix}`,
  ],
  // Amazon Linux 2023 User Guide: the suffix is one and the same in all regions.
  'amazon-linux-2023': (region) => [`al2023-repos-${region}-de612dc2`],
  // CloudWatch User Guide, "Download the CloudWatch agent package".
  'cloudwatch-agent': (region) => ['amazoncloudwatch-agent', `amazoncloudwatch-agent-${region}`],
  // ECR User Guide, "Minimum Amazon S3 bucket permissions for Amazon ECR".
  ecr: (region) => [`prod-${region}-starport-layer-bucket`],
  // Systems Manager User Guide, "SSM Agent communications with AWS managed S3 buckets".
  ssm: (region) => [
    `amazon-ssm-${region}`,
    `amazon-ssm-packages-${region}`,
    `aws-patchmanager-macos-${region}`,
    `aws-ssm-${region}`,
    `aws-ssm-distributor-file-${region}`,
    `aws-ssm-document-attachments-${region}`,
    `aws-windows-downloads-${region}`,
    `patch-baseline-snapshot-${region}`,
    `${region}-birdwatcher-prod`,
  ],
};

/**
 * Endpoint policy statements for buckets that AWS owns and instances download from. They have no condition on the
 * principal: package managers and agents ask without credentials.
 */
export function allowAwsBuckets(
  groups: readonly Group[],
  { partition, region, dnsSuffix }: Pick<Account, 'partition' | 'region' | 'dnsSuffix'>,
): readonly Statement[] {
  const buckets = groups.flatMap((group) => BUCKETS[group](region, dnsSuffix));
  if (buckets.length === 0) return [];
  return [
    {
      sid: 'AllowDownloadsFromAwsBuckets',
      effect: 'Allow',
      principal: '*',
      action: ['s3:GetObject'],
      resource: [...new Set(buckets)].map((bucket) => `${bucketArn(partition, bucket)}/*`),
    },
  ];
}
