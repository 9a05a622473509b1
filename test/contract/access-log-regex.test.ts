import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLogTime } from '../../audit/access-log/log-time';
import { parseLine } from '../../audit/access-log/parse-line';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../contract/access-log-fields';
import { ACCESS_LOG_COLUMNS, accessLogRegex } from '../../contract/access-log-regex';
import { damagedLine, gluedLine, writtenRecord } from '../audit/access-log/random-records';
import { logLine } from '../audit/log-lines';
import { useTemporaryDirectory } from '../temporary-directory';
import { THOROUGH } from '../thorough';

const directory = useTemporaryDirectory();
const CI = process.env.CI === 'true';
const GENERATED = THOROUGH ? 20_000 : 3_000;

/** The groups of a line, absent ones `null`; `null` for a line that does not match. */
type Groups = readonly (string | null)[] | null;
type Matcher = (lines: readonly string[]) => Promise<readonly Groups[]>;

const inJavaScript: Matcher = (lines) => {
  const regex = new RegExp(accessLogRegex);
  return Promise.resolve(
    lines.map(
      (line) =>
        regex
          .exec(line)
          ?.slice(1)
          .map((text?: string) => text ?? null) ?? null,
    ),
  );
};

const inDuckDb: Matcher = async (lines) => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('CREATE TABLE lines (number INTEGER, line VARCHAR)');
  const appender = await connection.createAppender('lines');
  lines.forEach((line, number) => {
    appender.appendInteger(number);
    appender.appendVarchar(line);
    appender.endRow();
  });
  appender.closeSync();
  const names = ACCESS_LOG_COLUMNS.map(({ name }) => `'${name}'`).join(', ');
  const regex = `'${accessLogRegex}'`;
  const reader = await connection.runAndReadAll(
    `SELECT regexp_matches(line, ${regex}), regexp_extract(line, ${regex}, [${names}]) FROM lines ORDER BY number`,
  );
  return reader
    .getRowsJS()
    .map(([matches, groups]) => (matches === true ? Object.values(groups as Record<string, string>) : null));
};

const inJava: Matcher = (lines) => {
  const [regex, input] = [join(directory(), 'regex'), join(directory(), 'lines')];
  writeFileSync(regex, accessLogRegex);
  writeFileSync(input, lines.join('\n'), 'latin1');
  const java = spawnSync('java', ['test/contract/java/Groups.java', regex, input], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  if (java.status !== 0) throw new Error(java.stderr);
  const output = java.stdout.split('\n');
  let at = 0;
  const groups = lines.map(() => {
    if (output[at] === '-') {
      at++;
      return null;
    }
    return ACCESS_LOG_COLUMNS.map(() => {
      const text = output[at++]!;
      return text === '0' ? null : text.slice(1);
    });
  });
  return Promise.resolve(groups);
};

const COLUMNS = ACCESS_LOG_COLUMNS.map(({ name }) => name);
const WRITTEN_BY_CLIENTS = ACCESS_LOG_FIELDS.flatMap(({ column, written }) => (written === 'quoted' ? [column] : []));
const SECOND_RECORD = { kind: 'reject', reason: 'holds the beginning of a second record' };

/** What a column holds of a group: DuckDB gives an absent group as empty text. */
const valueOf = (field: (typeof ACCESS_LOG_FIELDS)[number], group: string | null): unknown => {
  if (field.type === 'timestamp') return readLogTime(group ?? '');
  if (field.dash === 'itself') return group;
  const text = group === '-' || group === '' ? null : group;
  if (field.dash === 'zero') return Number(text ?? 0);
  return field.type === 'integer' && text !== null ? Number(text) : text;
};

const expectAgreement = (lines: readonly string[], matched: readonly Groups[]): { rejects: number; equal: number } => {
  const count = { rejects: 0, equal: 0 };
  lines.forEach((line, index) => {
    const parsed = parseLine(line);
    const groups = matched[index] ?? null;
    if ((groups === null) !== (parsed.kind !== 'record'))
      throw new Error(`${groups === null ? 'no match' : 'a match'}, but ${parsed.kind}: ${JSON.stringify(line)}`);
    if (groups === null) count.rejects++;
    if (parsed.kind !== 'record' || groups === null || parsed.ambiguous) return;
    const [record] = parsed.readings;
    const read = Object.fromEntries(
      ACCESS_LOG_FIELDS.map((field, i) => [field.name, valueOf(field, groups[i] ?? null)]),
    );
    const extra = (groups.at(-1) ?? '').split(' ').slice(1);
    const emptyAsNull = Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, value === '' ? null : value]),
    );
    expect({ ...read, extra }).toEqual(emptyAsNull as unknown as AccessLogRecord);
    count.equal++;
  });
  return count;
};

/** The expression speaks of characters; bytes that are no UTF-8 are rejected beside it. */
const asUtf8 = (line: string): string => Buffer.from(line, 'utf8').toString('latin1');

