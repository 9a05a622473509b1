import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  aggregateQuery,
  doubtfulLinesQuery,
  type QueriedTables,
} from '../../../audit/engines/athena/sql/aggregate-query';
import { askedOf, sampleOf } from '../../../audit/engines/athena/sql/record-class';
import { requestQuery } from '../../../audit/engines/athena/sql/request-query';
import {
  ACCESS_LOG_VIEW,
  CLOUDTRAIL_VIEW,
  compactDay,
  compactTable,
  createAccessLogView,
  createCloudTrailView,
  createDatabase,
  createTable,
  dropTable,
} from '../../../audit/engines/athena/tables/ddl';
import {
  createRegexTable,
  createSchema,
  createTrailTables,
  propertiesQuery,
} from '../../../audit/engines/trino/tables/ddl';
import { accessLogTable, cloudTrailTable } from '../../../contract/log-tables';
import { cloudTrailRecord } from '../../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../../audit/log-lines';
import { eventLine, runHiveDdl, trinoQuery } from './athena-words';
import { statementBuilders } from './statement-builders';
import { ACCOUNT, REGION, type Stage } from './worlds';

const DAY = '2026/01/05';
/** As in docs/athena.md. */
const BUCKET = 'orders-replica-222222222222';
const PLACE = { accounts: [ACCOUNT], regions: [REGION], since: '2026-01-01' } as const;
const since = Date.parse('2026-01-05T00:00:00Z') / 1000;
const SELECTION = { buckets: [BUCKET], since, until: since + 86_400 };
const IDS = { requestID: 'R1', additionalEventData: { 'x-amz-id-2': 'h1=' } };
const EVENT = cloudTrailRecord({
  ...{ ...IDS, requestParameters: { bucketName: BUCKET, key: 'a/b.txt' } },
  resources: [{ ARN: `arn:aws:s3:::${BUCKET}` }],
});
const LINE = logLine({ requestId: 'R1', hostId: 'h1=', bucket: BUCKET });

const logs = accessLogTable({ ...PLACE, layout: 'partitioned', buckets: [BUCKET], location: 's3://logs/statements/' });
/** Trino reads whole files of CloudTrail, and a line for each event through Athena's table. */
const wholeFiles = cloudTrailTable({ ...PLACE, location: 's3://logs/statements-trail/' });
const eventLines = cloudTrailTable({ ...PLACE, location: 's3://logs/statements-events/' });
const PARQUET = 's3://logs/statements-parquet/';
const compact = compactTable('access_log_parquet', PARQUET, '2026-01-01', logs);
const scratch = { database: 'of_athena', table: 'scratch' };

const OBJECTS: Readonly<Record<string, Buffer | string>> = {
  [`statements/${ACCOUNT}/${REGION}/${BUCKET}/${DAY}/2026-01-05-10-00-00-0123456789ABCDEF`]: `${LINE}\n${LINE}\n${logLine({ requestId: 'R2', userAgent: 'a" "b', bucket: BUCKET })}\nno record\n`,
  [`statements-trail/${ACCOUNT}/CloudTrail/${REGION}/${DAY}/x.json.gz`]: gzipSync(JSON.stringify({ Records: [EVENT] })),
  [`statements-events/${ACCOUNT}/CloudTrail/${REGION}/${DAY}/x.json`]: `${eventLine(EVENT)}\n`,
};

const tablesIn = (database: string, layout: QueriedTables['layout'] = 'partitioned'): QueriedTables => ({
  accessLog: { database, table: layout === 'compact' ? compact.name : 'access_logs' },
  cloudTrail: { database, table: 'cloudtrail' },
  layout,
});

/** More patterns than any function takes arguments. */
const MANY = {
  kind: 'patterns',
  patterns: Array.from({ length: 500 }, (_, i) => [{ text: `arn:aws:s3:::${BUCKET}/a%_\\'${i}` }, '*', '?'] as const),
} as const;
const ASKED = {
  ...{ partition: 'aws', objectArn: MANY, times: [since, since + 1], userAgent: MANY, referer: MANY, versionId: MANY },
  query: { prefix: MANY, delimiter: MANY, 'max-keys': MANY },
} as const;

/** What a statement gave, for the test to hold against what another gave. */
type Rows = readonly (readonly (string | null)[])[];

interface Statement {
  /** The function that writes it. */
  readonly by: string;
  readonly what: string;
  readonly run: (stage: Stage) => Promise<unknown>;
}

const ATHENA = 'audit/engines/athena';
const TRINO = 'audit/engines/trino/tables/ddl.ts';

