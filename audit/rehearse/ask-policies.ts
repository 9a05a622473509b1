import { parse } from '@aws-sdk/util-arn-parser';
import { throughAccessPoint, together } from '../policy/access-point';
import { conditionKeysOf } from '../policy/aws-data';
import { compilePolicy, type CompiledPolicy } from '../policy/compile';
import { SOME_VALUE, UNKNOWN, type Context } from '../policy/context';
import type { Decision } from '../policy/decide';
import type { PolicyKind } from '../policy/document';
import { ManyRequests } from '../policy/many-requests';
import { parsePolicyDocument } from '../policy/parse-document';
import type { Request } from '../policy/request';
import { placesOf, type PolicySet } from '../policy/situation';
import { OWNER_KEYS, type ImpliedContext } from '../policy/request-context';
import { accountOf, type Requester } from '../policy/requester';
import type { Assumptions, Identity } from './recorded';
import type { BucketGuard, GuardingPolicies, KeyGuard } from './guarding-policies';
import type { Need } from './needs';
import { restrictionsOf, type Severity } from './organization';
import { told, toldOfTime, type RecordedContext, type Told } from './told';
import { remembering } from '../remembering';
import { entryOf } from '../../contract/entry-of';

/** Who asks, by which recorded request, of which policies. */
export interface Asking {
  readonly requester: Requester;
  readonly recorded: RecordedContext & { readonly bucket: string; readonly key: string | null };
  readonly guarding: GuardingPolicies;
  readonly guard: BucketGuard;
  /** The account that owns the bucket, or is taken to. */
  readonly account: string;
  readonly identity: Identity;
  readonly severity: Severity;
  readonly values: Assumptions['values'];
}

/** Decides whether the policies give a recorded request one permission. */
export function askPolicies({ action, on }: Need, asking: Asking): Decision {
  const { guarding, guard, recorded, account } = asking;
  const name = action.toLowerCase();
  if (on.kind === 'key') return askKey(name, on.key, asking);
  const arn = `arn:${guarding.partition ?? 'aws'}:s3:::${recorded.bucket}`;
  const resource = on.kind === 'object' ? `${arn}/${recorded.key ?? ''}` : arn;
  const tell = (key: string): Told =>
    on.kind === 'bucket-for-answer' && OF_LISTINGS.has(key) ? NOT_A_LISTING : told(key, recorded);
  const at = (
    policy: CompiledPolicy | undefined,
    asked: Pick<Request, 'resource' | 'resourceAccount'>,
    restrictPublicBuckets = guard.restrictPublicBuckets,
  ): Decision =>
    ask(
      { requester: asking.requester, action: name, ...asked },
      { policy, restrictPublicBuckets, endpoints: guarding.endpoints },
      asking,
      tell,
    );
  // Of whoever was refused, nobody knows whether the bucket's own policy refused it: then nothing is taken for granted.
  const own = guard.asItWas === true && asking.identity === 'allows' ? GRANTED : guard.policy;
  const atBucket = at(own, { resource, resourceAccount: account });
  const point = recorded.fields.accessPointArn;
  const through = point === null ? undefined : throughAccessPoint(point, resource);
  if (point === null || through === undefined) return atBucket;
  const asked = { resource: through.resource, resourceAccount: through.account };
  const planned = guarding.accessPoints?.get(point);
  // One whose policy is not given stays as it was; endpoints and the organization speak of it all the same.
  const atPoint = planned === undefined ? at(GRANTED_BY_POINT, asked, false) : at(planned, asked);
  return together(atPoint, atBucket, { identity: asking.identity === 'allows', limits: true });
}

const OF_LISTINGS: ReadonlySet<string> = new Set(['s3:prefix', 's3:delimiter', 's3:max-keys']);
const NOT_A_LISTING: Told = {
  kind: 'unknown',
  why: 'AWS does not say what a listing S3 asks for to choose between 403 and 404',
};

/**
 * S3 asks KMS for the caller, by forward access sessions: no endpoint of S3 stands between, and from where KMS sees the
 * request is not documented for every key.
 */
function askKey(action: string, { arn, policy }: KeyGuard, asking: Asking): Decision {
  const { region, accountId } = parse(arn);
  const request = { requester: asking.requester, action, resource: arn, resourceAccount: accountId };
  const tell = (key: string): Told | typeof SOME_VALUE =>
    entryOf(OF_KMS, key)?.(region) ?? ofCaller(key, asking.recorded);
  return ask(request, { policy, restrictPublicBuckets: false, endpoints: [] }, asking, tell);
}

const one = (value: string): Told => ({ kind: 'values', values: [value] });
const ABSENT: Told = { kind: 'absent' };

/**
 * What S3 tells KMS. Sources: KMS Developer Guide, "AWS KMS condition keys" and "How Amazon S3 uses AWS KMS"; the encryption
 * context is the ARN of the object, or of the bucket with a bucket key.
 */
