import type { Cell } from '../../../audit/engines/interface/cell';
import { QUERY_FORMATS } from '../../../audit/query/formats';
import { firstRows } from '../../../audit/query/write-rows';

const textOf = async (
  format: keyof typeof QUERY_FORMATS,
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  limit = Infinity,
  types: readonly string[] = [],
): Promise<{ text: string; more: boolean }> => {
  let more = false;
  const result = {
    columns: names.map((name, index) => ({ name, type: types[index] ?? 'VARCHAR' })),
    // eslint-disable-next-line @typescript-eslint/require-await -- rows come one by one
    rows: async function* () {
      yield* rows;
    },
  };
  const parts: string[] = [];
  const shown = firstRows(result, limit, () => (more = true));
  for await (const part of (await QUERY_FORMATS[format]())(shown, { colour: false })) parts.push(part);
  return { text: parts.join(''), more };
};

test('JSON names columns, types and every value, and is one object', async () => {
  const { text } = await textOf(
    'json',
    ['n', 'list'],
    [
      [9007199254740993n, ['a', null]],
      [1n, []],
    ],
    Infinity,
    ['BIGINT', 'VARCHAR[]'],
  );
  expect(JSON.parse(text)).toEqual({
    columns: [
      { name: 'n', type: 'BIGINT' },
      { name: 'list', type: 'VARCHAR[]' },
    ],
    rows: [
      { n: '9007199254740993', list: ['a', null] },
      { n: 1, list: [] },
    ],
    unread: [],
  });
});

test('JSON without rows is valid too', async () => {
  expect(JSON.parse((await textOf('json', ['a'], [])).text)).toEqual({
    columns: [{ name: 'a', type: 'VARCHAR' }],
    rows: [],
    unread: [],
  });
});

test('CSV has one header, numbers as they are and nothing that a spreadsheet would run', async () => {
  const rows = Array.from({ length: 3000 }, (): readonly Cell[] => [-5n, '=cmd()', null, [1n]]);
  const lines = (await textOf('csv', ['n', 'text', 'none', 'list'], rows)).text.split('\n');
  expect(lines).toHaveLength(3002);
  expect(lines.slice(0, 2)).toEqual(['n,text,none,list', "-5,'=cmd(),,[1]"]);
});

test('a table aligns numbers to the right and writes NULL as a dash', async () => {
  const { text } = await textOf(
    'table',
    ['n', 'x'],
    [
      [1n, 'a'],
      [100n, null],
    ],
    Infinity,
    ['BIGINT', 'VARCHAR'],
  );
  expect(text).toBe('  n  x\n  1  a\n100  -\n');
});

test.each(['table', 'json', 'csv'] as const)(
  '%s is inert for a terminal: values and names of columns',
  async (format) => {
    const { text } = await textOf(format, ['\u001b[31m', 'b'], [['\u001b[2J\u202e\u0000', 'two\nlines\r']]);
    // eslint-disable-next-line no-control-regex -- the very characters that must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  },
);

test.each(['table', 'json', 'csv'] as const)('%s stops at the limit, and that is told', async (format) => {
  const rows = [['x1'], ['x2'], ['x3']];
  expect((await textOf(format, ['a'], rows, 3)).more).toBe(false);
  const { text, more } = await textOf(format, ['a'], rows, 2);
  expect(more).toBe(true);
  expect(text).toContain('x2');
  expect(text).not.toContain('x3');
});
