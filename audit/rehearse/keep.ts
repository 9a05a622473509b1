import type { StatementRef } from '../policy/compile';
import { readCaller, withRolePath } from './caller';
import { asLogged } from './event-operations';
import type { GuardingPolicies } from './guarding-policies';
import type { Recorded } from './recorded';

/** An entry of a list of deployment.yaml that would keep a caller's access. */
export type Suggestion =
  | {
      /** Through an endpoint of the deployment, and no other way. */
      readonly list: 'consumers';
      readonly principal: string;
      readonly access: 'read' | 'read-write';
      /** As deployment.yaml calls its endpoints. */
      readonly through: 'own' | 'interface';
    }
  /** From anywhere. */
  | { readonly list: 'privateAccess.exempt'; readonly principal: string };

const READS = /\.(?:GET|HEAD)\.|^REST\.COPY\.(?:OBJECT|PART)_GET$/;

/**
 * The narrowest entry that would keep a caller's access: for whom an endpoint of the deployment brought, to be a consumer
 * through it; for whom it did not, to be exempt. deployment.yaml has no entry for addresses, for whoever is no role or user, nor
 * for what an endpoint, an access point or a policy of the organization refuses.
 *
 * @param by the statements that refuse it; none where no statement allows it.
 */
export function suggestionFor(
  recorded: Recorded,
  by: readonly StatementRef[],
  { endpoints, roles = [] }: GuardingPolicies,
): Suggestion | null {
  const { requester, operation, accessPointArn } = recorded.fields;
  if (accessPointArn !== null || by.some(({ kind }) => kind !== 'resource')) return null;
  const caller = readCaller(requester, recorded.witness);
  if (caller.kind === 'unknown') return null;
  const principal = arnOf(withRolePath(caller.requester, roles));
  if (principal === undefined) return null;
  const { witness } = recorded;
  const id = witness?.path === 'endpoint' ? witness.vpcEndpointId : undefined;
  const endpoint = id === undefined ? undefined : endpoints.find(({ vpcEndpointId }) => vpcEndpointId === id);
  if (endpoint !== undefined) {
    const through = endpoint.type === 'Interface' ? 'interface' : 'own';
    return { list: 'consumers', principal, access: READS.test(asLogged(operation)) ? 'read' : 'read-write', through };
  }
  return by.length === 0 ? null : { list: 'privateAccess.exempt', principal };
}

/** A session does not tell the path of its role: without one that is known, the role is taken to have none. */
function arnOf(requester: ReturnType<typeof withRolePath>): string | undefined {
  switch (requester.type) {
    case 'role':
      return requester.roleArn ?? `arn:${requester.partition}:iam::${requester.accountId}:role/${requester.name}`;
    case 'user':
    case 'root':
      return requester.arn;
    default:
      return undefined;
  }
}

/** A suggestion as an item of its list, in YAML; the reason is for whoever pastes it to write. */
export function itemOf(suggestion: Suggestion): string {
  const { principal } = suggestion;
  return suggestion.list === 'consumers'
    ? `- { principal: "${principal}", access: ${suggestion.access}, through: ${suggestion.through} }`
    : `- { principal: "${principal}", reason: "…" }`;
}

const NARROWEST_FIRST: readonly Suggestion['list'][] = ['consumers', 'privateAccess.exempt'];

/** Suggestions by the lists they belong to, narrowest first; of one consumer, the wider access has what the other needs. */
export function together(
  suggestions: readonly Suggestion[],
): readonly (readonly [list: string, items: readonly string[]])[] {
  const wide = new Set(
    suggestions.flatMap((one) => (one.list === 'consumers' && one.access === 'read-write' ? [placeOf(one)] : [])),
  );
  const needed = suggestions.filter(
    (one) => one.list !== 'consumers' || one.access === 'read-write' || !wide.has(placeOf(one)),
  );
  return NARROWEST_FIRST.flatMap((list) => {
    const items = [...new Set(needed.filter((one) => one.list === list).map(itemOf))];
    return items.length === 0 ? [] : [[list, items] as const];
  });
}

function placeOf(suggestion: Suggestion): string {
  return `${suggestion.principal} ${suggestion.list === 'consumers' ? suggestion.through : ''}`;
}
