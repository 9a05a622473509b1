import { blocksOf, type Stack } from '../review/stack/stack';
import { readBuckets } from '../review/system/buckets';
import { readEndpoints } from '../review/system/endpoints';
import { policyJson, Unreviewed, type AttachedPolicy } from '../review/system/policies';
import type { Bucket, Endpoint } from '../review/system/system';
import type { CompiledPolicy } from '../policy/compile';

/** What was synthesized, to hold the live configuration against. */
export interface Planned {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly endpoints: readonly Endpoint[];
  /** Symbols that stand for ids that AWS makes up, to the address of their resource. */
  readonly symbols: ReadonlyMap<string, string>;
}

/** Reads the buckets and endpoints of stacks. */
export function plannedOf(stacks: readonly Stack[]): Planned {
  const unreviewed = new Unreviewed();
  const buckets = stacks.flatMap((stack) => readBuckets(stack, unreviewed));
  return {
    buckets: new Map(buckets.map((bucket) => [bucket.name, bucket])),
    endpoints: stacks.flatMap((stack) => readEndpoints(stack, unreviewed)),
    symbols: new Map(stacks.flatMap((stack) => [...stack.symbols])),
  };
}

/** Symbols to the live ids and ARNs that they stand for. */
export type Bindings = ReadonlyMap<string, string>;

/** The id of the only endpoint, where there is one only: which of several is which, no name tells. */
export function bindEndpoint({ endpoints }: Planned, ids: readonly string[]): Bindings {
  const [endpoint] = endpoints;
  const [id] = ids;
  const isOnly = endpoints.length === 1 && ids.length === 1;
  return new Map(isOnly && endpoint !== undefined && id !== undefined ? [[endpoint.id, id]] : []);
}

/** The key of a bucket: the synthesized one is the live one, or else the check of the encryption says so. */
export function bindKey(bucket: Bucket, liveKeyArn: string | undefined): Bindings {
  const setting = bucket.settings.get('aws_s3_bucket_server_side_encryption_configuration');
  const [rule] = blocksOf(setting?.attributes.rule);
  const symbol = blocksOf(rule?.apply_server_side_encryption_by_default)[0]?.kms_master_key_id;
  return new Map(typeof symbol === 'string' && liveKeyArn !== undefined ? [[symbol, liveKeyArn]] : []);
}

/** A policy as it must be live, or why that can not be told. */
export type Bound =
  { readonly known: true; readonly policy: CompiledPolicy } | { readonly known: false; readonly reason: string };

/** Puts live ids in place of symbols. */
export function bind(policy: AttachedPolicy, bindings: Bindings, symbols: Planned['symbols']): Bound {
  let text = JSON.stringify(policy.json);
  for (const [symbol, live] of bindings) text = text.replaceAll(symbol, live);
  for (const [symbol, address] of symbols) {
    if (text.includes(symbol)) return { known: false, reason: `it names ${address}, whose live id is not known here` };
  }
  const bound = policyJson(JSON.parse(text), policy.address, policy.compiled.document.kind);
  return 'compiled' in bound ? { known: true, policy: bound.compiled } : { known: false, reason: bound.join('; ') };
}
