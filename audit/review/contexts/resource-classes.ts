import { atomsOf } from './atoms/atoms';
import { ANY_CHARACTER, charactersLike } from './atoms/characters';
import { likePattern, literalPattern, runOf, type Pattern } from './atoms/pattern';

const ANYTHING = runOf(ANY_CHARACTER);
const SOMETHING = runOf(ANY_CHARACTER, 1);
/** S3 User Guide, "General purpose bucket naming rules". */
const BUCKET_NAME = runOf(charactersLike('bucket name', /^[a-z0-9.-]$/), 3);
const SEGMENT = runOf(charactersLike('no colon', /^[^:]$/));
const OWNER = runOf(charactersLike('no colon', /^[^:]$/), 1);

/** What tells resources apart. */
export interface ResourceSight {
  /** Texts of Resource elements and of goals: ARNs, `*` and `?` as wildcards. */
  readonly texts: readonly string[];
  /** ARNs that are asked about by themselves, with all that is below them. */
  readonly own?: readonly string[];
}

/** What objects are called that stand for others. */
export const AN_OBJECT = 'an-object';

/** One object of a bucket of each class that policies and goals can tell apart. */
export function objectClasses(bucketArn: string, { texts }: ResourceSight): readonly string[] {
  return objectsUnder(`${bucketArn}/`, texts);
}

/** The same of all objects whose ARN begins so. */
export function objectsUnder(prefix: string, texts: readonly string[]): readonly string[] {
  return classes(prefix, [...literalPattern(prefix), ...SOMETHING], texts, [], [`${prefix}${AN_OBJECT}`]);
}

/** One bucket, and one object of a bucket, of each class, the own ones left out. */
export function bucketClasses(partition: string, { texts, own = [] }: ResourceSight): readonly string[] {
  const prefix = `arn:${partition}:s3:::`;
  const bucket = [...literalPattern(prefix), ...BUCKET_NAME];
  const another = `${prefix}a-bucket-of-another-account`;
  return [
    ...classes(prefix, bucket, texts, own, [another]),
    ...classes(prefix, [...bucket, ...literalPattern('/'), ...SOMETHING], texts, own, [`${another}/${AN_OBJECT}`]),
  ];
}

/**
 * What S3 keeps in an account beside buckets (access points and the objects behind them, jobs, access grants …), one of each class
 * that texts tell apart; none where no text speaks of such things. Source: Service Authorization Reference, "Resource types defined
 * by Amazon S3".
 */
export function accountResourceClasses(partition: string, { texts }: ResourceSight): readonly string[] {
  const prefix = `arn:${partition}:s3:`;
  const colon = literalPattern(':');
  const shape = [...literalPattern(prefix), ...SEGMENT, ...colon, ...OWNER, ...colon, ...SOMETHING];
  return classes(
    prefix,
    shape,
    texts.filter((text) => !text.startsWith(`${prefix}::`)),
    [],
    [],
  );
}

/** One resource of a service, in any region and account, of each class, the own ones left out. */
export function serviceResourceClasses(
  service: string,
  generic: string,
  { texts, own = [] }: ResourceSight,
): readonly string[] {
  const prefix = `${generic.split(':').slice(0, 2).join(':')}:${service}:`;
  const colon = literalPattern(':');
  const shape = [...literalPattern(prefix), ...SEGMENT, ...colon, ...SEGMENT, ...colon, ...SOMETHING];
  return classes(prefix, shape, texts, own, [generic]);
}

function classes(
  prefix: string,
  shape: Pattern,
  texts: readonly string[],
  own: readonly string[],
  candidates: readonly string[],
): readonly string[] {
  const matching = [...new Set(texts)].filter((text) => text !== '*' && couldMatch(text, prefix));
  if (matching.length === 0) return candidates.slice(0, 1);
  const samples = matching.map((text) => text.replace(/\/\*$/, `/${AN_OBJECT}`).replace(/[*?]/g, 'x'));
  const never = own
    .filter((arn) => couldMatch(arn, prefix))
    .flatMap((arn) => [literalPattern(arn), [...literalPattern(`${arn}/`), ...ANYTHING]]);
  const rules = { shape: [shape], never, candidates: [...candidates, ...samples] };
  return atomsOf(matching.map(likePattern), rules).map(({ text }) => text);
}

/** Whether a pattern may match a text that begins so: up to its first wildcard it says the same. */
function couldMatch(text: string, prefix: string): boolean {
  const literal = /^[^*?]*/.exec(text)?.[0] ?? '';
  return literal.startsWith(prefix) || (literal.length < text.length && prefix.startsWith(literal));
}
