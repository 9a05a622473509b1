import { describeStatement } from './compile';
import type { AllowBecause, Answer, Decision, ImplicitDenyBecause } from './decide';

const ALLOW: Readonly<Record<AllowBecause, string>> = {
  identity: 'an identity policy allows it',
  resource: "the resource's policy grants it to this principal",
  both: "an identity policy allows it and so does the resource's policy",
  'root-user': "the root user has every permission of its account, and the resource's policy does not stand against it",
  'no-permission-needed': 'the action needs no permission, and no policy of the principal can deny it',
  'root-recovery': "the root user of the owning account can always read, replace and delete the bucket's policy",
};

const IMPLICIT_DENY: Readonly<Record<ImplicitDenyBecause, string>> = {
  'endpoint-policy': 'the policy of the VPC endpoint does not allow it',
  'service-control-policy': 'a level of the service control policies does not allow it',
  'not-across-accounts': 'the action has no effect on what another account owns, whatever policies say',
  'can-not-assume-roles': 'neither an account root user nor a federated user session can assume a role',
  'no-statement': 'no statement allows it',
  'identity-policy':
    "the resource's policy allows it, but the principal is of another account and no identity policy does",
  'permissions-boundary': 'the permissions boundary does not allow it',
  'session-policy': 'the session policy does not allow it',
  'resource-policy': "the resource's policy does not allow it to this principal, and without that nothing else counts",
  'resource-policy-delegates-only':
    "the resource's policy leaves it to the account's identity policies, and none allows it",
};

/** Says in one sentence why a request was decided as it was. */
export function explain(decision: Decision): string {
  if (decision.result !== 'unknown') return explainAnswer(decision);
  const { least, most, doubts } = decision;
  return `not known, between ${least.result} and ${most.result}: ${doubts.join('; ')}`;
}

function explainAnswer(answer: Answer): string {
  const by = answer.by.map(describeStatement).join(' and ');
  switch (answer.result) {
    case 'explicit-deny':
      return answer.because === 'statement'
        ? `denied by ${by}`
        : `S3 Block Public Access shuts other accounts out of a bucket whose policy is public: ${by}`;
    case 'allow':
      return by === '' ? ALLOW[answer.because] : `${ALLOW[answer.because]}: ${by}`;
    case 'implicit-deny':
      return by === '' ? IMPLICIT_DENY[answer.because] : `${IMPLICIT_DENY[answer.because]}: ${by}`;
  }
}
