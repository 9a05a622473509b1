import { readCaller, withRolePath } from './caller';
import { decideRecorded } from './decide-recorded';
import { asLogged } from './event-operations';
import type { GuardingPolicies } from './guarding-policies';
import type { Assumptions, Recorded } from './recorded';
import type { Suggestion } from './suggestion';
import { withEntry } from './with-entry';

const READS = /\.(?:GET|HEAD)\.|^REST\.COPY\.(?:OBJECT|PART)_GET$/;

/**
 * The narrowest entry that keeps a caller's access: for whom an endpoint of the deployment brought, to be a consumer through it;
 * else, to be exempt. An entry that something else would refuse all the same, such as a denial of plain HTTP, is none.
 *
 * @param recorded a request that the policies refuse.
 */
export function suggestionFor(
  recorded: Recorded,
  guards: GuardingPolicies,
  assumptions: Assumptions,
): Suggestion | null {
  return (
    candidatesFor(recorded, guards).find((one) => lets(recorded, withEntry(one, recorded, guards), assumptions)) ?? null
  );
}

/** deployment.yaml has no entry for addresses, nor for whoever is no role or user. */
function candidatesFor(recorded: Recorded, { endpoints, roles = [] }: GuardingPolicies): readonly Suggestion[] {
  const { requester, operation } = recorded.fields;
  const caller = readCaller(requester, recorded.witness);
  const named = caller.kind === 'unknown' ? undefined : arnOf(withRolePath(caller.requester, roles));
  if (named === undefined) return [];
  const exempt = { list: 'privateAccess.exempt', ...named } as const;
  const { witness } = recorded;
  const id = witness?.path === 'endpoint' ? witness.vpcEndpointId : undefined;
  const type = endpoints.find(({ vpcEndpointId }) => id !== undefined && vpcEndpointId === id)?.type;
  if (type === undefined) return [exempt];
  const through = type === 'Interface' ? 'interface' : 'own';
  const access = READS.test(asLogged(operation)) ? 'read' : 'read-write';
  return [{ list: 'consumers', ...named, access, through }, exempt];
}

/** Whether policies no longer refuse a request for sure. */
function lets(recorded: Recorded, guards: GuardingPolicies, assumptions: Assumptions): boolean {
  const permit = decideRecorded(recorded, guards, 'allows', assumptions);
  return permit.kind !== 'decided' || permit.allowed;
}

/** Names of roles that IAM Identity Center makes: they have a path, and another name with each assignment. */
const OF_PEOPLE = 'AWSReservedSSO_';

/** A session does not tell the path of its role: without one that is known, the role is taken to have none. */
function arnOf(requester: ReturnType<typeof withRolePath>): Pick<Suggestion, 'principal' | 'isPathTold'> | undefined {
  switch (requester.type) {
    case 'role': {
      const { partition, accountId, name, roleArn } = requester;
      if (roleArn !== undefined) return { principal: roleArn, isPathTold: true };
      return name.startsWith(OF_PEOPLE)
        ? undefined
        : { principal: `arn:${partition}:iam::${accountId}:role/${name}`, isPathTold: false };
    }
    case 'user':
    case 'root':
      return { principal: requester.arn, isPathTold: true };
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
