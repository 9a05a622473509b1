import { bucketArn } from '../../contract/deployment/names';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { actionData } from '../policy/aws-data';
import { UNKNOWN, type Context } from '../policy/context';
import { mayAllow, type Decision } from '../policy/decide';
import { decideRequest } from '../policy/evaluate';
import { parsePolicyDocument } from '../policy/parse-document';
import { impliedContext } from '../policy/request-context';
import type { Request } from '../policy/request';
import { readCaller, withRolePath } from './caller';
import { policySetOf, type BucketGuard, type GuardingPolicies } from './guarding-policies';
import { readOperation } from './operations';
import { told, type RecordedContext, type Told } from './told';

/** One recorded request that stands for all of its class. */
export interface Recorded extends Omit<RecordedContext, 'rights'> {
  readonly bucket: string;
  /** Decoded; `null` where the request names no object. */
  readonly key: string | null;
}

/** What the user knows beside the logs. */
export interface Assumptions {
  /** Values of condition keys, by lower-case name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Requests carried no ACL, tags, retention or bypass, which would have needed further permissions. */
  readonly plain: boolean;
}

/** What policies say of a recorded request. */
export type Permit =
  | { readonly kind: 'decided'; readonly allowed: boolean; readonly decision: Decision }
  /** `extras` are permissions that it may have needed too, where only those are refused. */
  | { readonly kind: 'undecided'; readonly why: readonly string[]; readonly extras?: readonly string[] }
  /** No policy decides such a request. */
  | { readonly kind: 'unasked' };

/** What is taken for granted of the caller's identity policies: that they allow everything, or that there are none. */
export type Identity = 'allows' | 'none';

const PARTITION = 'aws';

/**
 * Decides a recorded request by guarding policies. A request that needs several permissions needs them all; where it may
 * have needed more than the log tells, and only those are refused, it is undecided.
 */
export function decideRecorded(
  recorded: Recorded,
  guarding: GuardingPolicies,
  identity: Identity,
  { values, plain }: Assumptions,
): Permit {
  const reading = readOperation(recorded.fields.operation, recorded.key);
  if (reading.kind === 'unasked') return { kind: 'unasked' };
  if (reading.kind === 'unknown') return undecided(reading.reason);
  const guard = guarding.buckets.get(recorded.bucket);
  if (guard === undefined) return undecided(`no policy of ${recorded.bucket} is given`);
  if (guard.unread !== undefined) return undecided(guard.unread);
  if (guard.account === undefined) return undecided(`nothing tells which account owns ${recorded.bucket}`);
  const caller = readCaller(recorded.fields.requester, recorded.witness);
  if (caller.kind === 'unknown') return undecided(caller.why);
  const { rights } = reading;
  const context = { ...recorded, rights };
  const resource = resourceOf(recorded, rights.target);
  const ask = (action: string): Decision => {
    const request = {
      requester: withRolePath(caller.requester, guarding.roles ?? []),
      action: action.toLowerCase(),
      resource,
      resourceAccount: guard.account ?? '',
    };
    return askPolicies(request, context, { guarding, guard, identity, values });
  };
  const needed = recorded.fields.versionId === null ? rights.actions : (rights.ofVersion ?? rights.actions);
  const decisions = needed.map(ask);
  if (caller.requester.type === 'service' && decisions.some(({ result }) => result === 'implicit-deny')) {
    return undecided(`${caller.requester.service} may have permissions that no policy shows`);
  }
  const main = together(decisions);
  if (main.kind !== 'decided' || !main.allowed) return main;
  const perhaps = (plain ? [] : (rights.perhaps ?? [])).filter((action) => ask(action).result !== 'allow');
  if (perhaps.length === 0) return main;
  const why = `whether it needed ${perhaps.join(', ')} too is in no log (--plain takes it that it did not)`;
  return { kind: 'undecided', why: [why], extras: perhaps };
}

function undecided(...why: readonly string[]): Permit {
  return { kind: 'undecided', why };
}

/** All must be allowed: one refusal refuses, one doubt leaves doubt. */
function together(decisions: readonly Decision[]): Permit {
  const refused = decisions.find((decision) => !mayAllow(decision));
  if (refused !== undefined) return { kind: 'decided', allowed: false, decision: refused };
  const doubts = decisions.flatMap((decision) => (decision.result === 'unknown' ? decision.doubts : []));
  if (doubts.length > 0) return undecided(...new Set(doubts));
  const [allowed] = decisions;
  return allowed === undefined
    ? undecided('it needs no permission that is known')
    : { kind: 'decided', allowed: true, decision: allowed };
}

function resourceOf({ bucket, key }: Recorded, target: 'object' | 'bucket'): string {
  const arn = bucketArn(PARTITION, bucket);
  return target === 'bucket' ? arn : `${arn}/${key ?? ''}`;
}

interface Asked {
  readonly guarding: GuardingPolicies;
  readonly guard: BucketGuard;
  readonly identity: Identity;
  readonly values: Assumptions['values'];
}

const ANYTHING = everythingAllowed();

function everythingAllowed(): CompiledPolicy {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const document = parsePolicyDocument(
    { Version: '2012-10-17', Statement: [statement] },
    "the caller's identity policies",
    'identity',
  );
  if (!document.ok) throw new Error(document.problems.join('; '));
  return compilePolicy(document.value);
}

function askPolicies(request: Request, recorded: RecordedContext, asked: Asked): Decision {
  const { guarding, guard, identity, values } = asked;
  const policies = policySetOf(guarding, guard, identity === 'allows' ? [ANYTHING] : []);
  return decideRequest(policies, request, (keys) => contextOf(keys, request, recorded, values));
}

/** What is known of the keys that the policies read. */
function contextOf(
  keys: readonly string[],
  request: Request,
  recorded: RecordedContext,
  assumed: Assumptions['values'],
): Context {
  const implied = impliedContext(request);
  const context = new Map<string, readonly string[]>();
  for (const key of keys) {
    if (implied.has(key) || !isOfAction(key, request.action)) continue;
    const values = valuesOf(told(key, recorded), assumed.get(key));
    if (values !== undefined) context.set(key, values);
  }
  return context;
}

/** What the logs tell goes before what the user assumes. */
function valuesOf(known: Told, assumed: readonly string[] | undefined): readonly string[] | undefined {
  switch (known.kind) {
    case 'values':
      return known.values;
    case 'absent':
      return undefined;
    case 'unknown':
      return assumed ?? UNKNOWN;
  }
}

/** A key of S3's own is missing from requests for actions that it is not documented for. */
function isOfAction(key: string, action: string): boolean {
  if (!key.startsWith('s3:')) return true;
  const documented = actionData('s3')?.[action.slice('s3:'.length)]?.conditionKeys;
  return documented?.some((name) => isKey(name.toLowerCase(), key)) ?? true;
}

/** `s3:existingobjecttag/<key>` is every key that begins so. */
function isKey(documented: string, key: string): boolean {
  const chosen = documented.indexOf('<');
  return chosen < 0 ? documented === key : key.startsWith(documented.slice(0, chosen));
}
