import type { Deployment } from '../../../contract/deployment/schema';

type Group = NonNullable<Deployment['privateAccess']>['awsBuckets'][number];

/**
 * What the names of AWS's own buckets look like, by group. Sources: EC2 User Guide and Amazon Linux 2023 User Guide (package
 * repositories), CloudWatch User Guide (agent), ECR User Guide (layers), Systems Manager User Guide (SSM Agent).
 */
const NAMES: Readonly<Record<Group, RegExp>> = {
  'amazon-linux-2': /^(amazonlinux-2-repos-[a-z0-9-]+|(amazonlinux|packages|repo)\.[a-z0-9-]+\.amazonaws\.com(\.cn)?)$/,
  'amazon-linux-2023': /^al2023-repos-[a-z0-9-]+-de612dc2$/,
  'cloudwatch-agent': /^amazoncloudwatch-agent(-[a-z0-9-]+)?$/,
  ecr: /^prod-[a-z0-9-]+-starport-layer-bucket$/,
  ssm: /^((amazon-ssm|amazon-ssm-packages|aws-patchmanager-macos|aws-ssm|aws-ssm-distributor-file|aws-ssm-document-attachments|aws-windows-downloads|patch-baseline-snapshot)-[a-z0-9-]+|[a-z0-9-]+-birdwatcher-prod)$/,
};

/** Whether an object is in a bucket of AWS that the deployment opens the endpoint for. */
export function isInAwsBucket(arn: string, { privateAccess }: Deployment): boolean {
  const bucket = /^arn:[^:]*:s3:::([^/]+)\//.exec(arn)?.[1];
  return bucket !== undefined && (privateAccess?.awsBuckets ?? []).some((group) => NAMES[group].test(bucket));
}
