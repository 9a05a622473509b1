import { tablesEngine } from '../../../../audit/engines/athena/tables-engine';
import { isOfSize, UntoldSize } from '../../../../audit/engines/athena/client/untold-size';
import { trinoFailure } from '../../../../audit/engines/trino/client/failures';
import { completenessOf, completenessSentences } from '../../../../audit/judge/completeness';
import { logLine } from '../../log-lines';
import { duckdbAthena } from './duckdb-athena';

const WHERE = { origin: 'https://trino.example.com', catalog: 'hive', schema: 's3_audit', user: 'auditor' };
const WINDOW = { buckets: ['orders'], since: 1_767_571_200, until: 1_767_657_600 };
const TABLES = { accessLog: { database: 'audit', table: 'access_logs' }, layout: 'partitioned' } as const;

/** Answers by DuckDB; `tellsSizes` false as an Athena that has no such column. */
async function reading(tellsSizes: boolean) {
  const path = 's3://logs/flat';
  const athena = await duckdbAthena([{ path, bucket: 'orders', day: '2026/01/05', text: `${logLine()}\n` }]);
  const asked: string[] = [];
  const engine = tablesEngine(
    {
      note: () => undefined,
      query: () => Promise.reject(new Error('not asked')),
      properties: () => Promise.resolve(undefined),
      async ask({ sql, columns }, onRow) {
        asked.push(sql);
        if (!tellsSizes && sql.includes('$file_size')) throw new UntoldSize(['it has no such column']);
        for (const row of await athena.run(sql)) onRow(columns.map((name) => row[name] ?? null));
      },
    },
    TABLES,
  );
  const read = await engine.aggregate(WINDOW);
  await engine.rejects(WINDOW, () => undefined);
  athena.close();
  return { ...read, asked };
}

describe('an engine that tells no size of an object', () => {
  it('is asked without, and leaves a doubt that the other does not', async () => {
    const [with_, without] = [await reading(true), await reading(false)];
    expect(without.logged).toEqual(with_.logged);
    const doubts = [with_, without].map(({ logged, selection, listed, unmeasured = 0 }) => {
      const asked = { since: WINDOW.since, until: WINDOW.until };
      const circumstances = { selection, asked, listed, repeatedObjects: null, unmeasured };
      return completenessSentences(completenessOf(logged, circumstances));
    });
    expect(doubts).toEqual([
      [],
      ['the engine tells no size of the log object that it read, so whether an end was cut off is not known'],
    ]);
  });

  it('is not asked about it for rejects', async () => {
    expect((await reading(false)).asked.map((sql) => sql.includes('$file_size'))).toEqual([true, false, false]);
  });

  it.each([
    "COLUMN_NOT_FOUND: line 33:3: Column '$file_size' cannot be resolved or requester is not authorized to access requested resources",
    "line 1:8: Column '$file_size' cannot be resolved",
  ])('is known by its words: %s', (words) => {
    expect(isOfSize(words)).toBe(true);
    expect(trinoFailure({ errorName: 'COLUMN_NOT_FOUND', message: words }, WHERE)).toBeInstanceOf(UntoldSize);
  });

  it('is none that lacks another column', () => {
    expect(isOfSize("COLUMN_NOT_FOUND: line 1:1: Column 'key' cannot be resolved")).toBe(false);
  });
});
