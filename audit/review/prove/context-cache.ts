import { keysThatMatter, type KeyMention } from '../../policy/mentions';
import type { Situation } from '../../policy/situation';
import { NotEnumerable } from '../contexts/atoms/atoms';
import { contextClasses, countContexts, type ContextClasses, type Surroundings } from '../contexts/enumerate';
import type { Path } from '../contexts/paths';
import type { GoalConstants } from '../contexts/values';
import type { Unreviewed } from '../system/policies';
import { s3Endpoints } from '../system/endpoints';
import type { System } from '../system/system';
import { textOf } from './concerns';
import type { Principal } from './principals';
import type { Asked } from './questions';

/** What contexts follow from. */
export interface Scope {
  readonly situation: Situation;
  readonly path: Path;
  readonly goals: GoalConstants;
}

/** Classes of contexts by what goals tell apart and by path; `undefined` for those that cannot be enumerated. */
type Known = Map<string, ContextClasses | undefined>;

/** What a situation says of keys, and the classes of all situations that say the same. */
interface Said {
  readonly mentions: ReadonlyMap<string, KeyMention>;
  readonly known: Known;
}

/** Contexts depend on the keys that matter, seldom on the whole question: most questions share them. */
export class ContextCache {
  /** By what is said of the keys of a situation. */
  readonly #known = new Map<string, Known>();
  readonly #said = new WeakMap<Situation, Said>();
  readonly #vpcIds: readonly string[];
  readonly #endpointIds: readonly string[];
  /** How many contexts all these are. */
  size = 0;

  constructor(
    private readonly system: System,
    private readonly unreviewed: Unreviewed,
  ) {
    this.#vpcIds = [...new Set(system.endpoints.flatMap(({ vpcId }) => vpcId ?? []))];
    this.#endpointIds = s3Endpoints(system).map(({ id }) => id);
  }

  /** The classes of contexts; `undefined` when they cannot be enumerated, which is noted. */
  of(asked: Asked, scope: Scope): ContextClasses | undefined {
    const { situation, goals, path } = scope;
    const { mentions, known } = this.#said.get(situation) ?? this.#saidIn(asked, situation);
    const key = `${textOf(goals)}\n\n${path.label}`;
    if (known.has(key)) return known.get(key);
    const classes = this.#classes(asked, scope, mentions);
    this.size += classes === undefined ? 0 : countContexts(classes);
    known.set(key, classes);
    return classes;
  }

  #saidIn(asked: Asked, situation: Situation): Said {
    const mentions = mentionsIn(situation);
    const text = whatIsSaid(asked, situation, mentions);
    const known = this.#known.get(text) ?? new Map<string, ContextClasses | undefined>();
    this.#known.set(text, known);
    const said = { mentions, known };
    this.#said.set(situation, said);
    return said;
  }

  #classes(
    { layer, action, principal, target }: Asked,
    { situation, path, goals }: Scope,
    mentions: ReadonlyMap<string, KeyMention>,
  ): ContextClasses | undefined {
    const surroundings = {
      ...surroundingsOf(principal),
      vpcIds: this.#vpcIds,
      endpointIds: this.#endpointIds,
      // What an endpoint lets through is to hold by itself, also of an account that left the organization.
      membership: layer === 'endpoint' ? undefined : this.system.membership,
    };
    try {
      return contextClasses({ request: situation.request, path, mentions, goals, surroundings });
    } catch (error) {
      if (!(error instanceof NotEnumerable)) throw error;
      this.unreviewed.add(target.arn, `${action} by ${principal.label}: ${error.message}`);
      return undefined;
    }
  }
}

const NO_MENTIONS: ReadonlyMap<string, KeyMention> = new Map();

function mentionsIn(situation: Situation): ReadonlyMap<string, KeyMention> {
  return canAllow(situation) ? keysThatMatter(situation) : NO_MENTIONS;
}

/** Without any statement that allows, no context can: one decision tells all. */
export function canAllow({ request, identityAllows, resourceGrants, rootRecovers }: Situation): boolean {
  return request.requester.type === 'root' || rootRecovers || identityAllows.length > 0 || resourceGrants.length > 0;
}

function surroundingsOf({ role }: Principal): Pick<Surroundings, 'onInstance'> {
  const services = (role?.trust?.compiled.statements ?? []).flatMap(({ source }) =>
    (source.principals?.entries ?? []).map((entry) => (entry.type === 'service' ? entry.service : entry.type)),
  );
  if (!services.some((service) => service.startsWith('ec2.'))) return { onInstance: 'never' };
  return { onInstance: services.every((service) => service.startsWith('ec2.')) ? 'always' : 'sometimes' };
}

function whatIsSaid(
  { layer, principal }: Asked,
  { request }: Situation,
  mentions: ReadonlyMap<string, KeyMention>,
): string {
  const parts = [
    String(layer === 'endpoint'),
    principal.text,
    // Two of one ARN differ by what their sessions were made through, as the label says.
    principal.label,
    request.resourceAccount,
    request.action.slice(0, request.action.indexOf(':')),
  ];
  for (const [name, { conditions, constants, asVariable }] of mentions) {
    parts.push(name, String(asVariable), ...constants);
    for (const { clause } of conditions) parts.push(clause.operator, clause.set ?? '', ...clause.values);
  }
  return parts.join('\n');
}
