import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import type { RowDivision } from '../../../../../../audit/engines/local/duckdb/rows/read-rows';
import { chanceFrom } from '../../../../../../samples/random';
import { damagedLine, gluedLine, plainLine, writtenRecord } from '../../../../access-log/random-records';
import { logLine } from '../../../../log-lines';
import { hostileLine } from '../../scanner/hostile-lines';
import { rowsOf, useTables } from '../opened-tables';
import { PARSED_ROWS, parsedRows, type ParsedRow } from './parsed-rows';

const { fileOf, open } = useTables();

const LINES = process.env.CI === 'true' ? 20_000 : 3_000;
const bytesOf = (line: string): Buffer => Buffer.from(line, 'latin1');
const ended = (lines: readonly Buffer[], end = '\n'): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, Buffer.from(end)]));
/** Each once: parts of a file hold the lines of others else, and nobody sees which is meant. */
const hostile = (seed: number, count: number): readonly Buffer[] => {
  const chance = chanceFrom(seed);
  // A line feed would end the line; a carriage return is one.
  return Array.from({ length: count }, () => bytesOf(hostileLine(chance)));
};

/** A client writes what it likes into its agent. */
const withAgent = (userAgent: string): Buffer => bytesOf(logLine({ userAgent }));
const ODD: readonly Buffer[] = [
  ...Array.from({ length: 33 }, (_, code) =>
    withAgent(`a${code === 10 || code === 13 ? '' : String.fromCharCode(code)}b`),
  ),
  ...['\x7f', '', '-', '--', ' ', '\\N', '""', ',', '#', "'", '%', '\u00c3\u00a9', '\u00e9', '\u00ef\u00bf\u00bd'].map(
    withAgent,
  ),
  ...['', '-', 'GET /a?X-Amz-Signature=SECRET&x=1 HTTP/1.1', 'GET /?x-id=GetObject HTTP/1.1', 'GET /%3fa%3db'].map(
    (requestUri) => bytesOf(logLine({ requestUri })),
  ),
  ...[
    '',
    '-',
    'https://x/?a=1;signature=%41%20;b=',
    'https://x/?signature=S\u00c3\u00a0T&x',
    `https://x/${'?signature=a&'.repeat(500)}`,
  ].map((referer) => bytesOf(logLine({ referer }))),
  ...[['-', 'x'], ['a\u00c3\u00a9', '\x01'], ['x="y z"']].map((extra) => bytesOf(logLine({ extra }))),
  ...['-', 'a\x01b', '\0', '\u00ff\u00fe', ' \t', 'GET /?signature=SECRET'].map(bytesOf),
  bytesOf(logLine().replace(' 200 - 100 100 5 4 ', ' 304 - - - - - ')),
  bytesOf(logLine().replace(' 200 - 100 100 5 4 ', ' - - 007 000 999999999999999 000000000000001 ')),
  ...['-0500', '+1400'].map((zone) => bytesOf(logLine().replace('+0000', zone))),
  ...['0001', '1969', '1970', '9999'].map((year) => bytesOf(logLine().replace('2026', year))),
  bytesOf(`- ${logLine().split(' ').slice(1).join(' ')}`),
  bytesOf(logLine().replace(/ [0-9A-F]{16} /, ' - ')),
  Buffer.concat([bytesOf(logLine()), Buffer.from(' \t ')]),
];
const jsonLine = (fields: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...{
        schema_version_id: 'V_1_0',
        bucket_name: 'orders',
        request_time: '2026-01-05T08:00:03Z',
        remote_ip: '10.20.3.4',
      },
      ...{ requester: null, request_id: 'ABC', operation: 'REST.GET.OBJECT', key_name: 'k', http_status: 200 },
      ...fields,
    }),
  );
/** Of JSON, text may hold what ends a line or a field. */
const OF_JSON = ['a\nb', 'a\r\nb', 'a\x01b', '\0', '-', ' ', ',', 'caf\u00e9', '\ud800', '"', '\n'].map((text) =>
  jsonLine({ user_agent: text, key_name: `k${text}`, further: text }),
);
const LONG = [100_000, 131_000, 132_000, 300_000, 1_100_000, 3_000_000].flatMap((length) => [
  withAgent('x'.repeat(length)),
  withAgent('\x01'.repeat(length)),
  Buffer.from('x'.repeat(length)),
]);

async function expectRows(file: Buffer, lines: readonly Buffer[], division?: RowDivision): Promise<void> {
  const tables = await open({ logs: [fileOf('log', file)], ...(division && { division }) });
  const rows = await rowsOf(tables, `${PARSED_ROWS} ORDER BY line`);
  const expected = parsedRows(lines);
  expect(rows).toHaveLength(expected.length);
  // Told apart one by one: a difference of thousands of rows would be printed for minutes.
  const differs = (row: ParsedRow, i: number): boolean => JSON.stringify(row) !== JSON.stringify(expected[i]);
  const different = rows.findIndex(differs);
  if (different >= 0) expect(rows[different]).toEqual(expected[different]);
}

describe('every column of every line is what the parser reads', () => {
  test.each([
    ['of hostile clients', () => hostile(1, LINES)],
    [
      'of written records',
      () => fc.sample(writtenRecord, { numRuns: LINES / 3, seed: 1 }).map(({ line }) => bytesOf(line)),
    ],
    [
      'of damaged ones',
      () => fc.sample(fc.oneof(damagedLine, gluedLine, plainLine), { numRuns: LINES / 3, seed: 2 }).map(bytesOf),
    ],
    ['of odd bytes and places', () => ODD],
    ['of JSON', () => OF_JSON],
    ['of great length', () => LONG],
  ])('%s', async (_kind, make) => {
    const lines = make().filter((line) => !line.includes(10) && !line.includes(13));
    await expectRows(ended(lines), lines);
  });

  test('whatever ends the lines, and compressed', async () => {
    const lines = [...hostile(2, 300), ...ODD].filter((line) => !line.includes(13));
    await expectRows(ended(lines, '\r\n'), lines);
    await expectRows(gzipSync(ended(lines)), lines);
  });

  test.each([1, 2])('read by %i threads in small parts', async (threads) => {
    const lines = [...hostile(3, 800), ...ODD];
    await expectRows(ended(lines), lines, { threads: threads + 1, worthThreads: 0, cut: 20_000 });
  });
});
