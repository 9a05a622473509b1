import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLogTime } from '../../audit/access-log/log-time';
import { parseLine } from '../../audit/access-log/parse-line';
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../contract/access-log-fields';
import { accessLogJavaRegex } from '../../contract/access-log-java-regex';
import { ACCESS_LOG_COLUMNS, accessLogRegex } from '../../contract/access-log-regex';
import { accessLogLineRegex } from '../../contract/log-tables';
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

/** What a program in Java prints about an expression and lines. */
const java = (
  program: 'Groups' | 'Steps',
  expression: string,
  lines: readonly string[],
  ...more: string[]
): string[] => {
  const [regex, input] = [join(directory(), 'regex'), join(directory(), 'lines')];
  writeFileSync(regex, expression);
  writeFileSync(input, lines.join('\n'), 'latin1');
  const { status, stderr, stdout } = spawnSync('java', [`test/contract/java/${program}.java`, regex, input, ...more], {
    encoding: 'latin1',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n');
};

const inJavaBy =
  (expression: string, columns = ACCESS_LOG_COLUMNS.length): Matcher =>
  (lines) => {
    const output = java('Groups', expression, lines);
    let at = 0;
    const groups = lines.map(() => {
      if (output[at] === '-') {
        at++;
        return null;
      }
      return Array.from({ length: columns }, () => {
        const text = output[at++]!;
        return text === '0' ? null : text.slice(1);
      });
    });
    return Promise.resolve(groups);
  };
const [inJava, inJavaBounded] = [inJavaBy(accessLogRegex), inJavaBy(accessLogJavaRegex)];

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
  ['java.util.regex, as tables have it,', inJavaBounded, hasJava || CI],
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

const inEveryJava = hasJava || CI ? describe : describe.skip;

inEveryJava('the expression of tables, which Java reads', () => {
  const expectSame = async (lines: readonly string[]): Promise<number> => {
    const [portable, bounded] = [await inJava(lines), await inJavaBounded(lines)];
    lines.forEach((line, i) => {
      if (JSON.stringify(bounded[i]) !== JSON.stringify(portable[i]))
        expect([line, bounded[i]]).toEqual([line, portable[i]]);
    });
    return bounded.filter((groups) => groups !== null).length;
  };

  test('finds the groups that the portable one finds, in ambiguous lines too', async () => {
    const lines = [
      ...fc.sample(writtenRecord, GENERATED).map(({ line }) => asUtf8(line)),
      ...fc.sample(damagedLine, GENERATED).map(asUtf8),
      ...fc.sample(gluedLine, GENERATED).map(asUtf8),
    ];
    expect(await expectSame(lines)).toBeGreaterThan(GENERATED);
  }, 300_000);

  const PARTS = ['"', ' ', '-', 'a', '" "', '" - ', '" 200 - 1 1 1 1 ', ' +0000]', '\t', '\r'];
  const after = (head: string, length: number): readonly string[] =>
    length === 0 ? [head] : [head, ...PARTS.flatMap((part) => after(head + part, length - 1))];

  test('finds the same groups in every line of so many parts after the key', async () => {
    const head = 'o b [05/Jan/2026:08:00:00 +0000] 10.0.0.1 - R1 REST.GET.OBJECT k ';
    const quoted = after(`${head}"`, 4);
    const answered = [`${head}"" 200 - 1 1 1 1 `, `${head}- 200 - 1 1 1 1 `].flatMap((start) =>
      after(start, THOROUGH ? 5 : 4),
    );
    const long = fc
      .sample(fc.array(fc.constantFrom(...PARTS), { minLength: 5, maxLength: 14 }), GENERATED * 10)
      .map((parts) => `${head}"${parts.join('')}`);
    expect(await expectSame([...quoted, ...answered, ...long])).toBeGreaterThan(1_000);
  }, 300_000);

  test('finds the same groups in heads of every kind', async () => {
    const words = ['-', 'arn:x', 'a', 'REST.GET.OBJECT', 'SOAP.A', 'A.', '+0000]', ' '];
    const heads = fc.sample(fc.array(fc.constantFrom(...words), { minLength: 3, maxLength: 9 }), GENERATED * 3);
    // Several heads behind an ARN with spaces, the first with an operation of SOAP, are read as the parser reads them.
    const single = heads.filter((list) => !list.slice(0, -3).includes('SOAP.A'));
    const lines = single.flatMap((list) =>
      ['"" 200 - 1 1 1 1', '- 200 - 1 1 1 1', '-'].map(
        (answer) => `o b [05/Jan/2026:08:00:00 +0000] ${list.join(' ')} ${answer} "-" "x"`,
      ),
    );
    expect(await expectSame(lines)).toBeGreaterThan(50);
  }, 300_000);

  const PIECES = [
    ...[
      '" 200 - 1 1 1 1 "',
      '" 200 - 1 1 1 1 "-" "',
      '" 200 - 1 1 1 1 - "',
      '" 200 - 1 1 1 1 - - ',
      '" 200 -',
      '" "',
      '"',
    ],
    ...[' ', ' a', ' +0000]', '\t ', '\t', ' \r', 'A.', ' A.B', '-', ' - 200 - 1 1 1 1 - -', ' arn:x r SOAP.A k'],
    ...['[05/Jan/2026:08:00:00 +0000] ', ' 10.0.0.1 - R1 REST.GET.OBJECT k "', 'x'],
  ];
  /** A field that is longer than any that S3 writes, in lines whole and damaged. */
  const hostile = PIECES.map((piece) => `\u0001${piece}\u0001`).flatMap((long) =>
    ['', ' +0000]', '  x', '"', ' "x'].flatMap((end) => [
      ...[{ requestUri: long }, { referer: long }, { userAgent: long }, { key: long }].map(
        (field) => logLine(field) + end,
      ),
      ...[{ requester: `arn:x${long}` }, { requester: long }].map((field) => logLine(field) + end),
      `${logLine()}${long}${end}`,
      `${long}${end}`,
    ]),
  );

  test.each([10_000, 100_000, 1_000_000])(
    'reads no character of %d more than 30 times',
    (length) => {
      const steps = java('Steps', accessLogLineRegex, hostile, String(length)).slice(0, -1);
      expect(steps).toHaveLength(hostile.length);
      const worst = steps.map((text, i) => {
        const [characters = '', reads = '', outcome] = text.split(' ');
        return { line: hostile[i], times: Number(reads) / Number(characters), outcome };
      });
      // Every line is read: what is no record has its text.
      expect(worst.filter(({ times, outcome }) => times > 30 || outcome !== 'match')).toEqual([]);
    },
    120_000,
  );
});
