import { queryName, queryTable, type TableName } from './sql-text';

const BUCKET_NAME = `json_extract_scalar(requestparameters, '$["bucketName"]')`;
/** Buckets alone: object keys would set every event apart, and could spell whatever their writer likes. */
const RESOURCE_BUCKETS = `filter(transform(resources,
      resource -> regexp_extract(resource.arn, '^arn:[^:]+:s3:::([^/]+)', 1)), bucket -> bucket IS NOT NULL AND bucket <> '')`;

/** The bucket that a copy reads; the key after it is left out for the same reasons. */
const COPIED_BUCKET = `regexp_extract(json_extract_scalar(requestparameters, '$["x-amz-copy-source"]'), '^(?:/|%2[Ff])*([^/%]+)', 1)`;

/**
 * What judgement asks of an event, in this order: the testimony that SQL joins and groups without looking into it. What it
 * means is read by the same code that reads CloudTrail files.
 */
export const TESTIMONY = [
  'eventcategory',
  'eventname',
  'errorcode',
  'sourceipaddress',
  'vpcendpointid',
  'useridentity.arn',
  'useridentity.accountid',
  BUCKET_NAME,
  `json_format(CAST(${RESOURCE_BUCKETS} AS JSON))`,
  COPIED_BUCKET,
] as const;

const HOST_ID = `json_extract_scalar(additionaleventdata, '$["x-amz-id-2"]')`;
const OF_S3 = `COALESCE(eventsource = 's3.amazonaws.com', false)`;
/** Network-activity events repeat the ids of a request's own event and are no second event of it; denials tell news. */
const REPEAT = `COALESCE(eventcategory = 'NetworkActivity', false)`;
const DENIAL = `COALESCE(errorcode = 'VpceAccessDenied', false)`;
/** Account-wide calls touch no bucket. */
const TOUCHES_BUCKET = `COALESCE(${BUCKET_NAME} <> '' OR cardinality(${RESOURCE_BUCKETS}) > 0, false)`;
const TELLS = `${OF_S3} AND CASE WHEN ${REPEAT} THEN ${DENIAL} ELSE ${TOUCHES_BUCKET} END`;
const OF_A_REQUEST = [
  `(${TELLS})`,
  `NOT ${REPEAT}`,
  `COALESCE(requestid, '') <> ''`,
  `COALESCE(${HOST_ID}, '') <> ''`,
  `COALESCE(sourceipaddress, '') <> ''`,
  `COALESCE(regexp_like(eventtime, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$'), false)`,
].join('\n    AND ');

/**
 * The SELECT behind the view of CloudTrail: events of requests to S3 with their file, ids and testimony; those that can not be read
 * and denials of endpoint policies with testimony alone; all others without.
 *
 * @param where conditions on the table's own columns, the partitions among them.
 * @param partitions partition columns to give as well.
 */
export function trailSelect(
  table: TableName,
  where: readonly string[] = [],
  partitions: readonly string[] = [],
): string {
  const columns = [
    '"$path" AS file',
    'eventtime AS event_time',
    `CASE WHEN ${OF_A_REQUEST} THEN requestid END AS request_id`,
    `CASE WHEN ${OF_A_REQUEST} THEN ${HOST_ID} END AS host_id`,
    `CASE WHEN ${TELLS} THEN json_format(CAST(ARRAY[\n    ${TESTIMONY.join(',\n    ')}\n  ] AS JSON)) END AS testimony`,
    ...partitions.map(queryName),
  ];
  const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`;
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${queryTable(table)}${condition}`;
}
