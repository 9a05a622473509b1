import { build } from '@aws-sdk/util-arn-parser';
import type { PermissionSet } from './permission-set-settings';
import type { Deployment } from './schema';

/** The two accounts of a deployment, by the names deployment.yaml gives them. */
export const SIDES = ['source', 'destination'] as const;

/** One of the two accounts. */
export type Side = (typeof SIDES)[number];

/** Where things are built: on a side, or in the log-archive account. */
export type Home = Side | 'archive';

/**
 * Names and ARNs of what a deployment builds, as literal text, so that each account's policies can name the other's
 * resources and can be read at synth. Only endpoint ids and key ARNs are known to AWS alone.
 */
export interface Names {
  /** Bucket of the destination account. */
  readonly dataBucket: string;
  /** Bucket of the source account, where there is replication. */
  readonly sourceBucket: string;
  readonly instanceRole: string;
  readonly instanceBoundary: string;
  /** Role by which S3 replicates out of the bucket of an account. */
  readonly replicationRole: Readonly<Record<Side, string>>;
  /** Topic that tells what S3 did not replicate out of the bucket of an account; its alarms begin so too. */
  readonly replicationTopic: Readonly<Record<Side, string>>;
  /** Role by which S3 Batch Operations replicate what was in the bucket of an account before. */
  readonly batchReplicationRole: Readonly<Record<Side, string>>;
  /** What replication by Lambda is made of, in the source account. */
  readonly lambda: {
    readonly function: string;
    readonly role: string;
    readonly failureQueue: string;
    readonly deadLetterQueue: string;
    readonly resultTopic: string;
  };
  /** Flow logs of the VPC, in the source account. */
  readonly flowLogs: { readonly group: string; readonly role: string };
  /** Role by which operators enter each account. */
  readonly operatorRole: string;
  /** Managed policies of an account whose bucket has Object Lock. */
  readonly permissionSet: Readonly<Record<PermissionSet, string>>;
  /** Athena and Glue over the logs, in each account that has logs. */
  readonly catalog: {
    readonly database: string;
    readonly workgroup: string;
    readonly readerRole: string;
    readonly resultBucket: Readonly<Record<Side, string>>;
    /** What `s3-audit tables --compact` needs: a workgroup that lets it say where Parquet goes, a role, and the place. */
    readonly compactWorkgroup: string;
    readonly compactorRole: string;
    readonly compactBucket: Readonly<Record<Side, string>>;
  };
  readonly logBucket: Readonly<Record<Side, string>>;
  readonly trail: Readonly<Record<Side, string>>;
  readonly keyAlias: Readonly<Record<Side, string>>;
}

type NamedSettings = Pick<Deployment, 'name' | 'source' | 'destination'>;

/** Derives every name from deployment.yaml. */
export function namesOf({ name, source, destination }: NamedSettings): Names {
  return {
    dataBucket: destination.bucket.name ?? `${name}-data-${destination.account}`,
    sourceBucket: source.bucket?.name ?? `${name}-source-${source.account}`,
    instanceRole: `${name}-instance`,
    instanceBoundary: `${name}-instance-boundary`,
    replicationRole: { source: `${name}-replication`, destination: `${name}-replication-back` },
    replicationTopic: { source: `${name}-replication-failures`, destination: `${name}-replication-back-failures` },
    batchReplicationRole: { source: `${name}-batch-replication`, destination: `${name}-batch-replication-back` },
    lambda: {
      function: `${name}-replicate`,
      role: `${name}-replicate`,
      failureQueue: `${name}-replicate-failures`,
      deadLetterQueue: `${name}-replicate-dead-letters`,
      resultTopic: `${name}-replicate-results`,
    },
    flowLogs: { group: `/s3-private-path/${name}/flow-logs`, role: `${name}-flow-logs` },
    operatorRole: `${name}-operator`,
    permissionSet: {
      uploader: `${name}-uploader`,
      retention_administrator: `${name}-retention-administrator`,
      legal_hold_officer: `${name}-legal-hold-officer`,
      auditor: `${name}-auditor`,
    },
    catalog: {
      // Athena takes no hyphen in a database name without quotes.
      database: `${name.replaceAll('-', '_')}_audit`,
      workgroup: `${name}-audit`,
      readerRole: `${name}-audit-reader`,
      resultBucket: {
        source: `${name}-query-results-${source.account}`,
        destination: `${name}-query-results-${destination.account}`,
      },
      compactWorkgroup: `${name}-audit-compact`,
      compactorRole: `${name}-audit-compactor`,
      compactBucket: {
        source: `${name}-compact-logs-${source.account}`,
        destination: `${name}-compact-logs-${destination.account}`,
      },
    },
    logBucket: {
      source: source.logs.bucketName ?? `${name}-logs-${source.account}`,
      destination: destination.logs.bucketName ?? `${name}-logs-${destination.account}`,
    },
    trail: { source: `${name}-source`, destination: `${name}-destination` },
    keyAlias: { source: `alias/${name}-source`, destination: `alias/${name}-destination` },
  };
}

/** ARN of a bucket; object keys follow it after a slash. */
export function bucketArn(partition: string, bucket: string): string {
  return build({ partition, service: 's3', region: '', accountId: '', resource: bucket });
}

/** ARN of an IAM resource, such as `role/name` or `policy/name`. */
export function iamArn(partition: string, accountId: string, resource: string): string {
  return build({ partition, service: 'iam', region: '', accountId, resource });
}

/** ARN of a role that is made in an account of the deployment, below that account's path. */
export function roleArnIn(deployment: Pick<Deployment, 'partition' | Side>, side: Side, name: string): string {
  const { account, iamPath } = deployment[side];
  return iamArn(deployment.partition, account, `role${iamPath}${name}`);
}

/** ARN of a resource of one account and region, such as an SQS queue or a CloudWatch alarm. */
export function regionalArn(
  { partition, region, id }: { readonly partition: string; readonly region: string; readonly id: string },
  service: string,
  resource: string,
): string {
  return build({ partition, service, region, accountId: id, resource });
}

/** ARN of a trail, built from its name: the trail itself is made only after the bucket policy that names it. */
export function trailArn(partition: string, region: string, accountId: string, name: string): string {
  return build({ partition, service: 'cloudtrail', region, accountId, resource: `trail/${name}` });
}
