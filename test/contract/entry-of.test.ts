import { entryOf } from '../../contract/entry-of';

test.each(['constructor', 'toString', '__proto__', 'b'])('a table without %s has nothing there', (name) => {
  expect(entryOf({ a: 1 }, name)).toBeUndefined();
});

test('what a table has under a name of its own is found', () => {
  expect(entryOf({ toString: 1 }, 'toString')).toBe(1);
});
