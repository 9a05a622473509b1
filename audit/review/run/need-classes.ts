import { isInCidr, readAddress, readCidr } from '../../../contract/address';
import type { ContextJson } from '../../policy/request-context';
import { addressesAround } from '../contexts/ranges';
import { AN_OBJECT, objectsUnder } from '../contexts/resource-classes';
import type { Need } from '../goals/intended';
import { policiesOf } from '../prove/all-policies';
import type { System } from '../system/system';

/** What policies tell apart of what a need names only for example. */
export interface NeedSight {
  /** Objects whose ARN begins so, one of each class; the same are asked for time and again. */
  readonly objectsUnder: (prefix: string) => readonly string[];
  /** Ranges that addresses are compared with. */
  readonly ranges: readonly string[];
}

const OBJECT_OF_KEY = 'kms:encryptioncontext:aws:s3:arn';
const ADDRESSES: ReadonlySet<string> = new Set(['aws:sourceip', 'aws:vpcsourceip']);

/** Reads what the policies of a system tell apart. */
export function needSight(system: System): NeedSight {
  const all = policiesOf(system).flatMap(({ compiled }) => compiled.statements.map(({ source }) => source));
  const clauses = all.flatMap(({ conditions }) => conditions).filter(({ operator }) => operator !== 'Null');
  const compared = (isKey: (key: string) => boolean): string[] =>
    clauses.filter(({ key }) => isKey(key)).flatMap(({ values }) => values);
  const resources = all.flatMap((one) => one.resources?.entries ?? []);
  const texts = [...new Set([...resources, ...compared((key) => key === OBJECT_OF_KEY)])];
  const known = new Map<string, readonly string[]>();
  return {
    objectsUnder: (prefix) => {
      const found = known.get(prefix) ?? objectsUnder(prefix, texts);
      known.set(prefix, found);
      return found;
    },
    ranges: [...new Set(compared((key) => ADDRESSES.has(key)))],
  };
}

/**
 * A need for each class of objects and addresses that policies can tell apart: an object of its own name stands for every one
 * beside it, a range of addresses in its context for every address of it.
 *
 * @throws NotEnumerable where the classes cannot be told.
 */
export function needClasses(need: Need, sight: NeedSight): readonly Need[] {
  const example = exampleIn(need);
  const named =
    example === undefined
      ? [need]
      : sight.objectsUnder(example.slice(0, -AN_OBJECT.length)).map((object) => renamed(need, example, object));
  return named.flatMap((one) => contextsOf(one.context, sight.ranges).map((context) => ({ ...one, context })));
}

/** The object that a need names, or that it uses a key for. */
function exampleIn({ resource, context }: Need): string | undefined {
  const texts = [resource, context['kms:EncryptionContext:aws:s3:arn']];
  return texts.find((text): text is string => typeof text === 'string' && text.endsWith(AN_OBJECT));
}

function renamed(need: Need, example: string, object: string): Need {
  const context = Object.entries(need.context).map(([key, value]) => [key, value === example ? object : value]);
  return {
    ...need,
    resource: need.resource === example ? object : need.resource,
    context: Object.fromEntries(context) as ContextJson,
  };
}

function contextsOf(context: ContextJson, ranges: readonly string[]): readonly ContextJson[] {
  const [found] = Object.entries(context).flatMap(([key, value]) => {
    const cidrs = cidrsOf(key, value);
    return cidrs.length > 0 ? [{ key, cidrs }] : [];
  });
  if (found === undefined) return [context];
  const within = addressesAround([...found.cidrs, ...ranges]).filter((text) => isInOneOf(text, found.cidrs));
  return within.flatMap((address) => contextsOf({ ...context, [found.key]: address }, ranges));
}

function cidrsOf(name: string, value: ContextJson[string]): readonly string[] {
  return ADDRESSES.has(name.toLowerCase())
    ? [value]
        .flat()
        .map(String)
        .filter((text) => readCidr(text))
    : [];
}

function isInOneOf(text: string, cidrs: readonly string[]): boolean {
  const address = readAddress(text);
  return cidrs.some((one) => {
    const cidr = readCidr(one);
    return address !== undefined && cidr !== undefined && isInCidr(address, cidr);
  });
}
