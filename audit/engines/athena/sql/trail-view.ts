import { ACCESS_POINT_ARN, DETAIL_FIELDS } from '../../../cloudtrail/request-detail';
import { OBJECT_LAMBDA } from '../../../cloudtrail/events';
import { NEIGHBOUR_RECORDS } from '../../../cloudtrail/neighbours';
import { ENCRYPTION_FIELDS, UPLOADS } from '../../../cloudtrail/upload-encryption';
import { ENDPOINT_MARK_SQL } from '../../../records/host-endpoint';
import { queryList, queryName, queryTable, queryText, type TableName } from './sql-text';

const BUCKET_NAME = `json_extract_scalar(requestparameters, '$["bucketName"]')`;
/** Buckets alone: object keys would set every event apart, and could spell whatever their writer likes. */
const RESOURCE_BUCKETS = `filter(transform(resources,
      resource -> regexp_extract(resource.arn, '^arn:[^:]+:s3:::([^/]+)', 1)), bucket -> bucket IS NOT NULL AND bucket <> '')`;

/** The bucket, encoded or not, that a copy reads; the key after it is left out for the same reasons. */
const COPIED_BUCKET = `regexp_extract(json_extract_scalar(requestparameters, '$["x-amz-copy-source"]'),
      '^(?:/|%2[Ff])*((?:[^/%]|%[013-9A-Fa-f][0-9A-Fa-f]|%2[0-9A-Ea-e])+)', 1)`;
/** The host header, where it may name an endpoint (host-endpoint.ts): others would set every event apart, and tell nothing. */
const HOST = `json_extract_scalar(requestparameters, '$["Host"]')`;
const ENDPOINT_HOST = `CASE WHEN regexp_like(${HOST}, ${queryText(ENDPOINT_MARK_SQL)}) THEN ${HOST} END`;
/** An access point, behind which a bucket stands that the event may not tell (events.ts). */
const isAccessPoint = (bucket: string): string =>
  `regexp_like(${bucket}, '-s3alias$|--ol-s3$|[.]mrap$|^arn(:|%3[Aa])')`;

const HOST_ID = `json_extract_scalar(additionaleventdata, '$["x-amz-id-2"]')`;
/** Whether there is one: only network activity may lack it. */
const HAS_HOST_ID = `CASE WHEN COALESCE(${HOST_ID}, '') <> '' THEN 'x-amz-id-2' END`;

/** What the event of an upload tells of its encryption; of others it would set events apart, and tell nothing. */
const ENCRYPTION = Object.entries(ENCRYPTION_FIELDS).flatMap(([column, names]) =>
  names.map(
    (name) =>
      `CASE WHEN eventname IN ${queryList([...UPLOADS])} THEN json_extract_scalar(${column.toLowerCase()}, '$["${name}"]') END`,
  ),
);

/**
 * What judgement asks of an event, in this order: the testimony that SQL joins and groups without looking into it. What it
 * means is read by the same code that reads CloudTrail files.
 */
const TESTIMONY = [
  'eventcategory',
  'eventname',
  'errorcode',
  'sourceipaddress',
  'vpcendpointid',
  'useridentity.type',
  'useridentity.arn',
  'useridentity.accountid',
  'useridentity.invokedby',
  BUCKET_NAME,
  `json_format(CAST(${RESOURCE_BUCKETS} AS JSON))`,
  COPIED_BUCKET,
  ENDPOINT_HOST,
  HAS_HOST_ID,
  'eventsource',
  ...ENCRYPTION,
] as const;

/** What the JSON of an event has instead of a text, as the SerDe writes it. */
const isNoText = (column: string): string =>
  `COALESCE(regexp_like(${column}, '^([{]|\\[|-?[0-9.eE+-]+$|(true|false)$)'), false)`;
/** Records of another kind, which tell of no single request (neighbours.ts). */
const NEIGHBOUR = `COALESCE(eventcategory IN ${queryList(Object.keys(NEIGHBOUR_RECORDS))}, false)
    OR COALESCE(eventtype IN ${queryList(Object.keys(NEIGHBOUR_RECORDS))}, false)`;
