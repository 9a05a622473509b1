import { KMS_ACTIONS, KNOWN_ACTIONS, S3_ACTIONS } from '../../policy/actions';
import { arnPattern, likePattern, witnesses } from '../contexts/patterns';
import type { AttachedPolicy } from '../system/policies';
import type { Bucket, Owned, System } from '../system/system';
import { policiesOf } from './all-policies';
import { STRANGER_ACCOUNT } from './principals';

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

/** Every class of resources of the stack that has policies of its own to be asked about. */
export function targetsOf(system: System): readonly Target[] {
  return [
    ...system.buckets.filter(({ unread }) => !unread).flatMap((bucket) => bucketTargets(bucket, system)),
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

function targetOf(kind: TargetKind, owned: Owned, actions: readonly string[]): Target {
  const { arn, account, policy } = owned;
  return { kind, arn, account, owned, policy, actions };
}

function bucketTargets(bucket: Bucket, system: System): Target[] {
  const objects = objectsOf(bucket.arn, policiesOf(system));
  return [
    targetOf('bucket', bucket, BUCKET_ACTIONS),
    ...objects.map((arn) => ({ ...targetOf('object', bucket, OBJECT_ACTIONS), arn })),
  ];
}

/** One object for every combination of Resource patterns that objects of a bucket can match. */
export function objectsOf(bucketArn: string, policies: readonly AttachedPolicy[]): readonly string[] {
  const prefix = `${bucketArn}/`;
  const texts = resourceTexts(policies).filter((text) => couldMatch(text, prefix));
  const samples = texts.map((text) => text.replace(/\/\*$/, '/an-object').replace(/\*/g, 'x').replace(/\?/g, 'x'));
  const candidates = [`${prefix}an-object`, ...samples.filter((text) => text.startsWith(prefix) && text !== prefix)];
  const patterns = texts.map(likePattern);
  return witnesses(patterns, candidates, prefix).filter((arn) => arn !== prefix);
}

function resourceTexts(policies: readonly AttachedPolicy[]): string[] {
  const texts = policies.flatMap(({ compiled }) =>
    compiled.statements.flatMap(({ source }) => source.resources?.entries ?? []),
  );
  return [...new Set(texts)];
}

/** Whether a pattern may match an object of the bucket: up to its first wildcard it says the same. */
function couldMatch(text: string, prefix: string): boolean {
  const literal = /^[^*?]*/.exec(text)?.[0] ?? '';
  return literal.startsWith(prefix) || (literal.length < text.length && prefix.startsWith(literal));
}

const SERVICE_KINDS: Readonly<Record<string, TargetKind>> = { sqs: 'queue', sns: 'topic', lambda: 'function' };

function otherTarget(owned: Owned): Target {
  const service = owned.arn.split(':')[2] ?? '';
  return targetOf(SERVICE_KINDS[service] ?? 'elsewhere', owned, actionsOf(service));
}

function actionsOf(service: string): string[] {
  return (KNOWN_ACTIONS.get(service) ?? []).map((name) => `${service}:${name.toLowerCase()}`);
}

/**
 * What is not in the stack, for asking what a role of the stack can do beyond it: for each service something of the role's
 * account, and whatever else its policies name.
 */
export function targetsElsewhere(
  account: string,
  region: string,
  partition: string,
  identity: readonly AttachedPolicy[],
  system: System,
): readonly Target[] {
  const inStack = [...system.buckets, ...system.keys, ...system.others, ...system.roles].map(({ arn }) => arn);
  const named = resourceTexts(identity)
    .filter((text) => text !== '*' && !text.includes('${'))
    .flatMap((text) => witnesses([arnPattern(text)], [text.replace(/\*/g, 'x').replace(/\?/g, 'x')]).slice(0, 1))
    .filter((arn) => arn.split(':').length >= 6 && !inStack.some((own) => arn === own || arn.startsWith(`${own}/`)));
  const services = [...KNOWN_ACTIONS.keys()].filter((service) => service !== 's3');
  const others = services.flatMap((service) => {
    const generic = [
      'arn',
      partition,
      service,
      service === 'iam' ? '' : region,
      account,
      GENERIC[service] ?? 'something/else',
    ];
    const arns = [generic.join(':'), ...named.filter((arn) => arn.split(':')[2] === service)];
    return [...new Set(arns)].map((arn) =>
      elsewhere(arn, ownerIn(arn) ?? account, [...actionsOf(service), ...(service === 'iam' ? ASSUME_ACTIONS : [])]),
    );
  });
  const buckets = [
    `arn:${partition}:s3:::a-bucket-of-another-account`,
    ...named.filter((arn) => arn.includes(':s3:::')),
  ];
  return [
    ...others,
    ...[...buckets, `${buckets[0] ?? ''}/an-object`].map((arn) =>
      elsewhere(arn, STRANGER_ACCOUNT, arn.includes('/') ? OBJECT_ACTIONS : BUCKET_ACTIONS),
    ),
    elsewhere('*', account, ACCOUNT_ACTIONS),
  ];
}

/** Actions on no bucket in particular; IAM takes their resource for `*`. */
const ACCOUNT_ACTIONS = [...S3_ACTIONS.account, ...S3_ACTIONS.other].map((name) => `s3:${name.toLowerCase()}`);

const GENERIC: Readonly<Record<string, string>> = { iam: 'role/another-role' };

function ownerIn(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

function elsewhere(arn: string, account: string, actions: readonly string[]): Target {
  return { kind: 'elsewhere', arn, account, owned: undefined, policy: undefined, actions };
}

/**
 * What an endpoint may lead to beside the deployment's buckets: buckets that its policy names, one of a stranger, and the
 * deployment's own names in a stranger's hands, should a bucket ever be deleted and its name be taken.
 */
export function targetsAtEndpoints(system: System): readonly Target[] {
  const policies = system.endpoints.flatMap(({ policy }) => policy ?? []);
  if (policies.length === 0) return [];
  const own = system.buckets.flatMap(({ arn }) => [arn, `${arn}/an-object`]);
  const named = resourceTexts(policies)
    .map((text) => text.replace(/\*/g, 'an-object').replace(/\?/g, 'x'))
    .filter(
      (arn) =>
        arn.includes(':s3:::') &&
        !system.buckets.some((bucket) => arn === bucket.arn || arn.startsWith(`${bucket.arn}/`)),
    );
  const partition = system.buckets[0]?.arn.split(':')[1] ?? 'aws';
  const strange = [
    `arn:${partition}:s3:::a-bucket-of-another-account`,
    `arn:${partition}:s3:::a-bucket-of-another-account/an-object`,
  ];
  return [...new Set([...own, ...named, ...strange])].map((arn): Target => ({
    kind: 'foreign',
    arn,
    account: STRANGER_ACCOUNT,
    owned: undefined,
    policy: undefined,
    actions: arn.includes('/') ? OBJECT_ACTIONS : BUCKET_ACTIONS,
  }));
}
