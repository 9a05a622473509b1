import fc from 'fast-check';
import { parseLine } from '../../../audit/access-log/parse-line';
import { isUtf8Text } from '../../../audit/access-log/utf8-text';
import { writtenRecord } from './random-records';

/** The full number of the issue in CI; enough to notice at a developer's desk. */
const RUNS = process.env.CI === 'true' ? 100_000 : 5_000;

test('a record with hostile content is read back equal, ambiguous or rejected, never silently different', () => {
  let equal = 0;
  fc.assert(
    fc.property(writtenRecord, ({ written, line }) => {
      const parsed = parseLine(line);
      if (!isUtf8Text(line)) return parsed.kind === 'reject';
      if (parsed.kind === 'reject') return false;
      if (parsed.kind === 'record' && parsed.ambiguous) {
        return parsed.readings.some(({ httpStatus }) => httpStatus === written.httpStatus);
      }
      equal++;
      expect(parsed).toEqual({ kind: 'record', readings: [written], ambiguous: false });
      return true;
    }),
    { numRuns: RUNS },
  );
  expect(equal).toBeGreaterThan(RUNS / 4);
}, 300_000);