/** No event at all: of such a record nobody knows whether it is of a request. */
const NO_EVENT = `(eventsource IS NULL OR ${isNoText('eventsource')})`;
const OF_S3 = `COALESCE(eventsource = 's3.amazonaws.com', false)`;
const OF_OBJECT_LAMBDA = `COALESCE(eventsource = '${OBJECT_LAMBDA}' AND eventcategory = 'Data', false)`;
const HAS_TIME = [
  `COALESCE(regexp_like(eventtime, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z$'), false)`,
  // Neither the 30th of February nor the hour 24.
  `TRY(from_iso8601_timestamp(substr(eventtime, 1, 19) || 'Z')) IS NOT NULL`,
  `substr(eventtime, 12, 2) <> '24'`,
].join('\n    AND ');
/** Network-activity events of what an endpoint's policy denied. */
const DENIAL = `COALESCE(eventcategory = 'NetworkActivity' AND errorcode = 'VpceAccessDenied', false)`;
const PATH_ONLY = `COALESCE(eventcategory = 'NetworkActivity', false)`;
const NAMED = `COALESCE(${BUCKET_NAME}, '') <> '' AND NOT COALESCE(${isAccessPoint(BUCKET_NAME)}, false)`;
/** Account-wide calls touch no bucket. */
const TOUCHES_BUCKET = `COALESCE(${NAMED} OR cardinality(${RESOURCE_BUCKETS}) > 0 OR ${COPIED_BUCKET} <> '', false)`;
/** What events.ts calls unresolved. */
const UNRESOLVED = `(COALESCE(${isAccessPoint(COPIED_BUCKET)}, false)
    OR (COALESCE(${isAccessPoint(BUCKET_NAME)}, false)
      AND COALESCE(cardinality(filter(${RESOURCE_BUCKETS}, bucket -> bucket <> COALESCE(${COPIED_BUCKET}, ''))), 0) = 0))`;
const TELLS = `NOT (${NEIGHBOUR}) AND (${NO_EVENT} OR ${OF_OBJECT_LAMBDA} OR (${OF_S3} AND (${DENIAL} OR ${TOUCHES_BUCKET} OR ${UNRESOLVED}
    OR COALESCE(eventcategory = 'Data', false) OR NOT COALESCE(${HAS_TIME}, false))))`;
const OF_A_REQUEST = [
  OF_S3,
  `NOT ${DENIAL}`,
  TOUCHES_BUCKET,
  `(${PATH_ONLY} OR NOT ${UNRESOLVED})`,
  `COALESCE(requestid, '') <> ''`,
  `(${PATH_ONLY} OR COALESCE(${HOST_ID}, '') <> '')`,
  `COALESCE(sourceipaddress, '') <> ''`,
  `NOT (${PATH_ONLY} AND COALESCE(vpcendpointid, '') = '')`,
  HAS_TIME,
  `NOT ${isNoText('vpcendpointid')}`,
  `NOT (${NEIGHBOUR})`,
].join('\n    AND ');

const jsonText = (column: string, name: string): string => `json_extract_scalar(${column}, '$["${name}"]')`;
const isList = (column: string, name: string): string =>
  `json_array_length(json_extract(${column}, '$["${name}"]')) IS NOT NULL`;

/** Where texts of the detail stand, those that may be lists among them; `tlsdetails` is a struct. */
const DETAIL_TEXTS = Object.values(DETAIL_FIELDS).map(([object, name]) => {
  const column = object.toLowerCase();
  return column === 'tlsdetails'
    ? { text: `${column}.${name.toLowerCase()}`, list: undefined }
    : { text: jsonText(column, name), list: isList(column, name) };
});

/** What an event tells of a request that no line tells of (request-detail.ts), as its own code reads it: its id, and its texts. */
export const REQUEST_DETAIL = `json_format(CAST(ARRAY[
    requestid,
    ${DETAIL_TEXTS.map(({ text }) => text).join(',\n    ')},
    CASE WHEN ${DETAIL_TEXTS.flatMap(({ list }) => list ?? []).join('\n      OR ')} THEN 'odd' END,
    json_format(CAST(filter(transform(resources, resource -> resource.arn),
      arn -> regexp_like(arn, '${ACCESS_POINT_ARN}')) AS JSON))
  ] AS JSON))`;

/**
 * The SELECT behind the view of CloudTrail: events of requests to S3 with their file, ids and testimony; those that cannot be read
 * and denials of endpoint policies with testimony alone; all others without.
 *
 * @param where conditions on the table's own columns, the partitions among them.
 * @param partitions partition columns to give as well.
 * @param detail SQL of a further column, asked of events of requests.
 */
export function trailSelect(
  table: TableName,
  where: readonly string[] = [],
  partitions: readonly string[] = [],
  detail?: string,
): string {
  const columns = [
    '"$path" AS file',
    'eventtime AS event_time',
    `CASE WHEN ${OF_A_REQUEST} THEN requestid END AS request_id`,
    `CASE WHEN ${OF_A_REQUEST} THEN COALESCE(${HOST_ID}, '') END AS host_id`,
    `CASE WHEN ${TELLS} THEN json_format(CAST(ARRAY[\n    ${TESTIMONY.join(',\n    ')}\n  ] AS JSON)) END AS testimony`,
    ...(detail === undefined ? [] : [`CASE WHEN ${OF_A_REQUEST} THEN ${detail} END AS detail`]),
    ...partitions.map(queryName),
  ];
  const condition = where.length === 0 ? '' : `\nWHERE ${where.join('\n  AND ')}`;
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${queryTable(table)}${condition}`;
}
