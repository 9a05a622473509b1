import type { ReviewFinding } from '../review-types';
import type { Resource, Stack } from '../stack/stack';
import { IDENTITIES } from './identities';

/** Names every resource that is the same thing to AWS as an earlier one: whichever Terraform applies last wins. Pure. */
export function findCollisions({ resources }: Stack): readonly ReviewFinding[] {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const identity = identityOf(resource);
    if (identity !== undefined) groups.set(identity, [...(groups.get(identity) ?? []), resource]);
  }
  return [...groups.values()].filter(({ length }) => length > 1).map(collision);
}

function identityOf({ mode, type, account, attributes, unresolved }: Resource): string | undefined {
  const names = IDENTITIES[type];
  if (mode === 'data' || names === undefined) return undefined;
  // What is not known may be anything; it is reported as not known, not as equal.
  if (names.some((name) => unresolved.some(({ path }) => path === name))) return undefined;
  const values = names.map((name) => attributes[name] ?? null);
  return names.length > 0 && values.every((value) => value === null)
    ? undefined
    : JSON.stringify([type, account, ...values]);
}

function collision(resources: readonly Resource[]): ReviewFinding {
  const [first, ...others] = resources.map(({ address }) => address);
  return {
    rule: 'collision',
    severity: 'error',
    what: `${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'} the same thing to AWS as ${first ?? ''}`,
    why: 'whichever Terraform applies last wins, and the other is reviewed for nothing',
    resource: others[0] ?? '',
    sid: null,
    counterexample: null,
  };
}
