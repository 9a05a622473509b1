import { parseLine } from '../../../audit/access-log/parse-line';
import { isUtf8Text } from '../../../audit/access-log/utf8-text';
import { logLine } from '../log-lines';

const latin1 = (bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1');

describe('a line with bytes that are no UTF-8 is rejected: readers of text put U+FFFD there, and two may look alike', () => {
  test.each([
    ['a byte of another encoding', [0xe0]],
    ['a sequence cut off', [0xe2, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['U+FFFD itself', [0xef, 0xbf, 0xbd]],
  ])('%s', (_what, bytes) => {
    const text = logLine().replace('orders', `ord${latin1(bytes)}ers`);
    expect(parseLine(text)).toMatchObject({ kind: 'reject', reason: expect.stringContaining('no UTF-8') as string });
  });

  test('what is UTF-8 is read', () => {
    expect(isUtf8Text(latin1([...Buffer.from('é \u2028 😀')]))).toBe(true);
    expect(isUtf8Text('plain')).toBe(true);
  });
});
