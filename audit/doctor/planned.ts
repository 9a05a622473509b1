import { blocksOf, type Attributes, type Stack } from '../review/stack/stack';
import { readBuckets } from '../review/system/buckets';
import { readEndpoints } from '../review/system/endpoints';
import { policyJson, Unreviewed, type AttachedPolicy } from '../review/system/policies';
import type { Bucket, Endpoint } from '../review/system/system';
import type { CompiledPolicy } from '../policy/compile';
import type { References } from './references';

/** What was synthesized, to hold the live configuration against. */
export interface Planned {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly endpoints: readonly Endpoint[];
  /** Buckets of data: those whose requests are logged. */
  readonly dataBuckets: readonly string[];
  /** Accounts in which it makes a trail; in others there is one already. */
  readonly trailAccounts: ReadonlySet<string>;
  /** Symbols that stand for ids that AWS makes up, to the address of their resource. */
  readonly symbols: ReadonlyMap<string, string>;
  /** What Terraform's outputs say that references have become. */
  readonly references: References;
}

/** Reads the buckets and endpoints of stacks. */
export function plannedOf(stacks: readonly Stack[], references: References): Planned {
  const unreviewed = new Unreviewed();
  const buckets = stacks.flatMap((stack) => readBuckets(stack, unreviewed));
  return {
    buckets: new Map(buckets.map((bucket) => [bucket.name, bucket])),
    dataBuckets: buckets.filter(({ settings }) => settings.has('aws_s3_bucket_logging')).map(({ name }) => name),
    endpoints: stacks.flatMap((stack) => readEndpoints(stack, unreviewed)),
    trailAccounts: new Set(
      stacks.flatMap(({ resources }) =>
        resources.flatMap(({ type, account }) => (type === 'aws_cloudtrail' ? (account ?? []) : [])),
      ),
    ),
    symbols: new Map(stacks.flatMap((stack) => [...stack.symbols])),
    references,
  };
}

/** Symbols to the live ids and ARNs that they stand for. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * The ids of endpoints as the outputs tell them; without, the id of the only endpoint where there is one only: which of
 * several is which, no name tells.
 */
export function bindEndpoints({ endpoints, references }: Planned, ids: readonly string[]): Bindings {
  const isOnly = endpoints.length === 1 && ids.length === 1;
  return new Map(
    endpoints.flatMap(({ id, address }): [string, string][] => {
      const live = references.get(`${address}.id`) ?? (isOnly ? ids[0] : undefined);
      return live === undefined ? [] : [[id, live]];
    }),
  );
}

/** The key that a bucket was synthesized with. */
export interface PlannedKey {
  /** As it stands in the synthesis: an ARN, or a symbol of one. */
  readonly text: string;
  /** ARN that it has now; `undefined` where nothing here tells. */
  readonly arn: string | undefined;
}

/** The key that is to encrypt a bucket by default, where one is named. */
export function plannedKey({ symbols, references }: Planned, bucket: Bucket): PlannedKey | undefined {
  const [rule] = blocksOf(bucket.settings.get(ENCRYPTION)?.attributes.rule);
  const text = textIn(blocksOf(rule?.apply_server_side_encryption_by_default)[0], 'kms_master_key_id');
  if (text === undefined) return undefined;
  const address = symbols.get(text);
  return { text, arn: address === undefined ? text : references.get(`${address}.arn`) };
}

/** Type of the resource that encrypts a bucket by default. */
export const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';

/** A text of a synthesized block; `undefined` where there is none. */
export function textIn(block: Attributes | undefined, name: string): string | undefined {
  const value = block?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The key of a bucket; where nothing tells which, it is taken for the live one, and the check of the encryption says so. */
export function bindKey(key: PlannedKey | undefined, liveKeyArn: string | undefined): Bindings {
  const arn = key?.arn ?? liveKeyArn;
  return new Map(key !== undefined && arn !== undefined ? [[key.text, arn]] : []);
}

/** A policy as it must be live, or why that cannot be told. */
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
