import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readTrail } from '../../../../audit/cloudtrail/read-trail';
import { unloggedRequests } from '../../../../audit/cloudtrail/unlogged';
import { accessLogSelect } from '../../../../audit/engines/athena/sql/access-log-view';
import { aggregateQuery, type BoundedSelection } from '../../../../audit/engines/athena/sql/aggregate-query';
import { AggregateRows, type AggregateRow } from '../../../../audit/engines/athena/rows/aggregate-rows';
import type { Aggregate } from '../../../../audit/records/aggregate';
import type { RequestGroup } from '../../../../audit/records/request-group';
import { parseLine } from '../../../../audit/access-log/parse-line';
import { createLogReader } from '../../../../audit/engines/local/log-reader';
import { findGaps } from '../../../../audit/judge/gaps';
import { judge } from '../../../../audit/judge/report';
import { expectationsSchema } from '../../../../contract/expectations';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../../contract/access-log-fields';
import { damagedLine, gluedLine, writtenRecord } from '../../access-log/random-records';
import { writeLine } from '../../access-log/write-line';
import { cloudTrailRecord } from '../../cloudtrail/cloudtrail-record';
import { duckdbAthena } from './duckdb-athena';

const WINDOW: BoundedSelection = { buckets: [], since: 1_500_000_000, until: 3_000_000_000 };
const TABLES = {
  accessLog: { database: 'audit', table: 'access_logs' },
  cloudTrail: { database: 'audit', table: 'cloudtrail' },
  layout: 'simple',
} as const;
const EXPECTATIONS = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.0.0.0/8'],
  natAddresses: ['52.78.10.20'],
  region: 'us-east-1',
});

let folder: string;
jest.setTimeout(240_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-audit-athena-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the local engine and the Athena engine's SQL, run by DuckDB, make of the same lines and events. */
async function bothAnswers(
  texts: readonly string[],
  events: readonly Record<string, unknown>[] = [],
  selection: BoundedSelection = WINDOW,
) {
  const files = texts.map((text, i) => {
    const path = join(folder, `log-${i}`);
    writeFileSync(path, text, 'utf8');
    return { kind: 'file' as const, path };
  });
  const trailFile = join(folder, 'trail.json');
  writeFileSync(trailFile, JSON.stringify({ Records: events }));
  const { trail, coverage } = await readTrail([{ kind: 'file', path: trailFile }], selection);
  const local = await createLogReader({}).aggregate(files, selection, trail);
  const unlogged = unloggedRequests(trail, selection);

  const objects = texts.map((text, i) => ({ path: files[i]!.path, bucket: 'orders', day: '2026/01/05', text }));
  const athena = await duckdbAthena(objects, events);
  const rows = new AggregateRows(selection);
  for (const row of await athena.run(aggregateQuery(TABLES, selection))) rows.add(row as AggregateRow);
  athena.close();
  const queried = rows.result();
  return {
    local: {
      coverage: { ...local.coverage, witnessed: matched(local) },
      deliveries: local.deliveries,
      lastRecords: local.lastRecords,
      ...judged([...local.groups, ...unlogged]),
      gaps: findGaps(local.activity, selection),
      hours: hoursOf(local),
      denials: trail.denials,
      events: coverage.events,
      unreadable: coverage.unreadable,
      unlogged: sum(unlogged),
    },
    athena: {
      coverage: { ...queried.aggregate.coverage, witnessed: matched(queried.aggregate) },
      deliveries: queried.aggregate.deliveries,
      lastRecords: queried.aggregate.lastRecords,
      ...judged([...queried.aggregate.groups, ...queried.unlogged]),
      gaps: findGaps(queried.aggregate.activity, selection),
      hours: hoursOf(queried.aggregate),
      denials: queried.denials,
      events: queried.trail.events,
      unreadable: queried.trail.unreadable,
      unlogged: sum(queried.unlogged),
    },
  };
}

/** Rows and findings have an order; the groups they are made of come in that of the engine. */
function judged(groups: readonly RequestGroup[]) {
  const { remoteIps, findings } = judge(groups, EXPECTATIONS, undefined);
  return { remoteIps, findings };
}

/** Athena joins no lines of buckets that are not asked for, so that count is compared within those asked for. */
const matched = ({ groups }: Aggregate): number => sum(groups.filter(({ witness }) => witness !== null));
const hoursOf = ({ activity }: Aggregate): readonly string[] =>
  activity.map(({ bucket, hour, records }) => `${bucket} ${hour} ${records}`).sort();
const sum = (groups: readonly RequestGroup[]): number => groups.reduce((total, { requests }) => total + requests, 0);

const text = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: writtenRecord.map(({ line }) => line) },
      { weight: 1, arbitrary: damagedLine },
      { weight: 1, arbitrary: gluedLine },
      fc.constantFrom('', ' ', 'GET /'),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((lines) => [...lines, lines[0] ?? ''].join('\n'));