const OF_KMS: Readonly<Record<string, (region: string) => Told | typeof SOME_VALUE>> = {
  'kms:viaservice': (region) => one(`s3.${region}.amazonaws.com`),
  'kms:encryptioncontext:aws:s3:arn': () => SOME_VALUE,
  'kms:encryptioncontextkeys': () => one('aws:s3:arn'),
  'kms:encryptionalgorithm': () => one('SYMMETRIC_DEFAULT'),
  'kms:grantisforawsresource': () => ABSENT,
  'aws:viaawsservice': () => one('true'),
};

const TELLS_TIME: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:epochtime']);

function ofCaller(key: string, recorded: RecordedContext): Told {
  if (TELLS_TIME.has(key)) return told(key, recorded);
  return { kind: 'unknown', why: `no log tells ${key} of S3's own request to KMS` };
}

type Guarded = Pick<GuardingPolicies, 'endpoints'> & Pick<BucketGuard, 'policy' | 'restrictPublicBuckets'>;
type Tell = (key: string) => Told | typeof SOME_VALUE;

function ask(request: Request, guarded: Guarded, asking: Asking, tell: Tell): Decision {
  const { guarding, guard, identity, severity } = asking;
  const accounts = { owner: guard.account, caller: accountOf(request.requester), resource: request.resourceAccount };
  const policies: PolicySet = {
    ...{ identity: [ANYTHING], endpoints: guarded.endpoints },
    ...{ resource: guarded.policy, restrictPublicBuckets: guarded.restrictPublicBuckets },
    ...restrictionsOf(guarding.organization ?? [], accounts, severity),
  };
  return requestsOf(policies, guarding).decide(request, identity === 'allows', (keys, implied) =>
    contextOf(keys, implied, request.action, asking, tell),
  );
}

const DECIDED = new WeakMap<GuardingPolicies, Map<string, ManyRequests>>();

/** Requests that the same of the guarding policies stand in the way of, whichever bucket they are for. */
function requestsOf(policies: PolicySet, guarding: GuardingPolicies): ManyRequests {
  const ofGuarding = DECIDED.get(guarding) ?? new Map<string, ManyRequests>();
  DECIDED.set(guarding, ofGuarding);
  const { restrictPublicBuckets } = policies;
  const name = [
    restrictPublicBuckets,
    ...placesOf(policies).map(({ place, policy }) => `${place} ${idOf(policy)}`),
  ].join();
  const known = ofGuarding.get(name) ?? new ManyRequests(policies);
  ofGuarding.set(name, known);
  return known;
}

const IDS = new WeakMap<CompiledPolicy, number>();
let count = 0;

function idOf(policy: CompiledPolicy): number {
  const id = IDS.get(policy) ?? count++;
  IDS.set(policy, id);
  return id;
}

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const ANYTHING = policyOf(EVERYTHING, "the caller's identity policies", 'identity');
const GRANT = { ...EVERYTHING, Principal: '*' };
const GRANTED = policyOf(GRANT, "the bucket's policy as it was", 'resource');
const GRANTED_BY_POINT = policyOf(GRANT, "the access point's policy as it was", 'resource');

function policyOf(statement: object, where: string, kind: PolicyKind): CompiledPolicy {
  const document = parsePolicyDocument({ Version: '2012-10-17', Statement: [statement] }, where, kind);
  if (!document.ok) throw new Error(document.problems.join('; '));
  return compilePolicy(document.value);
}

/** What is known of the keys that the policies read. */
function contextOf(
  keys: readonly string[],
  implied: ImpliedContext,
  action: string,
  { guard, guarding, values }: Asking,
  tell: Tell,
): Context {
  const context = new Map<string, readonly string[]>();
  for (const key of keys) {
    // The owner of the bucket may be only taken for granted.
    if (OWNER_KEYS.includes(key) && guard.account === undefined) context.set(key, UNKNOWN);
    if (implied.has(key) || !isOfAction(key, action)) continue;
    const known = timeAsOf(guarding, key) ?? tell(key);
    const found = isTold(known) ? valuesOf(known, values.get(key)) : known;
    if (found !== undefined) context.set(key, found);
  }
  return context;
}

/** What is told of the time, where policies are asked as of another than that of the request. */
function timeAsOf({ asOf: time }: GuardingPolicies, key: string): Told | undefined {
  return time === undefined || !TELLS_TIME.has(key) ? undefined : toldOfTime(key, time);
}

function isTold(known: Told | typeof SOME_VALUE): known is Told {
  return 'kind' in known;
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

/** A key of a service's own is missing from requests for actions that it is not documented for. */
function isOfAction(key: string, action: string): boolean {
  return !key.startsWith('s3:') || (action.startsWith('s3:') && isDocumented(`${action} ${key}`));
}

const isDocumented = remembering((actionAndKey) => {
  const [action = '', key = ''] = actionAndKey.split(' ');
  const documented = conditionKeysOf('s3', action.slice('s3:'.length));
  return documented?.some((name) => isKey(name.toLowerCase(), key)) ?? true;
});

/** `s3:existingobjecttag/<key>` and `s3:buckettag/${tagkey}` are every key that begins so. */
function isKey(documented: string, key: string): boolean {
  const chosen = documented.search(/[<$]/);
  return chosen < 0 ? documented === key : key.startsWith(documented.slice(0, chosen));
}
