import { execFileSync, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory, writerInto } from '../../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../../cloudtrail/cloudtrail-record';
import { expectations } from '../../judge/request-group';
import { logLine } from '../../log-lines';

const directory = useTemporaryDirectory();
const write = writerInto(directory);
const logs = (...lines: readonly string[]): string => write('log', `${lines.join('\n')}\n`);

/** Cache and temporary files of the command lie in the test's directory; the launcher keeps no compiled code there. */
const environment = (): NodeJS.ProcessEnv => ({
  ...{ ...process.env, XDG_CACHE_HOME: directory(), TMPDIR: directory() },
  NODE_DISABLE_COMPILE_CACHE: '1',
});
const s3audit = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, ['bin/s3-audit', ...args], { encoding: 'utf8', env: environment() });
const leftOver = (): readonly string[] =>
  readdirSync(directory()).filter((name) => /^s3-audit-|^\.s3-audit/.test(name));

describe('query', () => {
  const SQL = 'SELECT remote_ip, count(*) AS n, max(request_time) AS latest FROM access_log GROUP BY ALL';

  test.each([
    ['table', 'remote_ip  n  latest\n10.20.3.4  2  2026-01-05T08:00:00Z\n'],
    ['csv', 'remote_ip,n,latest\n10.20.3.4,2,2026-01-05T08:00:00Z\n'],
  ])('writes %s', (format, text) => {
    const result = s3audit('query', SQL, '--logs', logs(logLine(), logLine()), '--format', format);
    expect([result.stderr, result.status, result.stdout]).toEqual(['', 0, text]);
    expect(leftOver()).toEqual([]);
  });

  test('writes JSON to a file, whole', () => {
    const output = join(directory(), 'rows.json');
    const result = s3audit('query', SQL, '--logs', logs(logLine()), '--format', 'json', '--output', output);
    expect([result.stderr, result.status, result.stdout]).toEqual([`s3-audit: written to ${output}\n`, 0, '']);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ rows: [{ remote_ip: '10.20.3.4', n: 1 }] });
  });

  test('tells on standard error what is told twice', () => {
    const line = logLine();
    const result = s3audit('query', 'SELECT 1 AS one', '--logs', logs(line, line), '--limit', '1');
    expect(result.stderr).toBe(
      's3-audit: 1 line equal to an earlier one, and no further record: see the table duplicates\n',
    );
    expect([result.stdout, result.status]).toEqual(['one\n  1\n', 0]);
  });

  test('says in the answer, and by the exit code, what could not be read', () => {
    const sentence = '1 line could not be read: see the table rejects';
    const asked = ['query', 'SELECT 1 AS one', '--logs', logs(logLine(), 'no record')];
    const told = s3audit(...asked);
    expect([told.stdout, told.stderr, told.status]).toEqual([
      `one\n  1\n\nNot all could be read:\n  ${sentence}\n`,
      '',
      3,
    ]);
    const json = s3audit(...asked, '--format', 'json');
    expect([JSON.parse(json.stdout), json.status]).toMatchObject([{ rows: [{ one: 1 }], unread: [sentence] }, 3]);
    // A table of values has no place for a sentence.
    const csv = s3audit(...asked, '--format', 'csv');
    expect([csv.stdout, csv.stderr, csv.status]).toEqual(['one\n1\n', `s3-audit: ${sentence}\n`, 3]);
  });

  test('a table has a thousand rows at most, unless asked for more', () => {
    const log = logs(logLine());
    const short = s3audit('query', 'FROM range(1200)', '--logs', log);
    expect(short.stdout.split('\n')).toHaveLength(1002);
    expect(short.stderr).toBe('s3-audit: only the first 1000 rows are written; --limit 0 writes all\n');
    expect(s3audit('query', 'FROM range(1200)', '--logs', log, '--limit', '0').stdout.split('\n')).toHaveLength(1202);
  });

  test('keeps records between runs, or not', () => {
    const log = logs(logLine());
    s3audit('query', 'SELECT 1', '--logs', log, '--no-cache');
    expect(readdirSync(directory())).toEqual(['log']);
    s3audit('query', 'SELECT 1', '--logs', log);
    expect(readdirSync(join(directory(), 's3-audit'))).toEqual([expect.stringMatching(/^records-/)]);
    s3audit('query', 'SELECT 1', '--logs', log, '--cache', join(directory(), 'elsewhere'));
    expect(readdirSync(directory())).toContain('elsewhere');
  });

  test.each([
    [
      'SQL that writes',
      ['DROP TABLE cloudtrail', '--logs', '-'],
      /^s3-audit: query: a query only reads: begin it with /,
    ],
    [
      'a mistake in the SQL',
      ['SELECT nope FROM access_log', '--logs', 'README.md'],
      /s3-audit: query: Referenced column "nope" not found/,
    ],
    ['a missing log', ['SELECT 1', '--logs', '/none'], /^s3-audit: --logs \/none: no such file or directory\n$/],
    ['no SQL', ['--logs', '-'], /^s3-audit: missing required argument 'sql': [^\n]+\n$/],
    ['a bad limit', ['SELECT 1', '--logs', '-', '--limit', 'few'], /Allowed: a whole number, 0 or more/],
    [
      'an output that cannot be written',
      ['SELECT 1', '--logs', 'README.md', '--output', '/none/x'],
      /s3-audit: --output \/none\/x: no such file or directory\n$/,
    ],
  ])('%s is answered on standard error with exit code 2', (_what, args, sentence) => {
    const result = s3audit('query', ...args);
    expect(result.stderr).toMatch(sentence);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(leftOver()).toEqual([]);
  });

  test('a reader that closes early is no error', () => {
    const shell = `"$0" bin/s3-audit query 'FROM range(1000000)' --format csv --logs "$1" | head -n 2`;
    const text = execFileSync('bash', ['-c', `set -o pipefail; ${shell}`, process.execPath, logs(logLine())], {
      encoding: 'utf8',
      env: environment(),
    });
    expect(text).toBe('range\n0\n');
  });

  test('Ctrl-C ends a query at once, with exit code 130 and nothing left behind', async () => {
    const log = logs(logLine());
    const sql = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b';
    const output = join(directory(), 'rows');
    const child = spawn(process.execPath, ['bin/s3-audit', 'query', sql, '--logs', log, '--output', output], {
      env: environment(),
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const code = new Promise((resolve) => child.on('exit', resolve));
    // The workspace shows that the query is near; a moment later it runs.
    while (leftOver().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    expect(await code).toBe(130);
    expect(stderr).toBe('s3-audit: interrupted; no result was written\n');
    expect([leftOver(), readdirSync(directory()).includes('rows')]).toEqual([[], false]);
  });
});

describe('request', () => {
  const ID = 'AAAAAAAAAAAAAAA1';
  const line = (): string => logLine({ requestId: ID, hostId: 'host1=', key: 'a%2520b' });

  test('shows records, events and judgement', () => {
    const result = s3audit(
      ...['request', ID, '--logs', logs(line()), '--expect', write('expect.json', JSON.stringify(expectations))],
      ...['--cloudtrail', write('trail.json', JSON.stringify({ Records: [cloudTrailRecord()] }))],
    );
    expect([result.stderr, result.status]).toEqual(['', 0]);
    expect(result.stdout).toMatch(/^request A{15}1: 1 record, 1 CloudTrail event\n/);
    for (const text of [
      /decoded key +a b\n/,
      /network +endpoint\n/,
      /evidence +proven\n/,
      new RegExp(`VPC endpoint +${ENDPOINT}\n`),
    ]) {
      expect(result.stdout).toMatch(text);
    }
  });

  test('a request that nothing knows is exit code 3', () => {
    const result = s3audit('request', 'NOBODY', '--logs', logs(line()), '--format', 'json');
    expect([result.status, JSON.parse(result.stdout)]).toMatchObject([
      3,
      { requestId: 'NOBODY', rows: [], events: [] },
    ]);
  });

  test('an id that can be none is a mistake', () => {
    const result = s3audit('request', 'a b', '--logs', '-');
    expect([result.status, result.stderr]).toEqual([
      2,
      's3-audit: request a b: is no request ID: letters, digits and hyphens are allowed\n',
    ]);
  });
});