const NARROW: BoundedSelection = {
  buckets: ['orders', 'archive'],
  since: 1_767_600_000,
  until: 1_767_700_000,
  hourly: true,
};
const ARN = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';

/** A line of a plain request, or of a doubtful one. */
function line(change: Partial<AccessLogRecord>): string {
  return writeLine(
    {
      ...(Object.fromEntries(ACCESS_LOG_FIELDS.map(({ name }) => [name, null])) as unknown as AccessLogRecord),
      ...{ bucketOwner: '79a59df9', bucket: 'orders', time: 1_767_650_000, remoteIp: '10.20.3.4', requester: ARN },
      ...{ requestId: 'R1', operation: 'REST.GET.OBJECT', key: 'k', requestUri: 'GET /k HTTP/1.1', httpStatus: 200 },
      ...{ bytesSent: 10, hostId: 'h1+/=', referer: null, userAgent: 'aws-sdk', extra: [] },
      ...change,
    },
    10,
  );
}

const oneOf = fc.constantFrom;
/** As long as those of S3, by which an odd line is told. */
const LONG_ID = `${'h3+/'.repeat(12)}==`;
const ids = { requestId: oneOf('R1', 'R2', 'R3'), hostId: oneOf('h1+/=', 'h2+/=', LONG_ID) };

/** Lines that the table's expression cannot take apart, and the parser can: events are joined to them all the same. */
const ODD: Readonly<Record<string, (change: Partial<AccessLogRecord>) => string>> = {
  'a host id of two words': (change) => line(change).replace(` ${LONG_ID} `, ` AIDAEXAMPLE ${LONG_ID} `),
  'a later field in quotes': (change) => `${line({ ...change, ...WHOLE_TAIL })} "a later field"`,
  'a record of CloudWatch Logs': (change) => jsonLine(line(change), change),
};
const WHOLE_TAIL: Partial<AccessLogRecord> = {
  ...{ signatureVersion: 'SigV4', cipherSuite: 'TLS_AES_128_GCM_SHA256', authenticationType: 'AuthHeader' },
  ...{ tlsVersion: 'TLSv1.3', sourceRegion: 'us-east-1' },
};

