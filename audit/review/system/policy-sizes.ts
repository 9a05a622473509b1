import { tooLong, type PolicyCarrier } from '../../policy/sizes';
import type { ReviewFinding } from '../review-types';
import type { AttachedPolicy, Unreviewed } from './policies';
import type { Role, System } from './system';

interface Measured {
  readonly carrier: PolicyCarrier;
  readonly policies: readonly AttachedPolicy[];
}

/** Names every policy of a system that is longer than AWS takes; what a quota decides is noted. Pure. */
export function findTooLong(system: System, unreviewed: Unreviewed): readonly ReviewFinding[] {
  const found = new Map<string, ReviewFinding>();
  for (const { carrier, policies } of measuredOf(system)) {
    const [first] = policies;
    const long = tooLong(
      policies.map(({ json }) => json),
      carrier,
    );
    if (first === undefined || long === undefined) continue;
    if (long.certain) found.set(first.address, finding(policies, long.problem));
    else unreviewed.add(first.address, long.problem);
  }
  return [...found.values()];
}

function measuredOf({ roles, buckets, keys, endpoints, others, organization }: System): readonly Measured[] {
  const each = (carrier: PolicyCarrier, policies: readonly (AttachedPolicy | undefined)[]): Measured[] =>
    policies.flatMap((policy) => (policy === undefined ? [] : [{ carrier, policies: [policy] }]));
  return [
    ...each(
      's3',
      buckets.map(({ policy }) => policy),
    ),
    ...each(
      'kms',
      keys.map(({ policy }) => policy),
    ),
    ...each(
      'endpoint',
      endpoints.map(({ policy }) => policy),
    ),
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

function finding(policies: readonly AttachedPolicy[], problem: string): ReviewFinding {
  return {
    rule: 'policy-too-long',
    severity: 'error',
    what: `${policies.map(({ address }) => address).join(' and ')}: ${problem}`,
    why: 'AWS refuses it: the apply ends there, and what was in force before stays',
    resource: policies[0]?.address ?? '',
    sid: null,
    counterexample: null,
  };
}
