import { compilePolicy } from '../policy/compile';
import type { Context } from '../policy/context';
import { decide, type Decision } from '../policy/decide';
import { parsePolicyText } from '../policy/parse-document';
import { impliedContext } from '../policy/request-context';
import { readRequester } from '../policy/requester';
import { situationOf } from '../policy/situation';

/** What a service of AWS asks of a bucket or a key, for a resource of some account. */
export interface ServiceRequest {
  /** Such as `cloudtrail.amazonaws.com`. */
  readonly service: string;
  /** Lower-case, such as `s3:putobject`. */
  readonly action: string;
  readonly resource: string;
  /** Account of the bucket or key. */
  readonly resourceAccount: string;
  readonly region: string;
  /** For which resource, and whose it is. */
  readonly source: { readonly arn: string; readonly account: string };
  /** Further keys, lower-case. */
  readonly context?: Context;
}

/** What a resource's policy answers to a service, or why it cannot be told. */
export type ServiceAnswer =
  { readonly evaluated: true; readonly decision: Decision } | { readonly evaluated: false; readonly reason: string };

/**
 * Decides by the policy of a resource alone: no other says anything to a service.
 *
 * @param text of the policy, `undefined` where there is none.
 */
export function answerToService(name: string, text: string | undefined, asked: ServiceRequest): ServiceAnswer {
  const { service, action, resource, resourceAccount, region, source } = asked;
  const parsed = text === undefined ? undefined : parsePolicyText(text, name, 'resource');
  if (parsed?.ok === false) return { evaluated: false, reason: `cannot be evaluated: ${parsed.problems.join('; ')}` };
  const requester = readRequester(service);
  if (requester === undefined) throw new Error(`${service} is a service`);
  const request = { requester, action, resource, resourceAccount };
  const context = new Map<string, readonly string[]>([
    ...[...impliedContext(request)].flatMap(([key, value]): [string, string[]][] =>
      value === undefined ? [] : [[key, [value]]],
    ),
    ['aws:sourcearn', [source.arn]],
    ['aws:sourceaccount', [source.account]],
    ['aws:securetransport', ['true']],
    ['aws:viaawsservice', ['false']],
    ['aws:requestedregion', [region]],
    ...(asked.context ?? []),
  ]);
  const situation = situationOf({ identity: [], ...(parsed && { resource: compilePolicy(parsed.value) }) }, request);
  return { evaluated: true, decision: decide(situation, context) };
}
