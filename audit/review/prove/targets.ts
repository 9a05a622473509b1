import { KMS_ACTIONS, S3_ACTIONS } from '../../policy/actions';
import type { Context } from '../../policy/context';
import { mentionedKeys } from '../../policy/mentions';
import { OWNER_KEYS } from '../../policy/request-context';
import type { AttachedPolicy } from '../system/policies';
import type { Bucket, Owned, System } from '../system/system';
import { requestActionsOf, servicesToAsk } from '../system/services';
import { policiesOf } from './all-policies';
import { ownerClasses } from '../contexts/principal-classes';
import { STRANGER_ACCOUNT } from '../contexts/stranger';
import {
  accountResourceClasses,
  bucketClasses,
  objectClasses,
  serviceResourceClasses,
} from '../contexts/resource-classes';

export type TargetKind =
  'bucket' | 'object' | 'key' | 'role' | 'queue' | 'topic' | 'function' | 'elsewhere' | 'foreign';

/** What is asked for: one for each class of resources that policies can tell apart, with the actions it knows. */
export interface Target {
  readonly kind: TargetKind;
  readonly arn: string;
  readonly account: string;
  /** The bucket, key, queue, topic or function; `undefined` for roles and what is not in the stack. */
  readonly owned: Owned | undefined;
  readonly policy: AttachedPolicy | undefined;
  /** Lower-case, such as `s3:getobject`. */
  readonly actions: readonly string[];
}

const BUCKET_ACTIONS = S3_ACTIONS.bucket.map((name) => `s3:${name.toLowerCase()}`);
const OBJECT_ACTIONS = S3_ACTIONS.object.map((name) => `s3:${name.toLowerCase()}`);
const KEY_ACTIONS = KMS_ACTIONS.map((name) => `kms:${name.toLowerCase()}`);

/**
 * Every class of resources of the stack that has policies of its own to be asked about.
 *
 * @param meant texts of resources that goals name.
 */
export function targetsOf(system: System, meant: readonly string[]): readonly Target[] {
  const texts = [...resourceTexts(policiesOf(system)), ...meant];
  return [
    ...system.buckets.filter(({ unread }) => !unread).flatMap((bucket) => bucketTargets(bucket, texts)),
    ...system.keys.filter(({ unread }) => !unread).map((key): Target => targetOf('key', key, KEY_ACTIONS)),
    ...system.roles.flatMap(({ arn, account, trust }): Target[] =>
      trust === undefined
        ? []
        : [{ kind: 'role', arn, account, owned: undefined, policy: trust, actions: ASSUME_ACTIONS }],
    ),
    ...system.others.filter(({ unread }) => !unread).map(otherTarget),
  ];
}

const ASSUME_ACTIONS = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
];

/** What can be asked of a resource of IAM. */
const IAM_ACTIONS = [...requestActionsOf('iam'), ...ASSUME_ACTIONS];

function targetOf(kind: TargetKind, owned: Owned, actions: readonly string[]): Target {
  const { arn, account, policy } = owned;
  return { kind, arn, account, owned, policy, actions };
}

function bucketTargets(bucket: Bucket, texts: readonly string[]): Target[] {
  return [
    targetOf('bucket', bucket, BUCKET_ACTIONS),
    ...objectClasses(bucket.arn, { texts }).map((arn) => ({ ...targetOf('object', bucket, OBJECT_ACTIONS), arn })),
  ];
}

function resourceTexts(policies: readonly AttachedPolicy[]): string[] {
  const texts = policies.flatMap(({ compiled }) =>
    compiled.statements.flatMap(({ source }) => source.resources?.entries ?? []),
  );
  return [...new Set(texts)];
}

const SERVICE_KINDS: Readonly<Record<string, TargetKind>> = { sqs: 'queue', sns: 'topic', lambda: 'function' };

function otherTarget(owned: Owned): Target {
  const service = owned.arn.split(':')[2] ?? '';
  return targetOf(SERVICE_KINDS[service] ?? 'elsewhere', owned, requestActionsOf(service));
}

/**
 * What is not in the stack, for asking what a role of the stack can do beyond it: of each service, one resource of each class
 * that the role's policies and the goals can tell apart.
 *
 * @param meant texts of resources that goals name.
 */
