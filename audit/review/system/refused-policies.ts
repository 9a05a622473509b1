import { s3LevelOf } from '../../policy/actions';
import { refusal, type PolicyCarrier } from '../../policy/refusals';
import type { StatementRef } from '../../policy/compile';
import type { ReviewFinding } from '../review-types';
import type { AttachedPolicy, Unreviewed } from './policies';
import type { Owned, Role, System } from './system';

/** Names every policy of a system that AWS refuses; what a quota decides is noted. Pure. */
export function findRefused(system: System, unreviewed: Unreviewed): readonly ReviewFinding[] {
  const found = new Map<string, ReviewFinding>();
  const add = (what: string, resource: string, sid?: string): void => {
    found.set(`${resource} ${what}`, finding(what, resource, sid));
  };
  for (const { carrier, policies } of measuredOf(system)) {
    const [first] = policies;
    if (first === undefined) continue;
    const documents = policies.map(({ json }) => json);
    const refused = refusal(documents, carrier);
    if (refused === undefined) continue;
    const all = policies.map(({ address }) => address).join(' and ');
    if (refused.certain) add(`${all}: ${refused.problem}`, first.address);
    else unreviewed.add(first.address, refused.problem);
  }
  for (const owned of [...system.buckets, ...system.others.filter(({ arn }) => arn.split(':')[2] === 'sns')]) {
    for (const { ref, problem } of strayStatements(owned)) {
      add(`statement ${ref.sid ?? ref.index} ${problem}`, owned.policy?.address ?? owned.address, ref.sid);
    }
  }
  return [...found.values()];
}

/** Policies that AWS measures together. */
interface Measured {
  readonly carrier: PolicyCarrier;
  readonly policies: readonly AttachedPolicy[];
}

function measuredOf({ roles, buckets, keys, endpoints, others, organization }: System): readonly Measured[] {
  const each = (carrier: PolicyCarrier, policies: readonly (AttachedPolicy | undefined)[]): Measured[] =>
    policies.flatMap((policy) => (policy === undefined ? [] : [{ carrier, policies: [policy] }]));
  const own = (all: readonly Pick<Owned, 'policy'>[]): readonly (AttachedPolicy | undefined)[] =>
    all.map(({ policy }) => policy);
  return [
    ...each('s3', own(buckets)),
    ...each('kms', own(keys)),
    ...each('endpoint', own(endpoints)),
    ...others.flatMap(({ arn, policy }) => each(arn.split(':')[2] as 'sqs' | 'sns' | 'lambda', [policy])),
    ...roles.flatMap(({ trust }) => each('trust', [trust])),
    ...roles.flatMap(ofIdentity),
    ...each('scp', organization?.scps.flat() ?? []),
    ...each('rcp', organization?.rcps ?? []),
  ];
}

/** Managed policies and boundaries one by one; the inline ones together. */
function ofIdentity({ identity, boundary }: Role): readonly Measured[] {
  const isManaged = ({ address }: AttachedPolicy): boolean => address.includes('aws_iam_policy.');
  const managed = [...identity.filter(isManaged), ...(boundary ? [boundary] : [])];
  return [
    ...managed.map((policy): Measured => ({ carrier: 'managed', policies: [policy] })),
    { carrier: 'inline', policies: identity.filter((policy) => !isManaged(policy)) },
  ];
}

/**
 * Statements about something else than what the policy is of, and actions of S3 that apply to nothing they name.
 * Sources: Amazon S3 Developer Guide, "Special information for Amazon S3 policies" (a policy covers a single bucket and
 * resources within it; otherwise "Policy has invalid resource", "Action does not apply to any resource(s) in statement"); Amazon
 * SNS Developer Guide, "Amazon SNS API permissions" (the resource must match the topic of the policy).
 */
function strayStatements({ arn, policy }: Owned): readonly { ref: StatementRef; problem: string }[] {
  return (policy?.compiled.statements ?? []).flatMap(({ ref, source: { resources, actions } }) => {
    if (resources === undefined) return [];
    const stray = resources.entries.filter((text) => !isWithin(text, arn));
    const idle =
      actions.negated || resources.negated
        ? []
        : actions.entries.filter((one) => appliesToNone(one, resources.entries));
    return [
      ...stray.map((text) => ({ ref, problem: `is about ${text}, which is not of ${arn}` })),
      ...idle.map((action) => ({ ref, problem: `has the action ${action}, which applies to none of its resources` })),
    ];
  });
}

/** Whether a resource of a policy may be what the policy is of, or lie within it. */
function isWithin(text: string, arn: string): boolean {
  const [head = ''] = text.split(/[*?]|\$\{/);
  const [written = ''] = head.split('/');
  return head === text || head.includes('/') ? written === arn || text === '*' : arn.startsWith(head);
}

function appliesToNone(action: string, resources: readonly string[]): boolean {
  const level = s3LevelOf(action);
  if (level === 'object') return !resources.some((text) => text.includes('/') || text.endsWith('*'));
  return level === 'bucket' && resources.every((text) => /^[^*?$]*\//.test(text));
}

function finding(what: string, resource: string, sid: string | undefined): ReviewFinding {
  return {
    rule: 'policy-refused',
    severity: 'error',
    what,
    why: 'AWS refuses it: the apply ends there, and what was in force before stays',
    resource,
    sid: sid ?? null,
    counterexample: null,
  };
}
