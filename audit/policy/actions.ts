import { actionData } from './aws-data';
import { globOf, matchesGlob } from './wildcard';

/** What an S3 action is asked of: decides which ARN a request for it names. */
export type S3Level = 'object' | 'bucket' | 'account' | 'other';

/** Every action of a service in AWS's spelling and without the prefix; `undefined` when there is no such service. */
export function actionsOf(service: string): readonly string[] | undefined {
  const known = actionData(service.toLowerCase());
  return known && Object.values(known).map(({ name }) => name);
}

/**
 * Every action of Amazon S3 by what it is asked of; `other` is access points, jobs, access grants and Storage Lens.
 * An action of objects or buckets that can also be asked of access points stands with the former.
 */
export const S3_ACTIONS: Readonly<Record<S3Level, readonly string[]>> = {
  object: s3Actions('object'),
  bucket: s3Actions('bucket'),
  account: s3Actions('account'),
  other: s3Actions('other'),
};

function s3Actions(level: S3Level): readonly string[] {
  return Object.values(actionData('s3') ?? {})
    .filter(({ resourceTypes }) => levelOf(resourceTypes.map(({ name }) => name)) === level)
    .map(({ name }) => name);
}

function levelOf(types: readonly string[]): S3Level {
  if (types.length === 0) return 'account';
  return types.includes('object') ? 'object' : types.includes('bucket') ? 'bucket' : 'other';
}

/** Every action of AWS KMS. */
export const KMS_ACTIONS: readonly string[] = actionsOf('kms') ?? [];

/** Says what an S3 action, such as `s3:GetObject` in any case, is asked of; `undefined` when it is no S3 action. */
export function s3LevelOf(action: string): S3Level | undefined {
  return LEVELS.get(action.toLowerCase());
}

const LEVELS: ReadonlyMap<string, S3Level> = new Map(
  (Object.keys(S3_ACTIONS) as S3Level[]).flatMap((level) =>
    S3_ACTIONS[level].map((name) => [`s3:${name}`.toLowerCase(), level] as const),
  ),
);

/** AWS's spelling of an action that is known in any case. */
export function spelledAction(action: string): string {
  const [service = '', name = ''] = action.split(':');
  const known = actionData(service.toLowerCase())?.[name.toLowerCase()];
  return known === undefined ? action : `${service}:${known.name}`;
}

/** Says what is wrong with an action or a pattern of actions, or `undefined`. */
export function actionProblem(text: string): string | undefined {
  if (text === '*') return undefined;
  const [service = '', name] = text.split(':');
  if (name === undefined || text.split(':').length !== 2) return `"${text}" is not an action (service:Name)`;
  const known = actionData(service.toLowerCase());
  if (known === undefined) return `"${text}": the service prefix "${service}" is not known`;
  const pattern = globOf(name.toLowerCase());
  return Object.keys(known).some((action) => matchesGlob(pattern, action))
    ? undefined
    : `"${text}" matches no known action of ${service}`;
}
