import { evaluate } from '../../../audit/policy/evaluate';
import type { PolicyCase } from '../../../audit/policy/read-case';
import { EVERYTHING, OURS, PERIMETERS, USER, type Context, type Perimeter } from './perimeters';
import { OF_SERVICES } from './service-perimeters';

/** A perimeter among the policies of its kind that it stands beside. */
function beside({ kind, statement, resourcePolicy }: Perimeter): Partial<PolicyCase> {
  const perimeter = { Version: '2012-10-17', Statement: [statement] };
  if (kind === 'resource') return { resourcePolicy: { ...perimeter, Statement: [resourcePolicy, statement] } };
  if (kind === 'endpoint') return { resourcePolicy, vpcEndpointPolicy: perimeter };
  if (kind === 'rcp') return { resourcePolicy, resourceControlPolicies: [perimeter] };
  return { resourcePolicy, serviceControlPolicies: [EVERYTHING, perimeter] };
}

function answerTo(asked: Perimeter, context: Context): string {
  const { action, resource, principal = USER } = asked;
  const { result, reason } = evaluate({
    request: { principal, action, resource, resourceAccount: OURS, context },
    identityPolicies: /^arn:aws:iam::\d+:(user|role)/.test(principal) ? [EVERYTHING] : [],
    ...beside(asked),
  });
  return `${result}: ${reason}`;
}

test.each([...PERIMETERS, ...OF_SERVICES])('$kind: $name', (perimeter) => {
  expect(answerTo(perimeter, perimeter.passes)).toMatch(/^allow: /);
  expect(answerTo(perimeter, perimeter.stopped)).toMatch(/^(explicit|implicit)-deny: /);
});
