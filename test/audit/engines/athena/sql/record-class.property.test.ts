import fc from 'fast-check';
import { tablesEngine, type TableService } from '../../../../../audit/engines/athena/tables-engine';
import type { Pattern, RecordGrouping, RecordedRow } from '../../../../../audit/records/record-grouping';
import { logLine } from '../../../log-lines';
import { duckdbAthena } from '../duckdb-athena';
import { grouping, lines, oneByOne, SELECTION, sums } from '../recorded-classes';

jest.setTimeout(300_000);

const TABLES = { accessLog: { database: 'audit', table: 'access_logs' }, layout: 'simple' } as const;

async function recordedBySql(lines: readonly string[], asked: RecordGrouping): Promise<readonly RecordedRow[]> {
  const object = { path: 's3://logs/a', bucket: 'orders', day: '2026/01/05', text: `${lines.join('\n')}\n` };
  const athena = await duckdbAthena([object]);
  const service: TableService = {
    note: () => undefined,
    properties: () => Promise.resolve(undefined),
    query: () => Promise.reject(new Error('nobody asks')),
    async ask({ sql, columns }, onRow) {
      for (const row of await athena.run(sql)) onRow(columns.map((name) => row[name] ?? null));
    },
  };
  const rows: RecordedRow[] = [];
  await tablesEngine(service, TABLES).recorded(SELECTION, asked, () => (row) => void rows.push(row));
  athena.close();
  return rows;
}

const PRESENCE = { kind: 'presence' } as const;
const NOTHING_ASKED: RecordGrouping = {
  ...{ partition: 'aws', objectArn: PRESENCE, times: [], userAgent: PRESENCE, referer: PRESENCE, versionId: PRESENCE },
  query: { prefix: PRESENCE, delimiter: PRESENCE, 'max-keys': PRESENCE },
};

test.each<[what: string, pattern: Pattern, matches: string, other: string]>([
  ['a percent sign', [{ text: '100%' }], '100%', '100x'],
  ['an underscore', [{ text: 'a_' }], 'a_', 'ab'],
  ['a backslash', [{ text: 'a\\_' }], 'a\\_', 'a_'],
  ['a quote', [{ text: "it's' OR '1'='1" }], "it's' OR '1'='1", 'its'],
  ['a statement', [{ text: "'); DROP TABLE audit.access_logs; --" }], "'); DROP TABLE audit.access_logs; --", 'x'],
  ['an expression', [{ text: '.*[a-z]' }], '.*[a-z]', 'b'],
  ['any run', [{ text: 'a' }, '*'], 'a*', 'b'],
  ['one character', ['?', { text: '%' }], 'a%', 'aa%'],
])('a pattern with %s is asked letter for letter', async (_what, pattern, matches, other) => {
  const asked = { ...NOTHING_ASKED, userAgent: { kind: 'patterns', patterns: [pattern] } } as const;
  const rowsOf = async (...agents: readonly string[]): Promise<number> =>
    (
      await recordedBySql(
        agents.map((userAgent) => logLine({ userAgent })),
        asked,
      )
    ).length;
  expect([await rowsOf(matches, other), await rowsOf(other, `${other}b`), await rowsOf(matches, matches)]).toEqual([
    2, 1, 1,
  ]);
});

test('a listing with an empty prefix is apart from those with another, where a pattern is empty', async () => {
  const patterns: Pattern[] = [[], [{ text: 'a/' }]];
  const asked = {
    ...NOTHING_ASKED,
    query: { ...NOTHING_ASKED.query, prefix: { kind: 'patterns', patterns } },
  } as const;
  const given = ['prefix=', 'prefix=a/', 'prefix=b/', 'prefix=c/', 'x=y'].map((query) =>
    logLine({ key: null, operation: 'REST.GET.BUCKET', requestUri: `GET /orders?${query} HTTP/1.1` }),
  );
  expect((await recordedBySql(given, asked)).map(({ requests }) => requests).sort()).toEqual([1, 1, 1, 2]);
});

test('of many beginnings those count that a text has, and more patterns than can be asked leave each text by itself', async () => {
  const rowsOf = async (patterns: readonly Pattern[], keys: readonly string[]): Promise<number> => {
    const asked = { ...NOTHING_ASKED, objectArn: { kind: 'patterns', patterns } } as const;
    return (
      await recordedBySql(
        keys.map((key) => logLine({ key })),
        asked,
      )
    ).length;
  };
  const beginnings = ['a', 'ab', 'ab.(', 'x'].map((text): Pattern => [{ text: `arn:aws:s3:::orders/${text}` }, '*']);
  expect(await rowsOf(beginnings, ['a', 'ac', 'ab', 'abx', 'ab.(c', 'ab.(', 'b', 'c'])).toBe(4);
  const many = Array.from({ length: 40 }, (_, i): Pattern => ['*', { text: `/${i}` }]);
  expect([await rowsOf(many.slice(0, 30), ['a', 'b']), await rowsOf(many, ['a', 'b'])]).toEqual([1, 2]);
});

test('a pattern of characters that cannot stand in a statement matches nothing that is asked', async () => {
  const patterns: Pattern[] = [
    [{ text: '\u0000' }],
    [{ text: '\n' }, '*'],
    [{ text: '\ud800' }],
    [{ text: '\u{1f600}' }],
  ];
  const asked = { ...NOTHING_ASKED, objectArn: { kind: 'patterns', patterns } } as const;
  expect(await recordedBySql([logLine({ key: 'a' }), logLine({ key: '%250A' })], asked)).toHaveLength(2);
});

test('the SQL sets records apart as far as a grouping says, whatever stands in its patterns and in the logs', async () => {
  let spared = 0;
  const seed = Number(process.env.SEED ?? '17');
  await fc.assert(
    fc.asyncProperty(grouping, lines, async (asked, given) => {
      const alone = oneByOne(given);
      const rows = await recordedBySql(given, asked);
      spared += alone.length - rows.length;
      expect(sums(rows, asked)).toEqual(sums(alone, asked));
    }),
    { numRuns: Number(process.env.CASES ?? '40'), seed },
  );
  // It would set nothing apart too little by gathering nothing.
  expect(spared).toBeGreaterThan(50);
});
