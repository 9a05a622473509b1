import { blocksOf } from '../stack/stack';
import type { ResourceChange } from './plan';
import { isSame } from './same';
import { entryOf } from '../../../contract/entry-of';

/**
 * What the provider writes into a plan where nobody asks for anything, and what is no nothing.
 * Source: Terraform AWS provider, "Argument Reference" of the type (default values).
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_athena_workgroup: { state: 'ENABLED' },
  aws_cloudtrail: { enable_logging: true, 'event_selector.include_management_events': true },
  aws_cloudwatch_metric_alarm: { actions_enabled: true },
  aws_iam_instance_profile: { path: '/' },
  aws_iam_policy: { path: '/' },
  aws_iam_role: { path: '/', max_session_duration: 3600 },
  aws_instance: {
    'metadata_options.http_protocol_ipv6': 'disabled',
    'root_block_device.delete_on_termination': true,
    source_dest_check: true,
  },
  aws_kms_key: { customer_master_key_spec: 'SYMMETRIC_DEFAULT', is_enabled: true, key_usage: 'ENCRYPT_DECRYPT' },
  aws_lambda_function: { package_type: 'Zip', reserved_concurrent_executions: -1 },
  aws_nat_gateway: { connectivity_type: 'public' },
  aws_s3_bucket_lifecycle_configuration: {
    'rule.expiration.days': 0,
    transition_default_minimum_object_size: 'all_storage_classes_128K',
  },
  aws_sns_topic_subscription: { confirmation_timeout_in_minutes: 1 },
  aws_sqs_queue: {
    delay_seconds: 0,
    kms_data_key_reuse_period_seconds: 0,
    max_message_size: 262_144,
    receive_wait_time_seconds: 0,
    visibility_timeout_seconds: 30,
  },
  aws_vpc: { instance_tenancy: 'default' },
};

/** Tags of the provider come and go with those of the resource; how long Terraform waits changes nothing in AWS. */
const NO_MATTER = /^(tags_all|timeouts)(\.|$)/;

/**
 * Of the planned values that nobody asks for, those that are neither nothing, nor there already, nor the provider's default.
 *
 * @param paths of values, of `holdBlock`.
 */
export function unexplained({ type, change: { before, after } }: ResourceChange, paths: readonly string[]): string[] {
  const had = before === null ? [] : leavesWithValues(before, '');
  return paths.filter((path) => {
    if (NO_MATTER.test(path)) return false;
    const name = path.replace(/\[\d+\]/g, '');
    const found = valueAt(after, path);
    const isHad = (value: unknown): boolean => had.some((leaf) => leaf.name === name && isSame(leaf.value, value));
    const byDefault = entryOf(DEFAULTS[type] ?? {}, name);
    // What is on unless someone turns it off: off is not nothing, and had before it is turned on again.
    if (byDefault === true) return found === false;
    return found === undefined || !(isSame(found, undefined) || isHad(found) || found === byDefault);
  });
}

interface Leaf {
  /** Path without places in lists: the order of blocks in a set means nothing. */
  readonly name: string;
  readonly value: unknown;
}

function leavesWithValues(value: unknown, name: string): readonly Leaf[] {
  if (Array.isArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    return value.flatMap((item) => leavesWithValues(item, name));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ name, value }];
  return Object.entries(value).flatMap(([key, item]) => leavesWithValues(item, name === '' ? key : `${name}.${key}`));
}

/** The value at a path such as `rule[0].filter.prefix`; `undefined` where a name in it has a dot, and none is found. */
function valueAt(values: unknown, path: string): unknown {
  return path.match(/[^.[\]]+/g)?.reduce<unknown>((value, name) => {
    if (Array.isArray(value) && /^\d+$/.test(name)) return (value as unknown[])[Number(name)];
    return entryOf(blocksOf(value)[0] ?? {}, name);
  }, values);
}
