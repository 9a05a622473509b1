import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { ENDS_WITHIN_LINE, MIXED_LINE_ENDS } from '../../../audit/sources/file-bytes';
import { gzipSync } from 'node:zlib';
import { aggregateQuery, doubtfulLinesQuery } from '../../../audit/engines/athena/sql/aggregate-query';
import { requestQuery } from '../../../audit/engines/athena/sql/request-query';
import { compactDay, dropTable } from '../../../audit/engines/athena/tables/ddl';
import { propertiesQuery } from '../../../audit/engines/trino/tables/ddl';
import { cloudTrailRecord } from '../../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../../audit/log-lines';
import { emulatorUnavailable, startEmulator, type Emulator } from '../emulator/emulator';
import { CATALOG, startTrino, trinoUnavailable, type Trino } from './trino';
import { openStage, ACCOUNT, REGION, type Files, type Stage, type World } from './worlds';

const unavailable = emulatorUnavailable() ?? trinoUnavailable();
const withTrino = unavailable === undefined ? describe : describe.skip;
if (unavailable !== undefined) console.warn(`Skipped: ${unavailable}.`);
const SHARED = '../shared/cases';
const BUCKET = 'orders-replica-222222222222';

jest.setTimeout(360_000);

withTrino('a Trino over the emulator', () => {
  let emulator: Emulator;
  let trino: Trino;
  let stage: Stage;
  const before = { ...process.env };

  beforeAll(async () => {
    emulator = await startEmulator();
    const { accessKeyId, secretAccessKey, sessionToken } = await emulator.credentialsFor(ACCOUNT, 'auditor');
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: accessKeyId },
      ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
    });
    trino = await startTrino(emulator, { accessKeyId });
    stage = await openStage(trino.url);
  });
  afterAll(async () => {
    stage.close();
    await trino.stop();
    process.env = before;
    await emulator.stop();
  });

  /** What Trino says beside the answer: how much it read, and that a simple prefix is read whole. */
  const withoutNotes = (said: string): string =>
    said.replace(/^s3-audit: (read |the table has no partitions).*\n/gm, '');

  async function expectSame(world: World): Promise<void> {
    const { local, trino: found } = await stage.ask(world);
    expect(withoutNotes(found.said)).toBe(withoutNotes(local.said));
    const known = knowable(world);
    expect(known(found.text)).toBe(known(local.text));
    expect(found.code).toBe(local.code);
    told++;
  }
  let told = 0;
  afterAll(() => {
    process.stdout.write(`${told} worlds, each the same for both engines\n`);
  });

  it('reports the sample as the local engine does, with CloudTrail, byte for byte', async () => {
    for (const command of ['verify', 'remote-ips']) {
      await expectSame({
        ...{ name: 'sample', layout: 'partitioned', buckets: [BUCKET] },
        logs: filesOf('samples/logs/s3-access', (path) => path.includes(BUCKET) && /\/0[5-8]\//.test(path)),
        trail: filesOf('samples/cloudtrail/AWSLogs', (path) => /\/0[4-8]\//.test(path)),
        args: [
          command,
          ...expecting('samples/expectations.json'),
          '--bucket',
          BUCKET,
          '--since',
          '2026-01-05',
          '--until',
          '2026-01-07',
        ],
      });
    }
  });

  const WINDOW = ['--since', '2026-01-01', '--until', '2026-01-20'];
  const read = existsSync(SHARED) ? readdirSync(join(SHARED, 'engines')).filter((name) => name !== 'README.md') : [];
  if (read.length === 0) console.warn(`Skipped: there is no ${SHARED}.`);

  const hostile = (): Files => ({
    'cut.log': `${logLine({ requestId: 'A1' })}\n${logLine({ requestId: 'A2' })}`,
    'returns.log': `${logLine({ requestId: 'B1' })}\r\n${logLine({ requestId: 'B2' })}\r\n`,
    'mixed.log': `${logLine({ requestId: 'C1' })}\r\n${logLine({ requestId: 'C2' })}\n`,
    'blank.log': '\n',
    'lone.log': `${logLine({ requestId: 'D1' }).replace('GET', 'G\rET')}\n`,
    'odd.log': ['\u000b', '\u0085', '\u2028', '\u0000', '\ufffd', '\u{1f600}']
      .map((character, i) => `${logLine({ requestId: `E${i}`, userAgent: `a${character}b` })}\n`)
      .join(''),
    'latin1.log': Buffer.from(`${logLine({ requestId: 'F1', userAgent: 'a\u00e0b' })}\n`, 'latin1'),
    'long.log': ['" 200 - 1 1 1 1 "', '" 200 - 1 1 1 1 x', '" "', ' [+0000]', ' a']
      .flatMap((piece) => ['', ' \t +0000]'].map((end) => `${logLine({ userAgent: piece.repeat(5_000) })}${end}\n`))
      .join(''),
    'packed.log.gz': gzipSync(`${logLine({ requestId: 'G1' })}\n`),
  });

  it.each(Object.keys(hostile()))('reads %s as the local engine does', async (name) => {
    await expectSame({
      ...{ name, layout: 'simple', logs: { [name]: hostile()[name] ?? '' } },
      args: ['remote-ips', '--format', 'json', ...WINDOW],
    });
  });

  const eventAt = (day: string, change: Record<string, unknown>): Files => ({
    [`${ACCOUNT}/CloudTrail/${REGION}/${day}/${ACCOUNT}_CloudTrail_${REGION}_x.json.gz`]: gzipSync(
      JSON.stringify({ Records: [cloudTrailRecord({ ...IDS, ...change })] }),
    ),
  });
  const IDS = { requestID: 'R1', additionalEventData: { 'x-amz-id-2': 'h1=' }, eventTime: '2026-01-05T08:00:00Z' };

  it.each([
    ['of its second', '2026/01/05', {}],
    ['with a fraction of a second', '2026/01/05', { eventTime: '2026-01-05T08:00:00.250Z' }],
    ['at the end of the day before the window', '2026/01/04', { eventTime: '2026-01-04T23:59:59Z' }],
    ['of a day that does not exist', '2026/01/05', { eventTime: '2026-02-30T08:00:00Z' }],
    ['of an hour that does not exist', '2026/01/05', { eventTime: '2026-01-05T24:00:00Z' }],
    ['whose endpoint is a number', '2026/01/05', { vpcEndpointId: 123 }],
    ['whose endpoint is an object', '2026/01/05', { vpcEndpointId: { id: 'vpce-0a1b2c3d4e5f67890' } }],
    ['past the endpoint', '2026/01/05', { vpcEndpointId: undefined, sourceIPAddress: '52.1.2.3' }],
    ['of a request without a line', '2026/01/05', { requestID: 'R2' }],
  ])('joins an event %s as the local engine does', async (_what, day, change) => {
    const at = day === '2026/01/04' ? '2026-01-05T00:00:00Z' : '2026-01-05T08:00:00Z';
    await expectSame({
      ...{ name: 'event', layout: 'simple' },
      logs: { 'a.log': `${logLine({ requestId: 'R1', hostId: 'h1=', at })}\n` },
      trail: eventAt(day, change),
      args: ['remote-ips', '--format', 'json', '--since', '2026-01-05', '--until', '2026-01-06'],
    });
  });

  it('runs every statement that there is', async () => {
    const day = '2026/01/05';
    const path = `${ACCOUNT}/${REGION}/orders/${day}/2026-01-05-10-00-00-0123456789ABCDEF`;
    const database = await stage.lay({
      ...{ name: 'statements', layout: 'partitioned', buckets: ['orders'], args: [] },
      logs: { [path]: `${logLine({ requestId: 'R1', hostId: 'h1=' })}\nno record\n` },
      trail: eventAt(day, {}),
    });
    const accessLog = { database, table: 'access_logs' };
    const cloudTrail = { database, table: 'cloudtrail' };
    const since = Date.parse('2026-01-05T00:00:00Z') / 1000;
    const selection = { buckets: ['orders'], since, until: since + 86_400 };
    const tables = { accessLog, layout: 'partitioned' } as const;
    const execute = (sql: string) => stage.execute(sql, database);

    const groups = await execute(aggregateQuery(tables, selection));
    expect(groups.map(([kind]) => kind).sort()).toEqual(['activity', 'doubtful', 'group', 'object', 'total']);
    const hourly = { ...selection, buckets: [], hourly: true };
    expect((await execute(aggregateQuery({ ...tables, cloudTrail }, hourly))).map(([kind]) => kind)).toContain('tally');
    await expect(execute(doubtfulLinesQuery(tables, selection))).resolves.toMatchObject([
      [expect.anything(), 'no record'],
    ]);
    const found = await execute(requestQuery({ ...tables, cloudTrail }, selection, 'R1'));
    expect(found.map(([kind]) => kind)).toEqual(['event', 'line', 'total']);
    await expect(execute(requestQuery(tables, selection, 'R1'))).resolves.toHaveLength(2);
    await expect(execute(propertiesQuery(accessLog))).resolves.toHaveLength(1);

    // Only Athena knows write_compression; all else is run as it is.
    const scratch = { database, table: 'scratch' };
    const location = `s3://logs/${database}/parquet/`;
    const written = compactDay({ source: accessLog, scratch, location }, 'orders', day);
    await execute(written.replace("write_compression = 'ZSTD', ", ''));
    await execute(
      `CREATE VIEW ${database}.parquet AS SELECT *, 'orders' AS log_bucket, '${day}' AS day FROM ${database}.scratch`,
    );
    const compact = { accessLog: { database, table: 'parquet' }, layout: 'compact' } as const;
    const inOrder = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
    expect(inOrder(await execute(aggregateQuery(compact, selection)))).toEqual(inOrder(groups));
    expect(await execute(requestQuery(compact, selection, 'R1'))).toHaveLength(2);
    await execute(dropTable(scratch).replaceAll('`', '"'));

    for (const sql of [
      'SHOW TABLES',
      'DESCRIBE access_log_records',
      `SELECT remote_ip, count(*) FROM access_log_records WHERE day = '${day}' AND plain GROUP BY 1`,
      `SELECT testimony FROM cloudtrail_requests WHERE day = '${day}'`,
    ]) {
      const { code, text } = await stage.run([
        ...['query', sql, '--engine', 'trino', '--trino-url', trino.url, '--trino-catalog', CATALOG],
        ...['--trino-schema', database, '--format', 'json'],
      ]);
      expect(code).toBe(0);
      expect(text).toMatch(/access_logs|remote_ip|testimony/);
    }
  });

  const adversary = join(SHARED, 'adversary');
  const handed = existsSync(adversary)
    ? (JSON.parse(readFileSync(join(adversary, 'cases.json'), 'utf8')) as { id: string; cwd?: string; args?: string }[])
    : [];
  // What was collected, and is gone since, only a folder of collected objects tells.
  const ofLogs = handed.filter(
    ({ args = '', cwd = '' }) =>
      !cwd.startsWith('06-') && /^verify --logs (a\.log|l) --expect e\.json --format json/.test(args),
  );

  it.each(ofLogs)('gives the handed case $id the verdict that the local engine gives it', async ({ id, cwd = '' }) => {
    const folder = join(adversary, cwd);
    const world: World = {
      ...{ name: id, layout: 'simple', logs: filesOf(folder, (path) => path !== 'e.json') },
      args: ['verify', ...expecting(join(folder, 'e.json')), ...WINDOW],
    };
    // An object without a line has no row.
    if (Object.values(world.logs).every(({ length }) => length > 0)) return expectSame(world);
    const { local, trino: found } = await stage.ask(world);
    expect(found.code).toBe(local.code);
  });

  it.each(read)('reads the lines of %s as the local engine does', async (name) => {
    const folder = join(SHARED, 'engines', name);
    await expectSame({
      ...{ name, layout: 'simple', logs: filesOf(folder, (path) => path !== 'e.json') },
      args: ['verify', ...expecting(join(folder, 'e.json')), ...WINDOW],
    });
  });
});

