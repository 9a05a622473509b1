import { bucketArn } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { dnsSuffixOf } from '../../../contract/partition';

type Group = NonNullable<Deployment['privateAccess']>['awsBuckets'][number];

/**
 * The names of AWS's own buckets by group, with the region and the DNS suffix of the partition in them. Anybody can make a
 * bucket whose name only looks like one of these. Sources: EC2 User Guide and Amazon Linux 2023 User Guide (package
 * repositories), CloudWatch User Guide (agent), ECR User Guide (layers), Systems Manager User Guide (SSM Agent).
 */
const NAMES: Readonly<Record<Group, string>> = {
  'amazon-linux-2': 'amazonlinux-2-repos-REGION amazonlinux.REGION.SUFFIX packages.REGION.SUFFIX repo.REGION.SUFFIX',
  'amazon-linux-2023': 'al2023-repos-REGION-de612dc2',
  'cloudwatch-agent': 'amazoncloudwatch-agent amazoncloudwatch-agent-REGION',
  ecr: 'prod-REGION-starport-layer-bucket',
  ssm: `amazon-ssm-REGION amazon-ssm-packages-REGION aws-patchmanager-macos-REGION aws-ssm-REGION
    aws-ssm-distributor-file-REGION aws-ssm-document-attachments-REGION aws-windows-downloads-REGION
    patch-baseline-snapshot-REGION REGION-birdwatcher-prod`,
};

/** The objects of AWS's own buckets that the deployment opens the endpoint for, in the region of the endpoint: ARN patterns. */
export function awsBucketObjects({ partition, source, privateAccess }: Deployment): readonly string[] {
  const { region } = source;
  return (privateAccess?.awsBuckets ?? []).flatMap((group) =>
    NAMES[group]
      .replace(/REGION/g, region)
      .replace(/SUFFIX/g, dnsSuffixOf(region))
      .split(/\s+/)
      .map((name) => `${bucketArn(partition, name)}/*`),
  );
}

/** Tells whether an object is in a bucket of AWS that the deployment opens the endpoint for. */
export function awsBucketTest(deployment: Deployment): (arn: string) => boolean {
  const prefixes = awsBucketObjects(deployment).map((pattern) => pattern.slice(0, -1));
  return (arn) => prefixes.some((prefix) => arn.startsWith(prefix));
}
