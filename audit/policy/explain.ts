import type { StatementRef } from './compile';
import type { AllowBecause, Decision, ImplicitDenyBecause } from './decide';

const ALLOW: Readonly<Record<AllowBecause, string>> = {
  identity: 'an identity policy allows it',
  resource: "the resource's policy grants it to this principal",
  both: "an identity policy allows it and so does the resource's policy",
  'root-user': "the root user has every permission of its account, and the resource's policy does not stand against it",
  'root-recovery': "the root user of the owning account can always read, replace and delete the bucket's policy",
};

const IMPLICIT_DENY: Readonly<Record<ImplicitDenyBecause, string>> = {
  'endpoint-policy': 'the policy of the VPC endpoint does not allow it',
  'public-access-block': 'S3 Block Public Access shuts other accounts out of a bucket whose policy is public',
  'root-can-not-assume-roles': 'an account root user can not assume a role',
  'no-statement': 'no statement allows it',
  'identity-policy':
    "the resource's policy allows it, but the principal is of another account and no identity policy does",
  'permissions-boundary': 'the permissions boundary does not allow it',
  'resource-policy': "the resource's policy does not allow it to this principal, and without that nothing else counts",
  'resource-policy-delegates-only':
    "the resource's policy leaves it to the account's identity policies, and none allows it",
};

/** Says in one sentence why a request was decided as it was. */
export function explain(decision: Decision): string {
  const by = decision.by.map(describeStatement).join(' and ');
  switch (decision.result) {
    case 'explicit-deny':
      return `denied by ${by}`;
    case 'allow':
      return by === '' ? ALLOW[decision.because] : `${ALLOW[decision.because]}: ${by}`;
    case 'implicit-deny':
      return by === '' ? IMPLICIT_DENY[decision.because] : `${IMPLICIT_DENY[decision.because]}: ${by}`;
  }
}

/** Names a statement: its policy, its place, and its Sid if it has one. */
export function describeStatement({ policy, index, sid }: StatementRef): string {
  return `${policy}.Statement[${index}]${sid === undefined || sid === '' ? '' : ` "${sid}"`}`;
}
