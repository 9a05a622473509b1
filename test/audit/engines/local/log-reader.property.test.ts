import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { parseLine } from '../../../../audit/access-log/parse-line';
import { Trail } from '../../../../audit/cloudtrail/trail';
import { createLogReader } from '../../../../audit/engines/local/log-reader';
import type { Selection } from '../../../../audit/records/selection';
import type { LogFile } from '../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { damagedLine, gluedLine, writtenRecord } from '../../access-log/random-records';
import { ordinaryLine } from './ordinary-lines';
import { expectSameAnswer } from './same-answer';

/** The full number of the issue in CI; enough to notice at a developer's desk. */
const LINES = process.env.CI === 'true' ? 100_000 : 10_000;
const LINES_OF_A_FILE = 100;

const directory = useTemporaryDirectory();

const line = fc.oneof(
  writtenRecord.map(({ line: text }) => text),
  damagedLine,
  gluedLine,
  ordinaryLine,
  fc.constantFrom('', ' ', '\t\r', '\u0000', 'garbage', '\u00ef\u00bb\u00bf'),
);

/** A file of lines, some of them twice; latin1, so that every byte can stand anywhere. */
const file = fc
  .record({
    lines: fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', ' \n', '\n\n', '\r', '\r\r\n')), {
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

function written(text: string, i: number): LogFile {
  const path = join(directory(), `log-${i}`);
  writeFileSync(path, text, 'latin1');
  return { kind: 'file', path };
}

const seconds = fc.option(fc.integer({ min: 1_200_000_000, max: 4_000_000_000 }), { nil: null });
const selection = fc.record({ buckets: fc.constant([]), since: seconds, until: seconds, hourly: fc.boolean() });

test('the scanner reads hostile lines of all generations exactly as the parser does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), selection, async (texts, selected) => {
      await expectSameAnswer(texts.map(written), selected);
    }),
    { numRuns: LINES / LINES_OF_A_FILE },
  );
}, 600_000);

/** Names of log objects of two buckets, by delivery and by event time, in a flat prefix, and a name that tells nothing. */
const objectName = fc.constantFrom(
  '222222222222/us-east-1/orders/2026/01/05/2026-01-05-10-11-12-A',
  '222222222222/us-east-1/orders/2033/05/18/2033-05-18-00-00-00-B',
  '222222222222/us-east-1/invoices/2001/09/09/2001-09-09-01-46-40-C',
  'flat-2026-01-05-00-00-00-D',
  'log',
);

test('names of objects are held against the same records, however many threads read and wherever files are cut', async () => {
  const engine = createLogReader({ threads: 2, worthThreads: 1, cut: 2000 });
  const named = fc.array(fc.tuple(objectName, file), { minLength: 1, maxLength: 4 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(named, fc.boolean(), async (objects, hourly) => {
      run++;
      const files = objects.map(([name, text], i): LogFile => {
        const path = join(directory(), `${run}`, `${i}`, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text, 'latin1');
        return { kind: 'file', path };
      });
      await expectSameAnswer(files, { buckets: [], since: null, until: null, hourly }, engine);
    }),
    { numRuns: 20 },
  );
}, 600_000);

test('with CloudTrail beside the logs, each record is held against its event', async () => {
  let witnessed = 0;
  await fc.assert(
    fc.asyncProperty(file, seconds, fc.boolean(), async (text, since, hourly) => {
      const { coverage } = await expectSameAnswer(
        [written(text, 0)],
        { buckets: ['orders'], since, until: null, hourly },
        createLogReader({}),
        () => trailOf(text, { buckets: ['orders'], since, until: null }),
      );
      witnessed += coverage.witnessed;
    }),
    { numRuns: LINES / 10 / LINES_OF_A_FILE },
  );
  expect(witnessed).toBeGreaterThan(0);
}, 600_000);

/** Events of every other request: through an endpoint, from elsewhere, or of another bucket than the log has. */
function trailOf(text: string, selection?: Selection): Trail {
  const trail = new Trail(selection);
  for (const [i, line] of text.split('\n').entries()) {
    const parsed = parseLine(line);
    if (parsed.kind !== 'record' || i % 2 === 0) continue;
    const { requestId, hostId, bucket, time } = parsed.readings[0];
    trail.add({
      kind: 'request',
      // Some lie in the window though their lines do not, or so far away that they are of no such request.
      time: time + ([0, 3600, -3600, 400 * 86_400][i % 4] ?? 0),
      requestId,
      hostId: hostId ?? '-',
      buckets: [i % 3 === 0 ? 'elsewhere' : bucket],
      eventName: 'GetObject',
      errorCode: null,
      sourceAddress: i % 5 === 0 ? '10.20.3.4' : 'AWS Internal',
      vpcEndpointId: i % 7 === 0 ? 'vpce-0a1b2c3d4e5f67890' : null,
      ...{ hostEndpoint: null, callerType: null, callerArn: null, callerAccount: null, invokedBy: null },
      pathOnly: i % 11 === 0,
      encryption: null,
    });
  }
  return trail;
}