export function targetsElsewhere(
  { account, partition, region }: Home,
  identity: readonly AttachedPolicy[],
  system: System,
  meant: readonly string[],
): readonly Target[] {
  const known = [...system.buckets, ...system.keys, ...system.others, ...system.outside, ...system.roles];
  const sight = { texts: [...resourceTexts(identity), ...meant], own: known.map(({ arn }) => arn) };
  const outside = system.outside.flatMap((owned) => outsideTargets(owned, sight.texts));
  const services = servicesToAsk(identity.flatMap(({ compiled }) => compiled.statements)).filter(
    (service) => service !== 's3',
  );
  const others = services.flatMap((service) => {
    const place = service === 'iam' ? '' : region;
    const generic = ['arn', partition, service, place, account, GENERIC[service] ?? 'something/else'].join(':');
    const actions = service === 'iam' ? IAM_ACTIONS : requestActionsOf(service);
    return serviceResourceClasses(service, generic, sight).map((arn) =>
      elsewhere(arn, ownerIn(arn) ?? account, actions),
    );
  });
  const ownersOf = ownersUnder(identity, [account]);
  const buckets = bucketClasses(partition, sight).flatMap((arn) => ownersOf(arn).map((owner) => bucketOf(owner, arn)));
  return [...others, ...buckets, ...outside, ...besideBuckets(partition, sight.texts, account)];
}

/** What S3 knows beside buckets: all that is asked of an account, and access points and the like where a text speaks of them. */
function besideBuckets(partition: string, texts: readonly string[], account: string): readonly Target[] {
  const named = accountResourceClasses(partition, { texts });
  return [
    elsewhere('*', account, ACCOUNT_ACTIONS),
    ...named.map((arn) => elsewhere(arn, ownerIn(arn) ?? STRANGER_ACCOUNT, requestActionsOf('s3'))),
  ];
}

/** The bucket or the key of a side that is elsewhere. */
function outsideTargets(owned: Owned, texts: readonly string[]): readonly Target[] {
  const target = targetOf('elsewhere', owned, KEY_ACTIONS);
  if (owned.arn.split(':')[2] !== 's3') return [target];
  const objects = objectClasses(owned.arn, { texts });
  return [
    { ...target, actions: BUCKET_ACTIONS },
    ...objects.map((arn) => ({ ...target, arn, actions: OBJECT_ACTIONS })),
  ];
}

/** Where a role is at home. */
export interface Home {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

/**
 * Who may own a resource: a stranger, and where a statement that covers the resource looks at its owner, each account that
 * the policies tell from others.
 */
function ownersUnder(policies: readonly AttachedPolicy[], accounts: readonly string[]) {
  const statements = policies.flatMap(({ compiled }) => compiled.statements);
  const looking = statements.filter(({ conditions }) =>
    conditions.some(({ reads }) => reads.some((key) => OWNER_KEYS.includes(key))),
  );
  const owners = [...new Set([STRANGER_ACCOUNT, ...ownerClasses(mentionedKeys(looking), accounts)])];
  return (arn: string): readonly string[] =>
    looking.some(({ resources }) => resources.covers(arn, NO_CONTEXT) !== false) ? owners : [STRANGER_ACCOUNT];
}

const NO_CONTEXT: Context = new Map();

/** Actions on no bucket in particular; IAM takes their resource for `*`. */
const ACCOUNT_ACTIONS = [...S3_ACTIONS.account, ...S3_ACTIONS.other].map((name) => `s3:${name.toLowerCase()}`);

const GENERIC: Readonly<Record<string, string>> = { iam: 'role/another-role' };

function ownerIn(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

function elsewhere(arn: string, account: string, actions: readonly string[]): Target {
  return { kind: 'elsewhere', arn, account, owned: undefined, policy: undefined, actions };
}

function bucketOf(account: string, arn: string): Target {
  return elsewhere(arn, account, arn.includes('/') ? OBJECT_ACTIONS : BUCKET_ACTIONS);
}

/**
 * What an endpoint may lead to beside the deployment's buckets: one bucket and one object of each class that its policy and
 * the goals can tell apart, in strangers' hands; the deployment's own names too, should a bucket ever be deleted and its name
 * be taken.
 *
 * @param meant texts of resources that goals name.
 */
export function targetsAtEndpoints(system: System, meant: readonly string[]): readonly Target[] {
  const policies = system.endpoints.flatMap(({ policy }) => policy ?? []);
  if (policies.length === 0) return [];
  const partition = system.buckets[0]?.arn.split(':')[1] ?? 'aws';
  const own = system.buckets.flatMap(({ arn }) => [arn, `${arn}/*`]);
  const ownersOf = ownersUnder(policies, []);
  const inStack = (owner: string, arn: string): boolean =>
    system.buckets.some((bucket) => bucket.account === owner && `${arn}/`.startsWith(`${bucket.arn}/`));
  const texts = [...resourceTexts(policies), ...own, ...meant];
  const buckets = bucketClasses(partition, { texts }).flatMap((arn) =>
    ownersOf(arn)
      .filter((owner) => !inStack(owner, arn))
      .map((owner) => bucketOf(owner, arn)),
  );
  const beside = besideBuckets(partition, texts, system.endpoints[0]?.account ?? STRANGER_ACCOUNT);
  return [...buckets, ...beside].map((target): Target => ({ ...target, kind: 'foreign' }));
}
