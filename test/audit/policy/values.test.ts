import { readBase64, readBool, readDate, readNumber } from '../../../audit/policy/values';

describe('a date in a condition', () => {
  it.each([
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026-03', '2026-03-01T00:00:00.000Z'],
    ['2026-03-04', '2026-03-04T00:00:00.000Z'],
    ['2026-03-04T05:06Z', '2026-03-04T05:06:00.000Z'],
    ['2026-03-04T05:06:07Z', '2026-03-04T05:06:07.000Z'],
    ['2026-03-04T05:06:07.8Z', '2026-03-04T05:06:07.800Z'],
    ['2026-03-04T05:06:07.125Z', '2026-03-04T05:06:07.125Z'],
    ['2026-03-04T05:06:07+05:30', '2026-03-03T23:36:07.000Z'],
    ['2026-03-04T05:06-00:30', '2026-03-04T05:36:00.000Z'],
    ['0099-01-01T00:00:00Z', undefined],
    ['1767225600', '2026-01-01T00:00:00.000Z'],
    ['1767225600.5', '2026-01-01T00:00:00.500Z'],
    ['99999', '1970-01-02T03:46:39.000Z'],
    ['999', '1970-01-01T00:16:39.000Z'],
  ])('%s is %s', (text, iso) => {
    const date = readDate(text);
    expect(date === undefined ? undefined : new Date(date).toISOString()).toBe(iso);
  });

  it.each([
    ...[
      '',
      'x2026',
      '2026x',
      ' 2026',
      '2026-3',
      '2026-03-04T',
      '2026-03-04T05Z',
      '2026-03-04T05:06',
      '2026-03-04T05:06:07',
    ],
    ...['2026-03-04T05:06:07.Z', '2026-03-04T05:06:07.xZ', '2026-03-04Z', '2026-03Z', '2026-03-04T05:06:07+0530'],
    ...['2026-02-29', '2026-13-01', '2026-03-04T24:00Z', '2026-03-04T05:60Z', '2026-03-04T05:06:60Z'],
    ...[
      '2026-03-04T05:06+24:00',
      '2026-03-04T05:06+05:60',
      '-1',
      '1234567890123',
      '2026.5',
      '1e3',
      '2026-03-04T05:06Zx',
    ],
  ])('%j is none', (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});

it.each<readonly [string, number | undefined]>([
  ['1', 1],
  ['-1.50', -1.5],
  ['+7', 7],
  ['9007199254740991', 9007199254740991],
  ...['', 'x1', '1x', '1.', '.5', '1e3', '0x10', '9007199254740992', 'NaN', ' 1'].map(
    (text) => [text, undefined] as const,
  ),
])('the number %j is %s', (text, number) => {
  expect(readNumber(text)).toBe(number);
});

it.each([
  ['true', true],
  ['false', false],
  ['True', undefined],
  ['', undefined],
  ['1', undefined],
])('the truth %j is %s', (text, truth) => {
  expect(readBool(text)).toBe(truth);
});

it.each([
  ['QQ==', 'A'],
  ['QUJD', 'ABC'],
  ['', ''],
  ['QQ=', undefined],
  ['Q Q=', undefined],
  ['=QQQ', undefined],
  ['Q===', undefined],
  ['\nQQ=', undefined],
])('the base64 %j is %j', (text, bytes) => {
  expect(readBase64(text)).toBe(bytes);
});