function jsonLine(text: string, change: Partial<AccessLogRecord>): string {
  const parsed = parseLine(text);
  if (parsed.kind !== 'record') throw new Error(text);
  const { bucket, time, remoteIp, requester, requestId, operation, hostId } = parsed.readings[0];
  return JSON.stringify({
    ...{ schema_version_id: 'V_1_0', bucket_name: bucket, request_time: new Date(time * 1000).toISOString() },
    ...{ remote_ip: remoteIp, requester, request_id: requestId, operation, host_id: hostId, user_agent: HIDING },
    ...{ http_status: change.httpStatus ?? null, error_code: change.errorCode ?? null, key_name: '"host_id": "x"' },
    ...{ host_header: change.hostHeader ?? null, source_region: change.sourceRegion ?? null },
  });
}
const lines = fc.array(
  fc
    .record({
      ...ids,
      bucket: oneOf('orders', 'archive', 'elsewhere'),
      time: oneOf(1_767_650_000, 1_767_660_000, 1_767_650_001, 1_767_599_999),
      remoteIp: oneOf('10.20.3.4', '52.1.2.3', '2001:db8::1', null),
      requester: oneOf(ARN, 'arn:aws:iam::333333333333:user/x', null, 'svc:logging.s3.amazonaws.com'),
      httpStatus: oneOf(200, 403, 404, null),
      errorCode: oneOf(null, 'AccessDenied', 'InvalidObjectState'),
      hostHeader: oneOf(null, 'orders.s3.amazonaws.com', 'bucket.VPCE-0ther-a.s3.us-east-1.vpce.amazonaws.com'),
      sourceRegion: oneOf(null, 'us-east-1', 'eu-west-1'),
      userAgent: oneOf('aws-sdk', 'a" 200 - 1 1 1 1 "-" "b'),
      odd: oneOf('', '', '', ...Object.keys(ODD)),
    })
    .map(({ odd, ...change }) => (ODD[odd] ?? line)(change)),
  { minLength: 1, maxLength: 6 },
);
/** A line that reads as a record to SQL, and holds the beginning of a second one. */
const HIDING = 'x [05/Jan/2026:08:00:00 +0000] 10.0.0.9 - R9 REST.GET.OBJECT k - y';
const rejected = fc.record(ids).map((own) => line({ ...own, userAgent: HIDING }));
const event = fc
  .record({
    ...ids,
    sourceIPAddress: oneOf('10.20.3.4', '52.1.2.3', '2001:db8:0::1', 'AWS Internal', 's3.amazonaws.com', undefined),
    vpcEndpointId: oneOf('vpce-0a1b2c3d4e5f67890', 'vpce-0ther', undefined),
    userIdentity: oneOf(
      { arn: ARN, accountId: '111111111111' },
      { accountId: '111111111111' },
      { accountId: '333333333333' },
      { type: 'AWSService', invokedBy: 'logging.s3.amazonaws.com' },
      { arn: ARN, accountId: '111111111111', invokedBy: 'athena.amazonaws.com' },
      { accountId: 'anonymous' },
    ),
    errorCode: oneOf('AccessDenied', 'Strange', undefined),
    requestParameters: oneOf(
      { bucketName: 'orders', key: 'a b' },
      { bucketName: 'orders', Host: 'orders.bucket.vpce-0ther-a.s3.us-east-1.vpce.amazonaws.com' },
      { bucketName: 'elsewhere' },
      { bucketName: 'elsewhere', 'x-amz-copy-source': '/o%72ders/k' },
      { bucketName: 'elsewhere', 'x-amz-copy-source': 'arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/k' },
      { bucketName: 'ap-xyz-s3alias' },
      {},
    ),
    resources: oneOf(
      [{ ARN: 'arn:aws:s3:::archive/x arn:aws:s3:::orders/y' }, { ARN: 'arn:aws:s3:::orders' }],
      undefined,
    ),
    eventCategory: oneOf('Data', 'Data', 'Data', 'NetworkActivity', 'Management'),
    eventSource: oneOf('s3.amazonaws.com', 's3.amazonaws.com', 's3-object-lambda.amazonaws.com', 'kms.amazonaws.com'),
    eventTime: oneOf('2026-01-05T21:53:20Z', '2026-01-05T21:53:21Z', '2026-01-05T01:00:00Z', '2026-01-07T22:53:20Z'),
    without: oneOf('', '', 'requestID', 'additionalEventData'),
  })
  .map(({ requestId, hostId, without, ...change }) => {
    const whole: Record<string, unknown> = { requestID: requestId, additionalEventData: { 'x-amz-id-2': hostId } };
    const record = cloudTrailRecord({ ...whole, ...change, ...(change.errorCode && { errorMessage: 'x' }) });
    return Object.fromEntries(
      Object.entries(record).filter(([name, value]) => name !== without && value !== undefined),
    );
  });
