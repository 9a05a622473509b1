import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BoundedSelection, QueriedTables } from '../../../../audit/engines/athena/sql/aggregate-query';
import { compactDay } from '../../../../audit/engines/athena/tables/ddl';
import { requestQuery } from '../../../../audit/engines/athena/sql/request-query';
import { RequestRows, type RequestQueryRow } from '../../../../audit/engines/athena/rows/request-rows';
import { findRequest } from '../../../../audit/engines/local/find-request';
import { knownRequest } from '../../../../audit/request/known-request';
import type { FoundRequest } from '../../../../audit/engines/interface/found-request';
import { requestJson, requestTable } from '../../../../audit/request/request-report';
import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { damagedLine, writtenRecord } from '../../access-log/random-records';
import { cloudTrailRecord } from '../../cloudtrail/cloudtrail-record';
import { expectations } from '../../judge/request-group';
import { logLine } from '../../log-lines';
import { duckdbAthena } from './duckdb-athena';

const directory = useTemporaryDirectory();
jest.setTimeout(240_000);

const ID = 'AAAAAAAAAAAAAAA1';
const SELECTION: BoundedSelection = { buckets: ['orders'], since: 1_767_571_200, until: 1_767_657_600 };
const TABLES: QueriedTables = {
  accessLog: { database: 'audit', table: 'access_logs' },
  cloudTrail: { database: 'audit', table: 'cloudtrail' },
  layout: 'partitioned',
};
const PARQUET = { database: 'audit', table: 'parquet' };

type Event = Record<string, unknown>;

/** Each line and each event is in a file of its own, so that both engines meet them in one order. */
async function bothAnswers(lines: readonly string[], events: readonly Event[], layout: QueriedTables['layout']) {
  const paths = lines.map((line, i) => {
    const path = join(directory(), `log-${String(i).padStart(3, '0')}`);
    writeFileSync(path, `${line}\n`, 'utf8');
    return path;
  });
  const trails = events.map((record, i) => {
    const path = join(directory(), `trail-${i}.json`);
    writeFileSync(path, JSON.stringify({ Records: [record] }));
    return path;
  });
  const local = await findRequest(ID, {
    logs: paths.map((path) => ({ kind: 'file', path })),
    cloudtrail: trails.map((path) => ({ kind: 'file', path })),
  });
  return { local: answerOf(local), athena: answerOf(await askDuckDb(paths, lines, { events, trails, layout })) };
}

async function askDuckDb(
  paths: readonly string[],
  lines: readonly string[],
  { events, trails, layout }: { events: readonly Event[]; trails: readonly string[]; layout: QueriedTables['layout'] },
): Promise<FoundRequest> {
  const objects = lines.map((text, i) => ({ path: paths[i]!, bucket: 'orders', day: '2026/01/05', text }));
  const athena = await duckdbAthena(objects, events, { trails });
  if (layout === 'compact') {
    const places = { source: TABLES.accessLog, scratch: PARQUET, location: 's3://logs/parquet/' };
    const sql = compactDay(places, 'orders', '2026/01/05').replace(/^WITH .*\n/m, '');
    await athena.run(sql.replace(/AS SELECT/, "AS SELECT 'orders' AS log_bucket, '2026/01/05' AS day,"));
  }
  const rows = new RequestRows(ID);
  const tables = layout === 'compact' ? { ...TABLES, layout, accessLog: PARQUET } : { ...TABLES, layout };
  for (const row of await athena.run(requestQuery(tables, SELECTION, ID))) rows.add(row as RequestQueryRow);
  athena.close();
  return rows.result();
}

/** What is written; Athena numbers no lines, and each file has one. */
function answerOf(found: FoundRequest): { json: string; table: string } {
  const request = knownRequest(ID, found, { expectations, ranges: undefined });
  return {
    json: requestJson(request).replaceAll('"line": 1,', '"line": 0,'),
    table: requestTable(request).replace(/^(.*log-\d+):1\b/gm, '$1'),
  };
}

