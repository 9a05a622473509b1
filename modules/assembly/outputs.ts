import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { archivedFiles } from '../../contract/deployment/archive';
import { FINGERPRINT_OUTPUT, fingerprintOf } from '../../contract/deployment/fingerprint';
import type { Side } from '../../contract/deployment/names';
import type { ExampleInstance } from '../instance-access/example-instance';
import type { InstanceRole } from '../instance-access/instance-role';
import type { LambdaReplication } from '../lambda-replication/lambda-replication';
import type { LogPlace } from '../log-bucket/log-bucket';
import type { PrivateAccess } from '../private-access/private-access';
import { archivePolicies, type BuiltArchive } from './add-archive';
import type { Directions } from './add-native-replication';
import { expectationsOf } from './add-private-access';
import type { BuiltSide } from './add-side';
import type { Site } from './site';

/** What was built, as far as the deployment asks for it. */
export interface Built {
  /** The source account. */
  readonly here: BuiltSide | undefined;
  /** The destination account. */
  readonly there: BuiltSide | undefined;
  readonly logs: Readonly<Record<Side, LogPlace | undefined>>;
  readonly archive: BuiltArchive | undefined;
  readonly privateAccess: PrivateAccess | undefined;
  readonly instance: InstanceRole | undefined;
  readonly example: ExampleInstance | undefined;
  readonly replication: Directions;
  /** ARNs of the roles that copy what was there before. */
  readonly batchReplication: Readonly<Record<'there' | 'back', string | undefined>>;
  readonly lambda: LambdaReplication | undefined;
}

interface Output {
  readonly description: string;
  readonly value: unknown;
}

type Outputs = Readonly<Record<string, Output>>;

/**
 * Adds what the stack tells of itself: names for people and programs, and what the audit holds the logs against. What is absent
 * in this deployment has no output.
 */
export function addOutputs(scope: Construct, site: Site, built: Built): void {
  const outputs: Outputs = {
    ...dataOutputs(built),
    ...archiveOutputs(site, built),
    ...endpointOutputs(built),
    ...keyPolicyOutputs(site, built),
    ...instanceOutputs(built),
    ...replicationOutputs(site, built),
    ...auditOutputs(site, built),
  };
  for (const [name, { description, value }] of Object.entries(outputs)) {
    if (value !== undefined) new TerraformOutput(scope, name, { description, value, staticId: true });
  }
}

function dataOutputs({ here, there, logs }: Built): Outputs {
  return {
    data_bucket: {
      description: 'Bucket that holds the data, in the destination account',
      value: there?.bucket?.bucketName,
    },
    source_bucket: { description: 'Bucket that replication reads from', value: here?.bucket?.bucketName },
    destination_key_arn: { description: 'Key of the destination account', value: there?.key.arn },
    source_key_arn: { description: 'Key of the source account', value: here?.key.arn },
    destination_log_bucket: { description: 'Logs of the destination account', value: logs.destination?.bucketName },
    source_log_bucket: { description: 'Logs of the source account', value: logs.source?.bucketName },
  };
}

function archiveOutputs({ deployment }: Site, { archive }: Built): Outputs {
  const policies = archivePolicies(deployment);
  return {
    archive_files: {
      description: 'Files of the trails, in the log archive: s3-audit collect --from',
      value: archivedFiles(deployment),
    },
    archive_bucket_policy: {
      description: 'What the policy of the bucket of the log archive, which exists already, has to hold',
      value: policies?.['archive-bucket-policy.json'],
    },
    archive_key_policy: {
      description: 'What the policy of the key of the log archive, which exists already, has to hold',
      value: policies?.['archive-key-policy.json'],
    },
    archive_key_arn: { description: 'Key of the log archive', value: archive?.keyArn },
  };
}

function endpointOutputs({ privateAccess }: Built): Outputs {
  return {
    vpc_endpoint_id: { description: 'Gateway endpoint for S3', value: privateAccess?.endpoint.endpointId },
    interface_endpoint_url: {
      description: 'Endpoint URL for clients of the interface endpoint',
      value: privateAccess?.interfaceEndpoint?.url,
    },
  };
}

/** Of a key that is only referred to, its owner sets the policy. */
function keyPolicyOutputs({ deployment }: Site, { here, there }: Built): Outputs {
  const policyOf = (side: Side, built: BuiltSide | undefined): Output => ({
    description: 'What the policy of the key that exists already has to say',
    value: deployment[side].key?.existing === 'referenced' ? built?.key.policy : undefined,
  });
  return { destination_key_policy: policyOf('destination', there), source_key_policy: policyOf('source', here) };
}

function instanceOutputs({ instance, example }: Built): Outputs {
  return {
    instance_role_arn: { description: 'Role of EC2 instances', value: instance?.role.arn },
    instance_profile: { description: 'Instance profile to launch instances with', value: instance?.profile.name },
    example_instance_id: { description: 'Example instance', value: example?.instanceId },
  };
}

function replicationOutputs({ names }: Site, { replication, batchReplication, lambda }: Built): Outputs {
  return {
    replication_role_arn: { description: 'Role by which S3 replicates', value: replication.source?.role.arn },
    batch_replication_role_arn: {
      description: 'Role for S3 Batch Replication of objects that were at the source before',
      value: batchReplication.there,
    },
    batch_replication_back_role_arn: {
      description: 'Role for S3 Batch Replication of objects that were at the destination before',
      value: batchReplication.back,
    },
    replication_function: { description: 'Function that replicates', value: lambda && names.lambda.function },
    replication_failure_queue: { description: 'What could not be copied', value: lambda?.failures.url },
  };
}

function auditOutputs(site: Site, { privateAccess }: Built): Outputs {
  const { deployment, names } = site;
  const catalog = deployment.catalog && names.catalog;
  const compacts = (deployment.catalog?.compactors.length ?? 0) > 0;
  return {
    audit_workgroup: { description: 'Athena workgroup of each account', value: catalog?.workgroup },
    audit_database: { description: 'Glue database of each account', value: catalog?.database },
    audit_compactor_role: {
      description: 'Name of the role, in each account, that may write the logs as Parquet',
      value: compacts ? catalog?.compactorRole : undefined,
    },
    audit_reader_role: {
      description: 'Name of the role, in each account, that may read the logs',
      value: catalog?.readerRole,
    },
    [FINGERPRINT_OUTPUT]: {
      description: 'The deployment file that this was built from: s3-audit review holds it against no other',
      value: fingerprintOf(deployment),
    },
    audit_expectations: {
      description: 'What s3-audit holds the logs against: s3-audit verify --expect',
      value: privateAccess && expectationsOf(site, privateAccess),
    },
  };
}
