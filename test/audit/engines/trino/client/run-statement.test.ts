import { runStatement } from '../../../../../audit/engines/trino/client/run-statement';
import { fakeTrino } from './fake-trino';

const COLUMNS = [{ name: 'n', type: 'bigint' }];
/** The host of `nextUri` is the server's own idea of itself. */
const next = (path: string, more: object = {}) => ({
  body: { nextUri: `https://inside.example:9999${path}`, ...more },
});
const LIMITS = { timeout: 60 };

let trino: Awaited<ReturnType<typeof fakeTrino>>;
const serve = async (...answers: Parameters<typeof fakeTrino>[0][number][]): Promise<void> => {
  trino = await fakeTrino(answers);
};
afterEach(() => trino.close());

async function rowsOf(limits: Parameters<typeof runStatement>[2] = LIMITS, onScan?: (bytes: number) => void) {
  const rows: (readonly (string | null)[])[] = [];
  for await (const page of runStatement(trino.connection, 'SELECT n FROM t', limits, onScan)) rows.push(...page.rows);
  return rows;
}
const cancelled = () => trino.asked.filter(({ method }) => method === 'DELETE').map(({ path }) => path);

describe('a statement for Trino', () => {
  it('gives the rows of every page, asked for where the user said and as whom', async () => {
    await serve(
      next('/v1/statement/queued/1'),
      next('/v1/statement/executing/2?slug=x', { columns: COLUMNS, data: [[1], [null]] }),
      { body: { columns: COLUMNS, data: [[2]], stats: { physicalInputBytes: 7 } } },
    );
    const scanned: number[] = [];
    await expect(rowsOf(LIMITS, (bytes) => scanned.push(bytes))).resolves.toEqual([['1'], [null], ['2']]);
    expect(trino.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/statement',
      'GET /v1/statement/queued/1',
      'GET /v1/statement/executing/2?slug=x',
    ]);
    expect(trino.asked[0]).toMatchObject({
      body: 'SELECT n FROM t',
      headers: { 'x-trino-user': 'auditor', 'x-trino-catalog': 'logs', 'x-trino-schema': 's3_audit' },
    });
    expect(scanned.at(-1)).toBe(7);
    expect(cancelled()).toEqual([]);
  });

  it('keeps whole numbers that JavaScript would round, and what looks like one within text', async () => {
    await serve({
      body: '{"columns":[],"data":[[9007199254740993,"9007199254740993 \\"1",-12345678901234567890,1.5E300]]}',
    });
    await expect(rowsOf()).resolves.toEqual([
      ['9007199254740993', '9007199254740993 "1', '-12345678901234567890', '1.5e+300'],
    ]);
  });

  it.each([429, 502, 503, 504])('is asked for again where the server answers %d', async (status) => {
    await serve({ status }, { status }, next('/2'), { status }, { body: { data: [[1]] } });
    await expect(rowsOf()).resolves.toEqual([['1']]);
  });

  it('is asked for its rows again where the connection breaks, but is never sent twice', async () => {
    await serve(next('/2'), { status: 0 }, { body: { data: [[1]] } });
    await expect(rowsOf()).resolves.toEqual([['1']]);
    await trino.close();
    await serve({ status: 0 });
    await expect(rowsOf()).rejects.toThrow(/Trino cannot be reached/);
    expect(trino.asked).toHaveLength(1);
  });

  it.each([
    [
      { errorName: 'TABLE_NOT_FOUND', message: "Table 'x' does not exist" },
      /a table is missing in schema s3_audit; .*Trino says: Table 'x'/,
    ],
    [{ errorName: 'SCHEMA_NOT_FOUND', message: 'no' }, /catalog logs has no schema s3_audit/],
    [
      { errorName: 'HIVE_CURSOR_ERROR', message: 'bad gzip \u001b[2J' },
      /a log object .* cannot be read.*bad gzip \\x1b\[2J/,
    ],
    [{ errorName: 'EXCEEDED_LOCAL_MEMORY_LIMIT', message: 'm' }, /too much for Trino at once/],
    [{ errorName: 'NEWS', message: 'never heard' }, /^Trino failed the query: never heard$/],
  ])('that fails with %j says what that means', async (error, words) => {
    await serve(next('/2'), { body: { error } });
    await expect(rowsOf()).rejects.toThrow(words);
  });

  it.each([
    [
      { status: 401, body: '<html><b>Unauthorized</b></html>' },
      /does not know auditor: set TRINO_PASSWORD.*Unauthorized/,
    ],
    [{ status: 404, body: '' }, /is no Trino/],
    [{ status: 200, body: '<html>' }, /is no Trino: its answer is no JSON/],
    [{ status: 500, body: 'oops' }, /answered 500 for catalog logs \(it says: oops\)/],
  ])('that is answered by %j says so', async (answer, words) => {
    await serve(answer);
    await expect(rowsOf()).rejects.toThrow(words);
  });

  it('is cancelled beyond the bytes that it may read', async () => {
    await serve(next('/2', { stats: { physicalInputBytes: 2_000_000 } }));
    await expect(rowsOf({ timeout: 60, maxScan: 1_000_000 })).rejects.toThrow(
      'stopped: the query had read 2.0 MB, more than --max-scan 1.0 MB',
    );
    expect(cancelled()).toEqual(['/2']);
  });

  it('is cancelled where nobody wants more rows', async () => {
    await serve(next('/2', { columns: COLUMNS, data: [[1]] }), next('/3'));
    for await (const { rows } of runStatement(trino.connection, 'SELECT 1', LIMITS)) if (rows.length > 0) break;
    expect(cancelled()).toEqual(['/2']);
  });

  it('is cancelled on Ctrl-C, also while it is being started', async () => {
    let interrupted: Promise<unknown> | undefined;
    await serve(() => {
      interrupted = trino.interrupt();
      return next('/2');
    });
    await expect(rowsOf()).rejects.toThrow('interrupted');
    await interrupted;
    expect(cancelled()).toEqual(['/2']);
  });
});