/**
 * What SQL cannot know in principle, with a reason; everything else is the same, byte for byte:
 * - how the lines of a compressed object end: its size in S3 is not that of its text;
 * - how the lines of an object end in which bytes are no UTF-8: a reader of text puts U+FFFD for them, of other length.
 * Lines of either kind are rejects or make the reader fail, so that no verdict is better for it.
 */
function knowable({ logs }: World): (text: string) => string {
  const isHidden = Object.entries(logs).some(([path, body]) => path.endsWith('.gz') || !isUtf8(Buffer.from(body)));
  if (!isHidden) return (text) => text;
  return (text) => {
    const report = JSON.parse(text) as { reasons?: string[]; coverage: { damaged: { reason: string }[] } };
    const isOfEnds = (words: string): boolean => [ENDS_WITHIN_LINE, MIXED_LINE_ENDS].some((end) => words.includes(end));
    if (report.reasons) report.reasons = report.reasons.filter((reason) => !isOfEnds(reason));
    report.coverage.damaged = report.coverage.damaged.filter(({ reason }) => !isOfEnds(reason));
    return JSON.stringify(report, null, 2);
  };
}

function expecting(path: string): readonly string[] {
  return ['--expect', path, '--format', 'json'];
}

function filesOf(root: string, isWanted: (path: string) => boolean): Files {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => statSync(join(root, path)).isFile() && isWanted(path),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(root, path))]));
}
