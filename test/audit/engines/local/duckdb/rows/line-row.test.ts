import { readRow } from '../../../../../../audit/engines/local/duckdb/rows/line-row';
import { logLine } from '../../../../log-lines';

test('an ambiguous line is kept by its worst reading and marked', () => {
  const forged = logLine({ httpStatus: 200, requestUri: 'GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1' });
  expect(readRow(Buffer.from(forged, 'latin1'))).toMatchObject({
    ambiguous: true,
    values: expect.arrayContaining(['200']) as unknown,
  });
});

test('text is UTF-8; a line with other bytes is a reject, shown with U+FFFD', () => {
  const line = Buffer.from(logLine({ userAgent: 'caf\u00e9' }));
  expect(readRow(line)).toMatchObject({ values: expect.arrayContaining(['caf\u00e9']) as unknown });
  const broken = Buffer.from(logLine({ userAgent: 'caf\u00e9' }), 'latin1');
  expect(readRow(broken)).toMatchObject({ kind: 'reject', text: expect.stringContaining('"caf\ufffd"') as string });
});

test('a line too long to be kept whole is a reject', () => {
  expect(readRow(Buffer.from(logLine()), false)).toMatchObject({ kind: 'reject', reason: 'is longer than 16 MiB' });
});