const filesBelow = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .map((entry) => join(entry.parentPath, entry.name));
const sampleLines = ['samples/logs', '../shared/samples']
  .filter((path) => existsSync(path))
  .flatMap((path) => filesBelow(path))
  .flatMap((file) => readFileSync(file, 'latin1').split('\n'));

const hasJava = spawnSync('java', ['-version']).status === 0;
if (!hasJava && !CI) console.warn('skipped: java is not installed, so java.util.regex was not asked');

describe.each([
  ['JavaScript', inJavaScript, true],
  ["RE2 (DuckDB's)", inDuckDb, true],
  ['java.util.regex', inJava, hasJava || CI],
] as const)('in %s the expression agrees with the parser', (_name, match, present) => {
  const run = present ? test : test.skip;

  run('on every sample line', async () => {
    expect(expectAgreement(sampleLines, await match(sampleLines)).equal).toBeGreaterThan(0);
  });

  run(
    'on generated lines, hostile, of all generations, whole and damaged',
    async () => {
      const lines = [
        ...fc.sample(writtenRecord, GENERATED).map(({ line }) => asUtf8(line)),
        ...fc.sample(damagedLine, GENERATED).map(asUtf8),
        logLine(),
      ];
      const { rejects, equal } = expectAgreement(lines, await match(lines));
      expect(rejects).toBeGreaterThan(GENERATED / 10);
      expect(equal).toBeGreaterThan(GENERATED / 4);
    },
    300_000,
  );

  run('on a second record that begins in the tail, and on words that only look like it', async () => {
    const second = logLine();
    const torn = ['', 'x', ' '].flatMap((between) =>
      [0.3, 0.5].map((share) => `${between}${second.slice(0, second.length * share)}`),
    );
    const words = [
      '+0000]',
      '-1200]x',
      '+0000',
      '+000]',
      '+00000]',
      '+',
      '-x',
      '+1\t',
      '[x',
      '[05/Jan/2026:08:00:00 x',
      'x+0000]',
    ];
    const lines = [
      ...torn.map((text) => `${logLine()}${text}`),
      ...words.flatMap((word) => [`${logLine()} ${word}`, `${logLine()} ${word} y`, logLine({ hostHeader: word })]),
    ];
    const { rejects, equal } = expectAgreement(lines, await match(lines));
    expect([rejects, equal]).toEqual([torn.length + 6, lines.length - torn.length - 6]);
  });

  run('on lines glued together, save what begins where a client writes', async () => {
    const lines = fc.sample(gluedLine, GENERATED).map(asUtf8);
    const matched = await match(lines);
    const elsewhere = lines.map((_, i) => {
      const written = WRITTEN_BY_CLIENTS.map((column) => matched[i]?.[COLUMNS.indexOf(column)] ?? '');
      return !written.some((text) => / [+-]\d{4}\]/.test(text));
    });
    const kept = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => elsewhere[i]);
    expect(expectAgreement(kept(lines), kept(matched)).rejects).toBeGreaterThan(GENERATED / 10);
    for (const [i, line] of lines.entries()) {
      if (!elsewhere[i] && parseLine(line).kind === 'reject') expect(parseLine(line)).toEqual(SECOND_RECORD);
    }
  });

  run('on white space after the record, in its tail and around the remote IP', async () => {
    const tails = ['\r', ' ', '\t\r', ' \t \r', ' a\t b', ' a\t', ' \t b', ' a  b', ' a b '];
    const lines = [
      ...tails.map((tail) => `${logLine()}${tail}`),
      ...['  10.20.3.4 ', ' 10.20.3.4  ', '   10.20.3.4  ', ' 10.20.3.4   '].map((text) =>
        logLine().replace(' 10.20.3.4 ', text),
      ),
    ];
    expect(expectAgreement(lines, await match(lines))).toEqual({ rejects: 2, equal: 11 });
  });

  run('on days that exist and days that do not', async () => {
    const lines = [1896, 1900, 2000, 2023, 2024, 2026, 2100, 2400].flatMap((year) =>
      ['28/Feb', '29/Feb', '30/Feb', '30/Apr', '31/Apr', '31/Dec', '00/Jan', '32/Jan', '01/Foo'].map((day) =>
        logLine().replace('05/Jan/2026', `${day}/${year}`),
      ),
    );
    expect(expectAgreement(lines, await match(lines)).rejects).toBeGreaterThan(0);
  });
});

test('the expression uses nothing that one of the three engines reads otherwise', () => {
  expect(accessLogRegex).not.toMatch(/\(\?[=!<>]|[*+?}]\+|\\[wsSWbBzZAGk1-9]|&&|(?<!\\)\[\^?\[/);
});

test('an ambiguous line is read to its shortest request URI, the referer to its first end', async () => {
  const forged = logLine({
    requestUri: 'GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1',
    referer: 'r',
    userAgent: 'a" "b',
  });
  const groups = (await inJavaScript([forged]))[0]!;
  const named = Object.fromEntries(ACCESS_LOG_COLUMNS.map(({ name }, i) => [name, groups[i]]));
  expect(named).toMatchObject({ request_uri: 'GET /a?', http_status: '403', referer: '-' });
});
