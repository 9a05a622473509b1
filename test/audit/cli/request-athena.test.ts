import { join } from 'node:path';
import { REQUEST_COLUMNS } from '../../../audit/engines/athena/sql/request-query';
import { useTemporaryDirectory, writerInto } from '../../temporary-directory';
import { cloudTrailRecord } from '../cloudtrail/cloudtrail-record';
import { duckdbAthena } from '../engines/athena/duckdb-athena';
import { expectations } from '../judge/request-group';
import { logLine } from '../log-lines';
import { useMockedAthena, type Table } from './mocked-athena';

const directory = useTemporaryDirectory();
const mocked = useMockedAthena();
const ID = 'AAAAAAAAAAAAAAA1';
const ATHENA = ['--engine', 'athena', '--database', 'audit', '--cloudtrail-table'];
const WINDOW = ['--since', '2026-01-05', '--until', '2026-01-06'];

const write = writerInto(directory);

/** One line of the request and its event, as files and as tables. */
async function arrange(lines: readonly string[]) {
  const [log, trail] = [
    write('log', lines.map((line) => `${line}\n`).join('')),
    write('trail.json', JSON.stringify({ Records: [EVENT] })),
  ];
  const objects = [{ path: log, bucket: 'orders', day: '2026/01/05', text: lines.join('\n') }];
  const athena = await duckdbAthena(objects, [EVENT], { trails: [trail] });
  mocked.answer(async (sql): Promise<Table> => {
    const rows = await athena.run(sql);
    athena.close();
    return [[...REQUEST_COLUMNS], ...rows.map((row) => REQUEST_COLUMNS.map((name) => row[name] ?? null))];
  });
  return { files: ['--logs', log, '--cloudtrail', trail] };
}
const EVENT = cloudTrailRecord();

describe('s3-audit request --engine athena', () => {
  it('writes what the local engine writes of the same records, and says what it cost', async () => {
    const { files } = await arrange([logLine({ requestId: ID, hostId: 'host1=' }), logLine()]);
    const expect_ = ['--expect', write('expect.json', JSON.stringify(expectations)), '--format', 'json'];
    const local = await mocked.run(['request', ID, ...files, ...expect_]);
    const athena = await mocked.run(['request', ID, ...ATHENA, ...WINDOW, ...expect_]);
    expect(athena.out).toBe(local.out.replace('"line": 1', '"line": 0'));
    expect(athena.code).toBe(local.code);
    expect(athena.code).toBe(0);
    expect(athena.err).toMatch(/the log folders of 2026\/01\/05 to 2026\/01\/07 are read\n/);
    expect(athena.err).toMatch(/scanned 1.5 GB, which costs less than \$0.01/);
    expect(mocked.started()[0]).toContain(`"day" BETWEEN '2026/01/05' AND '2026/01/07'`);
  });

  it('names the object of a line and no line number, which Athena does not know', async () => {
    await arrange([`reject ${ID}`]);
    const { out } = await mocked.run(['request', ID, ...ATHENA, ...WINDOW]);
    expect(out).toContain(`${join(directory(), 'log')}: names the request and could not be read\n`);
  });

  it('ends with 3 where nothing is known', async () => {
    await arrange([logLine()]);
    await expect(mocked.run(['request', 'OTHER', ...ATHENA, ...WINDOW])).resolves.toMatchObject({ code: 3 });
  });

  it.each([
    ['an ID that could leave its literal', ['request', "x' OR '1'='1", ...ATHENA], 'is no request ID'],
    ['files beside the tables', ['request', ID, ...ATHENA, '--logs', 'x'], 'not --logs and --cloudtrail'],
    ['a window for files', ['request', ID, '--logs', 'x', '--bucket', 'b'], 'select folders that Athena reads'],
    ['neither files nor Athena', ['request', ID], "'--logs <path...>' not specified (or --engine athena)"],
  ])('given %s, says so, ends with 2 and starts nothing', async (_what, args, words) => {
    const { code, err } = await mocked.run(args);
    expect(err).toContain(words);
    expect(code).toBe(2);
    expect(mocked.started()).toEqual([]);
  });
});
