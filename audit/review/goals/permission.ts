import { isInCidr, readAddress, readCidr } from '../../../contract/address';
import type { Context } from '../../policy/context';
import { globOf, matchesGlob, type Glob } from '../../policy/wildcard';
import type { GoalConstants } from '../contexts/values';
import type { Path } from '../contexts/paths';
import type { Layer } from '../prove/layers';
import type { Topic } from '../prove/questions';
import type { Endpoint } from '../system/system';

/** What a principal is meant to be able to do, and on which terms. Whatever no permission covers is nobody's to do. */
export interface Permission {
  /** As `readRequester` reads it; with `*` or `?`, which no ARN of a principal holds, a pattern of such texts. */
  readonly principal: string;
  /** The pattern, where it is one. */
  readonly pattern: Glob | undefined;
  /** Lower-case. */
  readonly actions: ReadonlySet<string>;
  readonly resource: Glob;
  /** The same as it is written. */
  readonly resourceText: string;
  /** Owner of the resource: a bucket's name can pass to another account. */
  readonly account: string;
  /** Layers that may give it; by default all. */
  readonly layers: readonly Layer[] | undefined;
  readonly terms: readonly Term[];
  /** Whether its principal works from outside the endpoint, and the data bucket therefore exempts it. */
  readonly exempt: boolean;
}

/** A condition on which a permission is meant, in the layers that have to enforce it. */
export interface Term {
  readonly says: string;
  readonly layers: readonly Layer[];
  readonly constants: GoalConstants;
  readonly holds: (context: Context, path: Path) => boolean;
}

/** See {@link Permission}; actions in any case, and the resource with `*` and `?`. */
export interface PermissionProps {
  readonly principal: string;
  readonly actions: readonly string[];
  readonly resource: string;
  readonly account: string;
  readonly layers?: readonly Layer[];
  readonly terms?: readonly Term[];
  readonly exempt?: boolean;
}

/** A permission on no terms but those given. */
export function permission({
  principal,
  actions,
  resource,
  account,
  layers,
  terms = [],
  exempt = false,
}: PermissionProps): Permission {
  const lower = new Set(actions.map((action) => action.toLowerCase()));
  return {
    principal,
    pattern: isPattern(principal) ? globOf(principal) : undefined,
    actions: lower,
    resource: globOf(resource),
    resourceText: resource,
    account,
    layers,
    terms,
    exempt,
  };
}

/** Whether a text is a pattern of principals. */
function isPattern(principal: string): boolean {
  return /[*?]/.test(principal);
}

/** Whether a permission speaks of a principal. */
export function speaksOf({ principal, pattern }: Permission, text: string): boolean {
  return pattern === undefined ? principal === text : matchesGlob(pattern, text);
}

/** Whether a permission is about a topic, action and terms aside. */
export function isAbout(one: Permission, { layer, principal, target }: Topic): boolean {
  const { resource, account, layers } = one;
  return (
    account === target.account &&
    (layers === undefined || layers.includes(layer)) &&
    speaksOf(one, principal.text) &&
    matchesGlob(resource, target.arn)
  );
}

/** The terms of a permission that a layer has to enforce. */
export function termsIn({ terms }: Permission, layer: Layer): readonly Term[] {
  return terms.filter(({ layers }) => layers.includes(layer));
}

const ROLE_LAYERS: readonly Layer[] = ['actual', 'identity', 'boundary'];

/** Only through an endpoint of the deployment; the boundary leaves the network to the other policies. */
export const THROUGH_ENDPOINT: Term = {
  says: 'only through the endpoint',
  layers: ['actual', 'identity', 'grants'],
  constants: new Map(),
  holds: (_context, { kind }) => kind === 'endpoint',
};

/** Only through one endpoint. */
export function throughOnly({ id, address }: Endpoint): Term {
  return {
    says: `only through the endpoint ${address}`,
    layers: ['actual', 'grants'],
    constants: new Map([['aws:sourcevpce', [id]]]),
    holds: (_context, { endpoint }) => endpoint?.id === id,
  };
}

/** What other endpoints let through than the one that is meant, each by its own policy. */
export function notByOtherEndpoints({ id, address }: Endpoint): Term {
  return {
    says: `only through the endpoint ${address}`,
    layers: ['endpoint'],
    constants: new Map([['aws:sourcevpce', [id]]]),
    holds: (_context, { endpoint }) => endpoint?.id === id,
  };
}

/** The key condition holds one of the values; a trailing `*` is a wildcard. */
export function keyIs(key: string, values: readonly string[], layers: readonly Layer[], says: string): Term {
  const globs = values.map(globOf);
  const name = key.toLowerCase();
  return {
    says,
    layers,
    constants: new Map([[name, values]]),
    holds: (context) => (context.get(name) ?? []).some((value) => globs.some((glob) => matchesGlob(glob, value))),
  };
}

/** The key condition, where the request has it at all, holds one of the values: for what AWS does not promise to send. */
export function keyIsWhereSent(key: string, values: readonly string[], layers: readonly Layer[], says: string): Term {
  const term = keyIs(key, values, layers, says);
  const name = key.toLowerCase();
  return { ...term, holds: (context, path) => !context.has(name) || term.holds(context, path) };
}

/** A key is used by S3 on behalf of the caller and no other way. */
export function viaS3(region: string, dnsSuffix: string): Term {
  return keyIs('kms:ViaService', [`s3.${region}.${dnsSuffix}`], [...ROLE_LAYERS, 'grants'], 'only through S3');
}

/** A key is used for the objects of one bucket; key policies leave that to the role's policies. */
export function forObjectsOf(bucketArn: string): Term {
  const values = [bucketArn, `${bucketArn}/*`];
  return keyIs('kms:EncryptionContext:aws:s3:arn', values, ROLE_LAYERS, `only for objects of ${bucketArn}`);
}

/** The request comes from one of the address ranges. */
export function addressIn(cidrs: readonly string[], layers: readonly Layer[], says: string): Term {
  const ranges = cidrs.map(readCidr).filter((cidr) => cidr !== undefined);
  const within = (text: string): boolean => {
    const address = readAddress(text);
    return address !== undefined && ranges.some((cidr) => isInCidr(address, cidr));
  };
  return {
    says,
    layers,
    constants: new Map([['aws:sourceip', cidrs]]),
    holds: (context) => (context.get('aws:sourceip') ?? []).some(within),
  };
}
