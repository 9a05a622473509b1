import fc from 'fast-check';
import { readTrailFile } from '../../../audit/cloudtrail/trail-file';

const digest = { digestPublicKeyFingerprint: 'x', logFiles: [], digestStartTime: '2026-01-05T00:00:00Z' };

test.each([
  ['as CloudTrail delivers it', '{"Records":[{"a":1},2]}'],
  ['with white space', ' {\n "Records" : [{"a":1},2] \n}\n'],
  ['a bare array', '[{"a":1},2]'],
  ['with other keys', '{"NextToken":"x","Records":[{"a":1},2],"nested":{"Records":"Records"}}'],
  ['with its key escaped', '{"R\\u0065cords":[{"a":1},2]}'],
])('records are read: %s', (_what, text) => {
  expect(readTrailFile(text)).toEqual({ kind: 'records', records: [{ a: 1 }, 2] });
});

test('a digest is told from a file that has records', () => {
  expect(readTrailFile(JSON.stringify(digest))).toEqual({ kind: 'digest' });
});

test.each([
  ['has Records twice', '{"Records":[{"a":1}],"Records":[]}', 'has the key "Records" more than once'],
  ['has Records twice, once escaped', '{"Records":[1],"\\u0052ecords":[]}', 'has the key "Records" more than once'],
  ['has another key twice', '{"a":1,"Records":[],"a":2}', 'has the key "a" more than once'],
  ['writes records small', '{"records":[]}', 'has "records", and no array "Records"'],
  ['is a digest with records', JSON.stringify({ ...digest, records: [] }), 'has "records", and no array "Records"'],
  ['has Records that are no array', '{"Records":{}}', 'has "Records", and no array "Records"'],
  ['has a fingerprint alone', '{"digestPublicKeyFingerprint":"x"}', 'is no CloudTrail file: it has no Records'],
  ['is a number', '5', 'is no CloudTrail file: it has no Records'],
  ['is cut off', '{"Records":[{"a":1}', expect.stringMatching(/^is not JSON: /) as string],
])('a file that %s is unreadable', (_what, text, problem) => {
  expect(readTrailFile(text)).toEqual({ kind: 'unreadable', problem });
});

test('no records are dropped, whatever else stands in the file', () => {
  const key = fc.constantFrom('Records', 'a', 'b"', '\\', '{', ':', '\u00e9');
  const entries = fc.array(
    fc.tuple(key, fc.oneof(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.jsonValue({ maxDepth: 2 }))),
  );
  fc.assert(
    fc.property(entries, fc.constantFrom('', ' ', '\n'), (pairs, space) => {
      const text = `{${space}${pairs.map(([name, value]) => `${JSON.stringify(name)}${space}:${JSON.stringify(value)}`).join(`${space},`)}}`;
      const read = readTrailFile(text);
      const lists = pairs.filter(([name]) => name === 'Records');
      if (read.kind === 'records') expect(JSON.stringify(lists)).toBe(JSON.stringify([['Records', read.records]]));
      else if (new Set(pairs.map(([name]) => name)).size === pairs.length) {
        expect(lists.filter(([, value]) => Array.isArray(value))).toEqual([]);
      }
    }),
  );
});

test('a text of many megabytes beside the records is no obstacle', () => {
  const text = `{"a":"${'\\u0022'.repeat(2)}${'x'.repeat(20_000_000)}","Records":[1]}`;
  expect(readTrailFile(text)).toEqual({ kind: 'records', records: [1] });
});
