import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvRows } from '../../../../../audit/engines/athena/client/csv-rows';

const value = fc.option(
  fc.array(fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', '""', ' '), { maxLength: 5 }).map((parts) => parts.join('')),
  { nil: null },
);

/** As Athena writes: every value in quotes, none for NULL. */
const written = (rows: readonly (readonly (string | null)[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { quoted: true, quoted_empty: true, cast: { object: () => '' } },
  );

describe('the rows of a result file', () => {
  it('are what was written, wherever the file is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
        (rows, sizes) => {
          const text =
            rows
              .map((row) => row.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)).join(','))
              .join('\n') + '\n';
          const read: unknown[] = [];
          const csv = new CsvRows((row) => read.push(row));
          for (let at = 0, i = 0; at < text.length; i++) {
            const size = sizes[i % sizes.length]!;
            csv.push(text.slice(at, at + size));
            at += size;
          }
          csv.end();
          expect(read).toEqual(rows);
        },
      ),
    );
  });

  it('agree with what another writer of CSV writes', () => {
    const rows = [
      ['a,b', 'c"d'],
      ['e\nf', ''],
    ];
    const read: unknown[] = [];
    const csv = new CsvRows((row) => read.push(row));
    csv.push(written(rows));
    csv.end();
    expect(read).toEqual(rows);
  });

  it('are refused where the file ends within a value', () => {
    const csv = new CsvRows(() => undefined);
    csv.push('"a","b');
    expect(() => {
      csv.end();
    }).toThrow('ends within a value');
  });
});