const hive = async (ddl: string): Promise<void> => {
  await runHiveDdl(process.env.AWS_ENDPOINT_URL ?? '', process.env.AWS_ACCESS_KEY_ID ?? '', ddl);
};
const query = (stage: Stage, sql: string): Promise<Rows> => stage.execute(trinoQuery(sql), 'of_trino');
/** Without the names of objects, which differ where the same events lie as files and as lines. */
const kindsOf = (rows: Rows): readonly string[] => rows.map(([kind]) => kind ?? '').sort();
const KINDS = ['activity', 'doubtful', 'doubtful', 'group', 'object', 'tally', 'total'];

async function expectKinds(stage: Stage, tables: QueriedTables, hourly = false): Promise<void> {
  const rows = await query(stage, aggregateQuery(tables, { ...SELECTION, hourly }));
  expect(kindsOf(rows)).toEqual(KINDS);
  const group = rows.find(([kind]) => kind === 'group') ?? [];
  expect(group).toContain('10.20.3.4');
  expect(group.some((value) => value?.includes('vpce-0a1b2c3d4e5f67890'))).toBe(true);
}

const ofTables = (database: string, layout?: QueriedTables['layout']): readonly Statement[] => {
  const of = `over ${layout === 'compact' ? 'Parquet' : 'text'} in tables ${database.replace('_', ' ')}`;
  const { cloudTrail: _trail, ...withoutTrail } = tablesIn(database, layout);
  return [
    {
      ...{ by: `${ATHENA}/sql/aggregate-query.ts aggregateQuery`, what: `a report ${of}` },
      run: (stage) => expectKinds(stage, tablesIn(database, layout)),
    },
    {
      ...{ by: `${ATHENA}/sql/aggregate-query.ts aggregateQuery`, what: `a report by the hour ${of}` },
      run: (stage) => expectKinds(stage, tablesIn(database, layout), true),
    },
    {
      ...{ by: `${ATHENA}/sql/aggregate-query.ts aggregateQuery`, what: `a rehearsal ${of}` },
      run: async (stage) => {
        const different = { ...askedOf(ASKED, SELECTION.buckets), sample: sampleOf(layout ?? 'partitioned') };
        const rows = await query(stage, aggregateQuery(tablesIn(database, layout), SELECTION, different));
        expect(kindsOf(rows)).toEqual(KINDS);
        const group = rows.find(([kind]) => kind === 'group') ?? [];
        expect(group.some((value) => value?.includes(' R1 a/b.txt '))).toBe(true);
      },
    },
    {
      ...{ by: `${ATHENA}/sql/aggregate-query.ts doubtfulLinesQuery`, what: `doubtful lines ${of}` },
      run: async (stage) => {
        const rows = await query(stage, doubtfulLinesQuery(withoutTrail, SELECTION));
        expect(rows.map(([, line]) => line?.slice(-9))).toContain('no record');
        expect(rows).toHaveLength(2);
      },
    },
    {
      ...{ by: `${ATHENA}/sql/request-query.ts requestQuery`, what: `one request ${of}` },
      run: async (stage) => {
        expect(kindsOf(await query(stage, requestQuery(tablesIn(database, layout), SELECTION, 'R1')))).toEqual([
          ...['event', 'line', 'line', 'total'],
        ]);
        expect(await query(stage, requestQuery(withoutTrail, SELECTION, 'R2'))).toHaveLength(2);
      },
    },
  ];
};

