import fc from 'fast-check';
import { decodeText } from '../../contract/decode-text';

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const JSON_TEXT = '{"name":"größe ✓"}';

test.each([
  ['UTF-8', Buffer.from(JSON_TEXT)],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${JSON_TEXT}`)],
  ["UTF-16 as PowerShell's > writes it", Buffer.from(`\uFEFF${JSON_TEXT}`, 'utf16le')],
  ['UTF-16, little end first, without a mark', Buffer.from(JSON_TEXT, 'utf16le')],
  ['UTF-16, big end first', utf16be(`\uFEFF${JSON_TEXT}`)],
  ['UTF-16, big end first, without a mark', utf16be(JSON_TEXT)],
])('%s is read as the text it is, without a mark', (_, bytes) => {
  expect(decodeText(bytes)).toBe(JSON_TEXT);
});

test('an empty file is an empty text', () => {
  expect(decodeText(Buffer.alloc(0))).toBe('');
});

test.each([
  ['a byte that is no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /UTF-8/],
  ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d]), /UTF-16LE/],
  ['half a surrogate pair', Buffer.from('\uFEFFa\uD83D', 'utf16le'), /UTF-16LE/],
])('%s is refused: a guessed letter could change a name', (_, bytes, why) => {
  expect(() => decodeText(bytes)).toThrow(why);
});

test('any JSON is the same in every encoding', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
      const all = [Buffer.from(text), Buffer.from(`\uFEFF${text}`, 'utf16le'), utf16be(`\uFEFF${text}`)];
      expect(all.map(decodeText)).toEqual([text, text, text]);
    }),
  );
});
