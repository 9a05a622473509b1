import { isObject } from '../../contract/json-object';

/**
 * What an event tells of its request that only a rehearsal asks for, and only of requests that no log line tells of. Texts as
 * they were sent; `null` for what was not, or is not told.
 */
export interface RequestDetail extends Readonly<Record<DetailField, string | null>> {
  /** Of `resources`. */
  readonly accessPointArn: string | null;
  /** A parameter is no text, or the events of one request contradict each other: nothing can be asked about it. */
  readonly odd: boolean;
}

/**
 * Where each text stands in an event (CloudTrail User Guide, "CloudTrail record contents"; S3 User Guide, "CloudTrail log file
 * entries for Amazon S3"). SQL asks for the same.
 */
export const DETAIL_FIELDS = {
  key: ['requestParameters', 'key'],
  versionId: ['requestParameters', 'versionId'],
  prefix: ['requestParameters', 'prefix'],
  delimiter: ['requestParameters', 'delimiter'],
  maxKeys: ['requestParameters', 'max-keys'],
  copySource: ['requestParameters', 'x-amz-copy-source'],
  signatureVersion: ['additionalEventData', 'SignatureVersion'],
  cipherSuite: ['additionalEventData', 'CipherSuite'],
  authenticationType: ['additionalEventData', 'AuthenticationMethod'],
  aclRequired: ['additionalEventData', 'aclRequired'],
  tlsVersion: ['tlsDetails', 'tlsVersion'],
} as const satisfies Readonly<Record<string, readonly [object: string, name: string]>>;

export type DetailField = keyof typeof DETAIL_FIELDS;

const FIELDS = Object.entries(DETAIL_FIELDS) as [DetailField, readonly [string, string]][];

export const ACCESS_POINT_ARN = '^arn:[^:]+:s3:[^:]*:[0-9]{12}:accesspoint/[^/:]+$';
const IS_ACCESS_POINT = new RegExp(ACCESS_POINT_ARN);

/** Reads the detail of one event. */
export function detailOf(record: Readonly<Record<string, unknown>>): RequestDetail {
  const values = FIELDS.map(([, [object, name]]) => {
    const inner = record[object];
    return isObject(inner) ? inner[name] : undefined;
  });
  const resources: readonly unknown[] = Array.isArray(record.resources) ? record.resources : [];
  const arns = resources.map((one) => (isObject(one) ? one.ARN : undefined)).filter((arn) => typeof arn === 'string');
  return detailBy(values.map(textOrNull), values.some(Array.isArray), arns);
}

/** Reads the detail that SQL has read of an event: the texts in the order of the fields, whether it is odd, and ARNs as JSON. */
export function requestDetail(values: readonly (string | null)[]): RequestDetail {
  const [odd, arns] = values.slice(FIELDS.length);
  return detailBy(values, odd != null, (JSON.parse(arns ?? '[]') as readonly string[] | null) ?? []);
}

function detailBy(texts: readonly (string | null)[], odd: boolean, arns: readonly string[]): RequestDetail {
  const points = [...new Set(arns.filter((arn) => IS_ACCESS_POINT.test(arn)))];
  return {
    ...(Object.fromEntries(FIELDS.map(([field], i) => [field, texts[i] ?? null])) as Record<
      DetailField,
      string | null
    >),
    accessPointArn: points[0] ?? null,
    odd: odd || points.length > 1,
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What all events of one request tell together: one may tell what another does not. */
export function jointDetail([first, ...others]: readonly [RequestDetail, ...RequestDetail[]]): RequestDetail {
  return others.reduce((known, other) => {
    const names = [...FIELDS.map(([field]) => field), 'accessPointArn'] as const;
    const isConflict = names.some(
      (name) => known[name] !== null && other[name] !== null && known[name] !== other[name],
    );
    const joint = Object.fromEntries(names.map((name) => [name, known[name] ?? other[name]]));
    return { ...known, ...joint, odd: known.odd || other.odd || isConflict };
  }, first);
}
