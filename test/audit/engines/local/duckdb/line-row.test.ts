import fc from 'fast-check';
import { isAscii } from 'node:buffer';
import { parseLine } from '../../../../../audit/access-log/parse-line';
import { redactUri } from '../../../../../audit/access-log/redact-uri';
import { fieldsOf, ordinaryFields, readRow } from '../../../../../audit/engines/local/duckdb/line-row';
import { damagedLine, gluedLine, plainLine, writtenRecord } from '../../../access-log/random-records';
import { logLine } from '../../../log-lines';

const RUNS = process.env.CI === 'true' ? 100_000 : 5_000;

test.each([
  ['hostile', writtenRecord.map(({ line }) => line)],
  ['damaged', damagedLine],
  ['glued', fc.oneof(gluedLine, plainLine)],
])(
  '%s lines: the short way gives what the parser gives, or leaves the line to it',
  (_kind, lines) => {
    let ordinary = 0;
    fc.assert(
      fc.property(
        lines.filter((line) => isAscii(Buffer.from(line))),
        (line) => {
          const fields = ordinaryFields(line);
          if (fields === undefined) return;
          ordinary++;
          const parsed = parseLine(line);
          if (parsed.kind !== 'record') throw new Error(parsed.kind);
          expect(parsed.ambiguous).toBe(false);
          expect(fields).toEqual(fieldsOf(parsed.readings[0], false));
        },
      ),
      { numRuns: RUNS },
    );
    expect(ordinary).toBeGreaterThan(RUNS / 50);
  },
  300_000,
);

test('an ordinary line takes the short way', () => {
  expect(ordinaryFields(logLine())).toBeDefined();
});

test('an ambiguous line is kept by its worst reading and marked', () => {
  const forged = logLine({ httpStatus: 200, requestUri: 'GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1' });
  const row = readRow(Buffer.from(forged, 'latin1'));
  if (row.kind !== 'record') throw new Error(row.kind);
  expect(row.fields.split(row.separator)).toEqual(expect.arrayContaining(['t', '200']));
});

test('text is UTF-8; a line with other bytes is a reject, shown with U+FFFD', () => {
  const line = Buffer.from(logLine({ userAgent: 'caf\u00e9' }));
  expect(readRow(line)).toMatchObject({ fields: expect.stringContaining('\x01caf\u00e9\x01') as string });
  const broken = Buffer.from(logLine({ userAgent: 'caf\u00e9' }), 'latin1');
  expect(readRow(broken)).toMatchObject({ kind: 'reject', text: expect.stringContaining('"caf\ufffd"') as string });
});

test('credentials of a presigned request are kept nowhere: not of records, referers or rejects', () => {
  const secret = 'GET /a?X-Amz-Signature=SECRET HTTP/1.1';
  for (const line of [
    logLine({ requestUri: secret }),
    logLine({ referer: 'https://x/?X-Amz-Signature=SECRET' }),
    logLine({ requestUri: secret, userAgent: 'a "quoted" agent' }),
    `reject ${secret}`,
  ]) {
    expect(JSON.stringify(readRow(Buffer.from(line)))).not.toContain('SECRET');
    expect(JSON.stringify(readRow(Buffer.from(line)))).toContain('REDACTED');
  }
  expect(redactUri(secret)).not.toBe(secret);
});

test('a line too long to be kept whole is a reject', () => {
  expect(readRow(Buffer.from(logLine()), false)).toMatchObject({ kind: 'reject', reason: 'is longer than 16 MiB' });
});
