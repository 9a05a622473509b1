import type { NotReviewed, ReviewFinding } from '../review-types';
import type { Rule } from '../rules';
import { destroys, type Plan, type ResourceChange } from './plan';

/** What is lost when such a resource is destroyed or made anew. */
const LOST: Readonly<Record<string, string>> = {
  aws_athena_workgroup: 'its query history and saved settings are lost',
  aws_backup_vault: 'its recovery points are lost',
  aws_cloudtrail: 'no event is recorded until a trail is there again, and its name is part of the log bucket policy',
  aws_cloudwatch_log_group: 'its log events are lost',
  aws_db_instance: 'its data is lost',
  aws_dynamodb_table: 'its items are lost',
  aws_ebs_volume: 'its data is lost',
  aws_efs_file_system: 'its files are lost',
  aws_eip: 'its address changes: what is known as our own NAT address no longer is',
  aws_glue_catalog_database: 'its tables are lost',
  aws_glue_catalog_table: 'its partitions are lost, and queries fail until it is there again',
  aws_iam_role:
    'policies that name it keep the id of the old role and no longer admit the new one, until they are written again',
  aws_iam_user: 'its access keys are lost, and policies that name it keep the id of the old user',
  aws_instance: 'what its local disks hold is lost',
  aws_kms_key: 'what it encrypted cannot be read again once its deletion window ends',
  aws_nat_gateway: 'connections break, and its address may change',
  aws_rds_cluster: 'its data is lost',
  aws_route_table: 'its routes, and the way through the endpoint, are gone until they are made again',
  aws_s3_bucket: 'its objects, their versions and its place in logs and policies are lost',
  aws_s3_bucket_logging: 'access logs stop: what happens meanwhile leaves no trace there',
  aws_s3_bucket_object_lock_configuration: 'new objects are no longer retained by default',
  aws_s3_bucket_public_access_block: 'public policies and ACLs count again until it is there again',
  aws_s3_bucket_replication_configuration: 'objects written meanwhile are not replicated',
  aws_s3_bucket_server_side_encryption_configuration: 'objects written meanwhile are not encrypted by the key',
  aws_s3_bucket_versioning: 'overwritten and deleted objects are no longer kept',
  aws_sns_topic: 'its subscriptions are lost, and those by e-mail must be confirmed again',
  aws_sqs_queue: 'its messages are lost',
  aws_vpc: 'everything in it is destroyed too',
  aws_vpc_endpoint: 'its id changes: policies that name the old one shut everyone out',
  aws_vpc_endpoint_route_table_association: 'traffic goes round the endpoint until it is there again',
};

/** Names every resource with a state of its own that the plan destroys, replaces or forgets. */
export function checkDestroyed({ resource_changes: changes }: Plan): ReviewFinding[] {
  return changes.flatMap((change) => {
    const lost = LOST[change.type];
    if (lost === undefined || change.mode !== 'managed') return [];
    if (destroys(change)) return [destroyed(change, lost)];
    return change.change.actions.includes('forget') ? [forgotten(change)] : [];
  });
}

/** Names what the plan destroys, for good or to make it anew, or forgets, and nobody judges: it may have protected something. */
export function checkUnjudged({ resource_changes: changes }: Plan): NotReviewed[] {
  return changes
    .filter(({ mode, type }) => mode === 'managed' && LOST[type] === undefined)
    .flatMap(({ address, change: { actions } }) => {
      if (actions.includes('forget')) return { resource: address, reason: FORGOTTEN };
      if (!actions.includes('delete')) return [];
      return { resource: address, reason: actions.includes('create') ? REPLACED : GONE };
    });
}

const FORGOTTEN = 'it would be forgotten by Terraform, and what becomes of it is not judged';
const REPLACED = 'it would be destroyed and made anew, and what it protects is not judged for as long as it is gone';
const GONE = 'it would be destroyed, and what it protected is not judged';

function destroyed({ address, deposed, change: { actions, replace_paths: paths } }: ResourceChange, lost: string) {
  const replaced = actions.includes('create');
  const causes = (paths ?? []).map((path) => path.join('.'));
  const because = causes.length === 0 ? '' : `, because of ${causes.join(', ')}`;
  const old = deposed === undefined ? '' : ' (an object left over from an earlier replacement)';
  return findingOf(
    replaced ? 'plan-stateful-replaced' : 'plan-stateful-destroyed',
    'error',
    `${address} would be ${replaced ? 'destroyed and made anew' : 'destroyed'}${old}${because}`,
    lost,
    address,
  );
}

function forgotten({ address }: ResourceChange): ReviewFinding {
  const why = 'it stays in AWS, but nobody holds it to its configuration any more';
  return findingOf('plan-stateful-forgotten', 'warning', `${address} would be forgotten by Terraform`, why, address);
}

/** A finding of the plan without a statement. */
export function findingOf(
  rule: Rule<'plan'>,
  severity: ReviewFinding['severity'],
  what: string,
  why: string,
  resource: string,
): ReviewFinding {
  return { rule, severity, what, why, resource, sid: null, counterexample: null };
}