const requestIds = fc.constantFrom(ID, ID, 'OTHER');
const renamed = (line: string, id: string): string => line.replace(/(\] .*?)[A-Z0-9]{16}/, `$1${id}`);
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        writtenRecord.map(({ line: text }) => text),
        requestIds,
      )
      .map(([text, id]) => renamed(text, id)),
  },
  { weight: 2, arbitrary: damagedLine.map((text) => renamed(text, ID)) },
  fc.record({ userAgent: fc.constantFrom(ID, `a" 200 - 1 1 1 1 "-" "${ID}`), requestId: requestIds }).map(logLine),
  fc.constantFrom('', ' ', ID, `GET /${ID}?X-Amz-Signature=SECRET`),
  fc
    .record<Partial<Omit<AccessLogRecord, 'time'>>>({
      hostId: fc.constantFrom('host1=', 'host2=', null),
      bucket: fc.constantFrom('orders', 'archive'),
      remoteIp: fc.constantFrom('10.20.3.4', '52.1.2.3', null),
      httpStatus: fc.constantFrom(200, 403, null),
      bytesSent: fc.constantFrom(0, 7),
      extra: fc.constantFrom([], ['x', 'y']),
    })
    .map((change) => logLine({ requestId: ID, ...change })),
);
// Athena ends a line at a carriage return.
const lines = fc
  .array(line, { minLength: 1, maxLength: 6 })
  .map((texts) => [...texts, texts[0] ?? ''].map((text) => text.replace(/[\r\n]/g, '')));
const event = fc
  .record({
    requestID: fc.constantFrom(ID, ID, 'OTHER'),
    eventName: fc.constantFrom('GetObject', 'PutObject'),
    sourceIPAddress: fc.constantFrom('10.20.3.4', '52.1.2.3', 'AWS Internal', undefined),
    vpcEndpointId: fc.constantFrom('vpce-0a1b2c3d4e5f67890', undefined),
    errorCode: fc.constantFrom('AccessDenied', undefined),
    requestParameters: fc.constantFrom(
      { bucketName: 'orders' },
      { bucketName: 'x', 'x-amz-copy-source': '/orders/k' },
      {},
    ),
    eventCategory: fc.constantFrom('Data', 'Management', 'NetworkActivity'),
    eventTime: fc.constantFrom('2026-01-05T08:00:00Z', '2026-01-06T00:00:00Z'),
    userIdentity: fc.constantFrom(
      { arn: 'arn:aws:iam::111111111111:user/x', accountId: '111111111111' },
      { accountId: '1' },
    ),
  })
  .map((change) => {
    const record = cloudTrailRecord(change);
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  });
/** One event for each host id: of several, Athena's engine takes the reading furthest from a pass. */
const events = fc
  .array(event, { maxLength: 3 })
  .map((records) =>
    records.map((record, i): Event => ({ ...record, additionalEventData: { 'x-amz-id-2': `host${i + 1}=` } })),
  );

describe("what is known of one request by Athena's SQL and from files", () => {
  it.each(['partitioned', 'compact'] as const)('is the same, byte for byte: %s', async (layout) => {
    await fc.assert(
      fc.asyncProperty(lines, events, async (texts, records) => {
        const { local, athena } = await bothAnswers(texts, records, layout);
        expect(athena).toEqual(local);
      }),
      { numRuns: process.env.CI === 'true' ? 60 : 20 },
    );
  });

  it('is its records, its events and the lines that only name it', async () => {
    const own = logLine({ requestId: ID, hostId: 'host1=' });
    const { local, athena } = await bothAnswers([own, `reject ${ID}`, logLine()], [cloudTrailRecord()], 'partitioned');
    expect(athena).toEqual(local);
    expect(JSON.parse(athena.json)).toMatchObject({
      rows: [{ judgement: { network: 'endpoint', judged: { evidence: 'proven' } } }],
      events: [{ requestId: ID }],
      rejects: [{ text: `reject ${ID}`, line: 0 }],
    });
    expect(athena.table).toMatch(/log-000\n/);
  });

  it('is nothing where the result was cut short', () => {
    expect(() => new RequestRows(ID).result()).toThrow('no row of totals');
  });
});
