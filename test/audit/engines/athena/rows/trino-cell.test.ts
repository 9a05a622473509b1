import { trinoCell } from '../../../../../audit/engines/athena/rows/trino-cell';

test.each([
  ['bigint', '9007199254740993', 9007199254740993n],
  ['integer', '-5', -5n],
  ['tinyint', '7', 7n],
  ['double', '0.1', 0.1],
  ['double', '1.0E-5', 1e-5],
  ['double', 'NaN', 'NaN'],
  ['double', 'Infinity', 'Infinity'],
  ['decimal(4,2)', '1.50', '1.50'],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['timestamp', '2026-01-05 08:00:03.000', '2026-01-05T08:00:03Z'],
  ['timestamp(3)', '2026-01-05 08:00:03.250', '2026-01-05T08:00:03.25Z'],
  ['timestamp(0)', '2026-01-05 08:00:00', '2026-01-05T08:00:00Z'],
  ['timestamp with time zone', '2026-01-05 08:00:03.000 UTC', '2026-01-05T08:00:03Z'],
  ['timestamp with time zone', '2026-01-05 08:00:03.000 Asia/Tokyo', '2026-01-05 08:00:03.000 Asia/Tokyo'],
  ['date', '2026-01-05', '2026-01-05'],
  ['array', '[a, null]', '[a, null]'],
  ['varchar', '', ''],
  ['varchar', 'GET /a?X-Amz-Signature=SECRET HTTP/1.1', 'GET /a?X-Amz-Signature=REDACTED HTTP/1.1'],
])('%s %s', (type, text, cell) => {
  expect(trinoCell(text, type)).toEqual(cell);
});

test('NULL is NULL whatever the type', () => {
  expect(trinoCell(null, 'bigint')).toBeNull();
});
