import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { damagedLine, writtenRecord } from '../../access-log/random-records';
import { ordinaryLine } from './ordinary-lines';
import { expectSameAnswer } from './same-answer';

/** The full number of the issue in CI; enough to notice at a developer's desk. */
const LINES = process.env.CI === 'true' ? 100_000 : 10_000;
const LINES_OF_A_FILE = 100;

const directory = useTemporaryDirectory();

const line = fc.oneof(
  writtenRecord.map(({ line: text }) => text),
  damagedLine,
  ordinaryLine,
  fc.constantFrom('', ' ', '\t\r', '\u0000', 'garbage', '\u00ef\u00bb\u00bf'),
);

/** A file of lines, some of them twice; latin1, so that every byte can stand anywhere. */
const file = fc
  .record({
    lines: fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', ' \n', '\n\n')), {
      minLength: 1,
      size: 'max',
      maxLength: LINES_OF_A_FILE,
    }),
    hasMark: fc.boolean(),
    isCut: fc.boolean(),
  })
  .map(({ lines, hasMark, isCut }) => {
    const texts = lines.map((parts) => parts.join(''));
    const all = [...texts, ...texts.filter((_, i) => i % 5 === 0)].join('');
    return (hasMark ? '\u00ef\u00bb\u00bf' : '') + (isCut ? all.slice(0, -10) : all);
  });

const seconds = fc.option(fc.integer({ min: 1_200_000_000, max: 4_000_000_000 }), { nil: null });

test('the scanner reads hostile lines of all generations exactly as the parser does', async () => {
  const path = join(directory(), 'log');
  await fc.assert(
    fc.asyncProperty(file, seconds, seconds, async (text, since, until) => {
      writeFileSync(path, text, 'latin1');
      await expectSameAnswer([{ kind: 'file', path }], { buckets: [], since, until });
    }),
    { numRuns: (2 * LINES) / LINES_OF_A_FILE },
  );
}, 600_000);
