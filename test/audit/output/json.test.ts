import fc from 'fast-check';
import { jsonParts, jsonText, LongList } from '../../../audit/output/json';

test('an object in parts is the same text as in one piece, lists made when they are written included', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ stringUnit: 'binary' })), (object) => {
      const lazy = Object.fromEntries(
        Object.entries(object).map(([key, value]) => [key, Array.isArray(value) ? new LongList(() => value) : value]),
      );
      expect([...jsonParts(object)].join('')).toBe(jsonText(object));
      expect([...jsonParts(lazy)].join('')).toBe(jsonText(object));
    }),
  );
});

test('a long list is never one text', () => {
  let made = 0;
  const list = new LongList(function* () {
    for (; made < 100_000; made++) yield { text: 'x'.repeat(100) };
  });
  const parts = jsonParts({ list });
  parts.next();
  expect(made).toBeLessThan(1000);
  for (const part of parts) expect(part.length).toBeLessThan(100_000);
});

test('what is undefined is left out', () => {
  expect([...jsonParts({ a: undefined, b: [] })].join('')).toBe('{\n  "b": []\n}\n');
});