describe('the SQL of the Athena engine and the local engine', () => {
  it('give the same answer on the same lines, hostile, damaged, repeated and out of the window', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), async (texts) => {
        const { local, athena } = await bothAnswers(texts);
        expect(athena).toEqual(local);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['0000', '0050', '1969'])('read the year %s alike', async (year) => {
    const text = [line({}), line({ requestId: 'R2' }).replace(/\/\d{4}:/, `/${year}:`)].join('\n');
    const { local, athena } = await bothAnswers([text], [], { ...WINDOW, since: -63_000_000_000 });
    expect(local.remoteIps).toMatchObject([{ requests: 2 }]);
    expect(athena).toEqual(local);
  });

  it('read bytes that are no ASCII by the same parser', async () => {
    const [owner, ...rest] = line({}).split(' ');
    const { local, athena } = await bothAnswers([`${owner ?? ''}\u00e0 ${rest.join(' ')}`]);
    expect(local.coverage.rejects).toBe(1);
    expect(athena).toEqual(local);
  });

  it('give the same answer on the same lines and events of CloudTrail, copies that differ among them', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(event, { maxLength: 8 }), async (texts, events) => {
        const { local, athena } = await bothAnswers([texts.join('\n')], events, NARROW);
        expect(athena).toEqual(local);
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.entries(ODD).slice(0, 2))('give the columns of %s to those who query the view', async (_what, odd) => {
    const hostHeader = 'orders.s3.us-east-1.amazonaws.com';
    const text = odd({ requestId: 'R1', hostId: LONG_ID, hostHeader, ...WHOLE_TAIL });
    const athena = await duckdbAthena([{ path: 's3://logs/a', bucket: 'orders', day: '2026/01/05', text }]);
    const [row] = await athena.run(accessLogSelect(TABLES.accessLog));
    athena.close();
    expect(row).toMatchObject({
      ...{ request_id: 'R1', user_agent: 'aws-sdk', version_id: null, host_id: LONG_ID, signature_version: 'SigV4' },
      ...{ cipher_suite: 'TLS_AES_128_GCM_SHA256', authentication_type: 'AuthHeader', host_header: hostHeader },
      ...{ tls_version: 'TLSv1.3', access_point_arn: null, acl_required: null, source_region: 'us-east-1' },
      plain: 'false',
    });
  });

  it.each(Object.entries(ODD))('join events to %s, and read its fields', async (_what, odd) => {
    const request = { requestId: 'R1', hostId: LONG_ID };
    const event = cloudTrailRecord({
      ...{ requestID: 'R1', additionalEventData: { 'x-amz-id-2': LONG_ID }, eventTime: '2026-01-05T21:53:20Z' },
    });
    const joined = await bothAnswers([odd(request)], [event], NARROW);
    expect(joined.local.remoteIps).toMatchObject([{ network: 'endpoint', requests: 1 }]);
    expect(joined.athena).toEqual(joined.local);
    const hostHeader = 'orders.bucket.vpce-0ther-a.s3.us-east-1.vpce.amazonaws.com';
    const alone = await bothAnswers([odd({ ...request, hostHeader })], [], NARROW);
    expect(alone.local.remoteIps).toMatchObject([{ network: 'foreign-endpoint' }]);
    expect(alone.athena).toEqual(alone.local);
  });

  it('leave the verdict no better where the line of an event is a reject', async () => {
    const some = fc.tuple(lines, fc.array(rejected, { maxLength: 2 })).map((parts) => parts.flat());
    await fc.assert(
      fc.asyncProperty(some, fc.array(event, { maxLength: 8 }), async (texts, events) => {
        const { local, athena } = await bothAnswers([texts.join('\n')], events, NARROW);
        expect(violations(athena)).toBeGreaterThanOrEqual(violations(local));
        // The event of a reject is told of once more where another line tells of it.
        expect(proven(athena)).toBeLessThanOrEqual(proven(local) + local.coverage.rejects);
        expect(athena.coverage).toEqual(local.coverage);
      }),
      { numRuns: 30 },
    );
  });

  const PAST_ENDPOINT = {
    ...{ requestID: 'R1', additionalEventData: { 'x-amz-id-2': 'h1+/=' }, eventTime: '2026-01-05T21:53:20Z' },
    ...{ vpcEndpointId: undefined, sourceIPAddress: '52.1.2.3' },
  };

  it('judge an event by itself whose line is a reject: its client could have written it so', async () => {
    const { local, athena } = await bothAnswers(
      [line({ remoteIp: '52.1.2.3', userAgent: HIDING }), line({ remoteIp: '52.1.2.3', userAgent: HIDING })],
      [cloudTrailRecord(PAST_ENDPOINT)],
      NARROW,
    );
    expect(athena).toEqual(local);
    expect(athena).toMatchObject({ coverage: { records: 0, rejects: 2 }, unlogged: 1 });
    expect(violations(athena)).toBe(1);
  });

  it('do not let a line of a bucket that is not asked for stand for an event that touches one that is', async () => {
    const copy = { ...PAST_ENDPOINT, requestParameters: { bucketName: 'elsewhere', 'x-amz-copy-source': 'orders/k' } };
    const events = [cloudTrailRecord({ ...copy, resources: undefined })];
    const lines = [line({ bucket: 'elsewhere', remoteIp: '52.1.2.3' })];
    const { local, athena } = await bothAnswers(lines, events, NARROW);
    expect(athena).toEqual(local);
    expect(athena).toMatchObject({ coverage: { otherBuckets: 1 }, unlogged: 1 });
    expect(violations(athena)).toBe(1);
    // Asked about all buckets, the line tells of the request, and it is judged by that.
    const ofAll = await bothAnswers(lines, events, { ...NARROW, buckets: [] });
    expect(ofAll.athena).toEqual(ofAll.local);
    expect(ofAll.athena.unlogged).toBe(0);
  });

  it('give ordinary lines back as groups, and none of them as text', async () => {
    const kinds = await kindsOf([line({}), line({ hostId: 'h2+/=', errorCode: 'NoSuchKey', httpStatus: 404 })]);
    expect(kinds).toEqual(['activity', 'group', 'group', 'object', 'total']);
  });

  it('read lines themselves whose columns a table has exchanged', async () => {
    const altered = 'UPDATE audit.access_logs SET remote_ip = requester, requester = remote_ip, request_id = operation';
    const rows = new AggregateRows(WINDOW);
    for (const row of await rowsOf([line({})], altered)) rows.add(row);
    expect(rows.result().aggregate).toMatchObject({
      coverage: { records: 1, rejects: 0 },
      groups: [{ remoteIp: '10.20.3.4', requester: ARN }],
    });
  });
});

async function rowsOf(texts: readonly string[], alteration = 'SELECT 1'): Promise<readonly AggregateRow[]> {
  const object = { path: 's3://logs/a', bucket: 'orders', day: '2026/01/05', text: texts.join('\n') };
  const athena = await duckdbAthena([object]);
  await athena.run(alteration);
  const rows = await athena.run(aggregateQuery(TABLES, WINDOW));
  athena.close();
  return rows as unknown as readonly AggregateRow[];
}

async function kindsOf(texts: readonly string[]): Promise<readonly (string | null)[]> {
  return (await rowsOf(texts))
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'other-event')
    .sort();
}

type Answer = Awaited<ReturnType<typeof bothAnswers>>['athena'];

const violations = ({ findings }: Answer): number =>
  findings.reduce((total, finding) => total + (finding.violations?.requests ?? 0), 0);
const proven = ({ findings }: Answer): number =>
  findings.reduce((total, { evidence, requests }) => total + (evidence === 'proven' ? requests : 0), 0);
