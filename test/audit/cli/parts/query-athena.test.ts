import { GetQueryExecutionCommand, GetQueryResultsCommand } from '@aws-sdk/client-athena';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { RUNNING, SUCCEEDED } from '../../engines/athena/fake-athena';
import { useMockedAthena } from '../mocked-athena';

const mocked = useMockedAthena();
const ATHENA = ['--engine', 'athena', '--database', 'audit', '--workgroup', 'audit'];
const SQL = "SELECT remote_ip, count(*) AS n FROM access_log_records WHERE day = '2026/01/05' GROUP BY 1";
const ROWS = [
  ['remote_ip', 'n'],
  ['10.20.3.4', '2'],
  [null, '9007199254740993'],
] as const;
const query = (sql: string, ...args: readonly string[]) => mocked.run(['query', sql, ...ATHENA, ...args]);

describe('s3-audit query --engine athena', () => {
  it.each([
    [
      'table',
      '       n\n'.replace(/^ +n/, 'remote_ip                 n') +
        '10.20.3.4                 2\n-          9007199254740993\n',
    ],
    ['csv', 'remote_ip,n\n10.20.3.4,2\n,9007199254740993\n'],
  ])('writes %s', async (format, text) => {
    mocked.answer(() => ROWS, ['varchar', 'bigint']);
    const { code, out, err } = await query(`${SQL};`, '--format', format);
    expect([code, out]).toEqual([0, text]);
    expect(err).toBe(
      's3-audit: scanned 1.5 GB, which costs less than $0.01 at $5 per TB (10 MB a query at least; see the Athena price of your region)\n',
    );
    expect(mocked.started()).toEqual([SQL]);
  });

  it('writes JSON with the types that Athena names, columns of one name told apart', async () => {
    mocked.answer(
      () => [
        ['a', 'a'],
        ['1', 'x'],
      ],
      ['bigint', 'varchar'],
    );
    const { out } = await query(SQL, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      columns: [
        { name: 'a', type: 'bigint' },
        { name: 'a:1', type: 'varchar' },
      ],
      rows: [{ a: 1, 'a:1': 'x' }],
    });
  });

  it.each(['table', 'json', 'csv'])('writes hostile cells inert as %s, and no credentials', async (format) => {
    const cell = '\u001b[2J\u202e\u0000=cmd() GET /a?X-Amz-Signature=SECRET HTTP/1.1';
    mocked.answer(() => [['\u001b[31m'], [cell]]);
    const { out } = await query(SQL, '--format', format);
    // eslint-disable-next-line no-control-regex -- the very characters that must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|SECRET/);
    expect(out).toContain('REDACTED');
  });

  it('reads a large result from its file, no further than the rows that are written', async () => {
    mocked.athena.on(GetQueryResultsCommand).resolves({
      ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] } },
      NextToken: 'more',
    });
    let given = 0;
    const body = Readable.from(
      (function* () {
        yield Buffer.from('"n"\n');
        for (; given < 1_000_000; given++) yield Buffer.from(`"${given}"\n`);
      })(),
    );
    mocked.s3.on(GetObjectCommand).resolves({ Body: body as never, ETag: 'e1' });
    const { out, err } = await query(SQL, '--format', 'csv', '--limit', '2');
    expect(out).toBe('n\n0\n1\n');
    expect(err).toContain('only the first 2 rows are written');
    expect(given).toBeLessThan(100);
    expect(body.destroyed).toBe(true);
  });

  it('shows what SHOW and DESCRIBE give: no names before the rows, and columns parted by tabs', async () => {
    const answer = (names: readonly string[], rows: readonly (readonly string[])[]): void => {
      mocked.athena.on(GetQueryExecutionCommand).resolves({
        QueryExecution: { ...SUCCEEDED, ResultConfiguration: { OutputLocation: 's3://results/query-1.txt' } },
      });
      mocked.athena.on(GetQueryResultsCommand).resolves({
        ResultSet: {
          Rows: rows.map((row) => ({ Data: row.map((VarCharValue) => ({ VarCharValue })) })),
          ResultSetMetadata: { ColumnInfo: names.map((Name) => ({ Name, Type: 'string' })) },
        },
      });
    };
    answer(['tab_name'], [['access_logs'], ['cloudtrail']]);
    expect((await query('SHOW TABLES')).out).toBe('tab_name\naccess_logs\ncloudtrail\n');
    answer(['col_name', 'data_type', 'comment'], [['line                \tstring              \t']]);
    expect((await query('DESCRIBE access_logs', '--format', 'csv')).out).toBe(
      'col_name,data_type,comment\nline,string,\n',
    );
  });

  it('says that a statement without a day reads all logs, and what --max-scan can do', async () => {
    mocked.answer(() => ROWS);
    const { err } = await query('SELECT 1 FROM access_logs', '--max-scan', '2GB');
    expect(err).toContain('s3-audit: the statement names no day: of partitioned logs it reads, and is billed for, all');
    expect(err).toContain('cannot be told beforehand; it is stopped beyond 2.0 GB');
    expect((await query('SHOW TABLES FROM audit')).err).not.toContain('names no day');
  });

  it('is stopped once it has scanned more than --max-scan', async () => {
    mocked.athena
      .on(GetQueryExecutionCommand)
      .resolves({ QueryExecution: { ...RUNNING, Statistics: { DataScannedInBytes: 3e9 } } });
    const { code, err } = await query(SQL, '--max-scan', '2GB');
    expect([code, mocked.stopped()]).toEqual([2, ['query-1']]);
    expect(err).toContain('stopped: the query had scanned 3.0 GB, more than --max-scan 2.0 GB');
  });

  it.each([
    [
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved",
      'does not fit the table; DESCRIBE lists its columns',
    ],
    ["TABLE_NOT_FOUND: line 1:15: Table 'audit.nope' does not exist", 'database audit has no such table; SHOW TABLES'],
    ["SYNTAX_ERROR: line 1:1: mismatched input 'x'", 'Athena does not take the statement (Athena says: SYNTAX_ERROR'],
    ['PERMISSION_DENIED: Access Denied (Service: Amazon S3)', 'permission is missing: the default credentials needs'],
  ])('given a statement that fails by "%s", says so plainly and ends with 2', async (reason, words) => {
    mocked.athena.on(GetQueryExecutionCommand).resolves({
      QueryExecution: { Status: { State: 'FAILED', StateChangeReason: reason } },
    });
    const { code, out, err } = await query(SQL);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  it.each([
    ['more than a reading statement', ['query', 'DROP TABLE access_logs', ...ATHENA], 'query: a query only reads'],
    ['two statements', ['query', 'SELECT 1; SELECT 2', ...ATHENA], 'query: write one statement'],
    ['files beside the tables', ['query', SQL, ...ATHENA, '--logs', 'x'], 'not --logs and --cloudtrail'],
    ['no database', ['query', SQL, '--engine', 'athena'], '--database <name> is required'],
    ['neither files nor Athena', ['query', SQL], "'--logs <path...>' not specified (or --engine athena)"],
  ])('given %s, says so, ends with 2 and starts nothing', async (_what, args, words) => {
    const { code, err } = await mocked.run(args);
    expect(err).toContain(words);
    expect(code).toBe(2);
    expect(mocked.started()).toEqual([]);
  });
});
