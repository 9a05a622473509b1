import type { Context } from './context';
import type { Request } from './request';

/**
 * The contexts that a request may have where its role's path is not known: one for each path that the patterns beside
 * `aws:PrincipalArn` can tell apart; the context as it is where the path is known or no policy asks.
 *
 * @param constantsBeside gives those patterns, `undefined` where no policy asks.
 */
export function roleArnReadings(
  { requester }: Request,
  context: Context,
  constantsBeside: () => ReadonlySet<string> | undefined,
): readonly Context[] {
  if (requester.type !== 'role' || requester.roleArn !== undefined) return [context];
  const constants = constantsBeside();
  if (constants === undefined) return [context];
  const { partition, accountId, name } = requester;
  const paths = new Set(['', 'path-that-is-not-known/', ...[...constants].flatMap(pathsOf)]);
  return [...paths].map((path) => {
    const arn = `arn:${partition}:iam::${accountId}:role/${path}${name}`;
    return new Map([...context, ['aws:principalarn', [arn]]]);
  });
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