/** Every statement, in the order in which a user would run them. */
const STATEMENTS: readonly Statement[] = [
  {
    ...{ by: `${ATHENA}/tables/ddl.ts createDatabase`, what: 'the database' },
    run: () => hive(createDatabase('of_athena')),
  },
  ...[logs, eventLines, compact].map((table) => ({
    ...{ by: `${ATHENA}/tables/ddl.ts createTable`, what: `table ${table.name} of Athena` },
    run: () => hive(createTable('of_athena', table)),
  })),
  {
    ...{ by: `${TRINO} createSchema`, what: 'the schema' },
    run: (stage) => stage.execute(createSchema('of_trino')),
  },
  {
    ...{ by: `${TRINO} createTable`, what: 'table access_logs of Trino' },
    run: (stage) => stage.execute(createRegexTable('of_trino', logs)),
  },
  {
    ...{ by: `${TRINO} createTrailTables`, what: 'tables cloudtrail and cloudtrail_files of Trino' },
    run: async (stage) => {
      for (const sql of createTrailTables('of_trino', wholeFiles)) await stage.execute(sql);
    },
  },
  ...['of_athena', 'of_trino'].flatMap((database): readonly Statement[] => [
    {
      ...{ by: `${ATHENA}/tables/ddl.ts createAccessLogView`, what: `view of records ${database}` },
      run: (stage) => query(stage, createAccessLogView({ database, table: ACCESS_LOG_VIEW }, logs)),
    },
    {
      ...{ by: `${ATHENA}/tables/ddl.ts createCloudTrailView`, what: `view of requests ${database}` },
      run: (stage) => query(stage, createCloudTrailView({ database, table: CLOUDTRAIL_VIEW }, wholeFiles)),
    },
  ]),
  {
    ...{ by: `${TRINO} propertiesQuery`, what: 'the properties of a table' },
    run: async (stage) => {
      expect(await stage.execute(propertiesQuery({ database: 'of_trino', table: 'access_logs' }))).toHaveLength(1);
    },
  },
  ...ofTables('of_athena'),
  ...ofTables('of_trino'),
  {
    ...{ by: `${ATHENA}/tables/ddl.ts compactDay`, what: 'a day as Parquet' },
    run: (stage) =>
      query(stage, compactDay({ source: tablesIn('of_athena').accessLog, scratch, location: PARQUET }, BUCKET, DAY)),
  },
  ...ofTables('of_athena', 'compact'),
  {
    ...{ by: `${ATHENA}/tables/ddl.ts dropTable`, what: 'the table that wrote the day, forgotten' },
    run: (stage) => query(stage, dropTable(scratch)),
  },
];

/** Texts in which a statement begins that is no statement by itself, and the statements that they stand in. */
const PARTS: Readonly<Record<string, string>> = {
  [`${ATHENA}/sql/access-log-view.ts accessLogSelect`]: 'aggregateQuery, createAccessLogView, compactDay',
  [`${ATHENA}/sql/aggregate-query.ts linesOf`]: 'aggregateQuery',
  [`${ATHENA}/sql/aggregate-query.ts recordsOf`]: 'aggregateQuery',
  [`${ATHENA}/sql/aggregate-query.ts testimoniesOf`]: 'aggregateQuery',
  [`${ATHENA}/sql/aggregate-query.ts joinedOf`]: 'aggregateQuery',
  [`${ATHENA}/sql/aggregate-query.ts finalOf`]: 'aggregateQuery',
  [`${ATHENA}/sql/request-query.ts select`]: 'requestQuery',
  [`${ATHENA}/sql/trail-view.ts trailSelect`]: 'aggregateQuery, createCloudTrailView',
  [`${TRINO} projected`]: 'createTable',
};

/** Statements that docs/athena.md tells users to run. */
function documented(): readonly string[] {
  const text = readFileSync('docs/athena.md', 'utf8');
  const blocks = [...text.matchAll(/```sql\n([^]*?)```/g)].map(([, sql = '']) => sql.trim());
  const inCommands = [...text.matchAll(/s3-audit query "([^"]+)"/g)].map(([, sql = '']) => sql);
  return [...inCommands, ...blocks, 'SHOW TABLES', `DESCRIBE ${ACCESS_LOG_VIEW}`];
}

/** Runs every statement there is, and holds the list to the source. */
export function describeStatements(stage: () => Stage, url: () => string, catalog: string): void {
  describe('every statement', () => {
    const executed = new Set<string>();
    beforeAll(async () => {
      for (const [key, body] of Object.entries(OBJECTS)) await stage().put(key, body);
    });

    it.each(STATEMENTS.map((statement) => [statement.what, statement] as const))(
      '%s is run',
      async (_what, { by, run }) => {
        await run(stage());
        executed.add(by);
      },
    );

    it.each(documented())('that the documents have is run: %s', async (sql) => {
      const { code, text } = await stage().run([
        ...['query', sql, '--engine', 'trino', '--trino-url', url(), '--trino-catalog', catalog],
        ...['--trino-schema', 'of_trino', '--format', 'json'],
      ]);
      expect([code, (JSON.parse(text) as { rows: unknown[] }).rows.length > 0]).toEqual([0, true]);
    });

    it('of which the source has one was run', () => {
      const existing = statementBuilders().filter((name) => !(name in PARTS));
      process.stdout.write(
        `${executed.size} of ${existing.length} writers of statements executed, ${STATEMENTS.length} statements; ${documented().length} of the documents\n`,
      );
      expect([...executed].sort()).toEqual(existing);
      expect(Object.keys(PARTS).filter((name) => !statementBuilders().includes(name))).toEqual([]);
    });
  });
}
