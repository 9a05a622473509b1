import type { Context } from './context';
import type { Decision } from './decide';
import { constantsBeside } from './mentions';
import type { Requester } from './requester';
import type { PolicySet } from './situation';

/**
 * The ARNs that a role may have where its path is not known; `undefined` where it is known or no policy asks.
 *
 * @param rolePaths gives the paths of `rolePathsOf`, `undefined` where no policy asks.
 */
export function roleArnReadings(
  requester: Requester,
  rolePaths: () => readonly string[] | undefined,
): readonly string[] | undefined {
  if (requester.type !== 'role' || requester.roleArn !== undefined) return undefined;
  const { partition, accountId, name } = requester;
  return rolePaths()?.map((path) => `arn:${partition}:iam::${accountId}:role/${path}${name}`);
}

/** Paths of roles, one at least of each kind that policies can tell apart by what they ask of `aws:PrincipalArn`. */
export function rolePathsOf(policies: PolicySet): readonly string[] | undefined {
  const constants = constantsBeside('aws:principalarn', policies);
  return constants && [...new Set(['', 'path-that-is-not-known/', ...[...constants].flatMap(pathsOf)])];
}

/**
 * Decides for each ARN that a role may have: if they differ, the answer is not known.
 *
 * @param arns of `roleArnReadings`.
 */
export function decideReadings(
  arns: readonly string[] | undefined,
  context: Context,
  decideIn: (context: Context) => Decision,
): Decision {
  if (arns === undefined) return decideIn(context);
  const [first, ...others] = arns.map((arn) => decideIn(new Map([...context, ['aws:principalarn', [arn]]])));
  if (first === undefined) throw new Error('a role has at least one ARN');
  return others.reduce(eitherOf, first);
}

const ROLE_PATH = 'a session ARN does not tell the path of its role: give aws:PrincipalArn in the context';

/** What two readings of one request come to. */
function eitherOf(a: Decision, b: Decision): Decision {
  if (a.result === b.result && a.result !== 'unknown') return a;
  const ends = [a, b].flatMap((one) => (one.result === 'unknown' ? [one.least, one.most] : [one]));
  const ordered = ['explicit-deny', 'implicit-deny', 'allow'].flatMap((result) =>
    ends.filter((end) => end.result === result),
  );
  const [least, most] = [ordered[0], ordered.at(-1)];
  if (least === undefined || most === undefined) throw new Error('a decision has an answer');
  const doubts = new Set([a, b].flatMap((one) => (one.result === 'unknown' ? one.doubts : [])));
  return { result: 'unknown', least, most, doubts: [...doubts.add(ROLE_PATH)], by: most.by };
}

/** Paths of roles that a pattern of ARNs may speak of: each beginning of its resource part, wildcards filled or left out. */
function pathsOf(pattern: string): readonly string[] {
  const resource = pattern.split(':').slice(5).join(':');
  const after = resource.startsWith('role/') ? resource.slice('role/'.length) : resource;
  return ['', 'x', 'x/'].flatMap((filler) => {
    const parts = after.replaceAll('*', filler).replaceAll('?', 'x').split('/');
    const beginnings = parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
    return beginnings.map((beginning) => `${beginning.replace(/^\/+|\/+$/g, '')}/`).filter((path) => path !== '/');
  });
}
