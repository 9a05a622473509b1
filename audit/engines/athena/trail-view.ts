import { queryTable, type TableName } from './sql-text';

const BUCKET_NAME = `json_extract_scalar(requestparameters, '$["bucketName"]')`;
/** Buckets alone: object keys would set every event apart, and could spell whatever their writer likes. */
const RESOURCE_BUCKETS = `array_distinct(filter(transform(COALESCE(resources, ARRAY[]),
      resource -> regexp_extract(resource.arn, '^arn:[^:]+:s3:::([^/]+)', 1)), bucket -> bucket IS NOT NULL AND bucket <> ''))`;

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
] as const;

const HOST_ID = `json_extract_scalar(additionaleventdata, '$["x-amz-id-2"]')`;
const OF_S3 = `COALESCE(eventsource = 's3.amazonaws.com', false)`;
/** Network-activity events repeat the ids of a request's own event and are no second event of it. */
const NO_REPEAT = `COALESCE(eventcategory, '') <> 'NetworkActivity'`;
const OF_A_REQUEST = [
  OF_S3,
  NO_REPEAT,
  'requestid IS NOT NULL',
  `${HOST_ID} IS NOT NULL`,
  'sourceipaddress IS NOT NULL',
  `(${BUCKET_NAME} IS NOT NULL OR cardinality(${RESOURCE_BUCKETS}) > 0)`,
].join('\n    AND ');

/**
 * The SELECT behind the view of CloudTrail: events of S3 with their testimony, `NULL` for events of other services.
 *
 * @param where conditions on the table's own columns, the partitions among them.
 */
export function trailSelect(table: TableName, where: readonly string[] = []): string {
  const columns = [
    'eventtime AS event_time',
    `CASE WHEN ${OF_S3} AND ${NO_REPEAT} THEN requestid END AS request_id`,
    `CASE WHEN ${OF_S3} AND ${NO_REPEAT} THEN ${HOST_ID} END AS host_id`,
    `${OF_A_REQUEST} AS of_request`,
    `CASE WHEN ${OF_S3} THEN json_format(CAST(ARRAY[\n    ${TESTIMONY.join(',\n    ')}\n  ] AS JSON)) END AS testimony`,
  ];
  const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`;
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${queryTable(table)}${condition}`;
}
