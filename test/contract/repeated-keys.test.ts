import fc from 'fast-check';
import { LineCounter, parseDocument } from 'yaml';
import { repeatedKeys } from '../../contract/repeated-keys';

const KEYS = ['a', 'b', '', '__proto__', 'a"b', 'a\\', ':', '{', '\u{1f600}', 'line\nfeed'];
/** As JSON allows it between any two tokens. */
const space = fc.constantFrom('', '', ' ', '\n', '\t', '\r\n  ');
/** The same key can be spelt in many ways. */
const key = fc
  .tuple(fc.constantFrom(...KEYS), fc.boolean())
  .map(([text, escaped]) => (escaped ? `"${escape(text)}"` : JSON.stringify(text)));

function escape(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constantFrom('1', 'null', '-2.5e3'), key),
    fc
      .array(fc.tuple(space, tie('value'), space), { maxLength: 3 })
      .map((all) => `[${all.map((one) => one.join('')).join(',')}]`),
    fc
      .array(fc.tuple(space, key, space, space, tie('value'), space), { maxLength: 4 })
      .map((all) => `{${all.map(([a, name, b, c, one, d]) => `${a}${name}${b}:${c}${one}${d}`).join(',')}}`),
  ),
}));

/** What another reader finds: the yaml library, of which JSON is a part. */
function byYaml(text: string): readonly number[] {
  const { errors } = parseDocument(text, { uniqueKeys: true, lineCounter: new LineCounter(), prettyErrors: false });
  return errors.filter(({ code }) => code === 'DUPLICATE_KEY').map(({ pos }) => pos[0]);
}

test('finds the keys that occur again where another reader finds them', () => {
  let found = 0;
  fc.assert(
    fc.property(value, (text) => {
      const own = [...repeatedKeys(text)].map(({ at }) => at);
      expect([...own].sort()).toEqual([...byYaml(text)].sort());
      found += own.length;
    }),
    { numRuns: 3000, seed: 18 },
  );
  expect(found).toBeGreaterThan(300);
});

test('tells a key that is spelt another way, and not a value that looks like one', () => {
  expect([...repeatedKeys('{"a": 1, "\\u0061": {"a": "a"}, "b": ["a", {"a": 2}], "a" : 3}')]).toEqual([
    { key: 'a', at: 9 },
    { key: 'a', at: 53 },
  ]);
});
