import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createLogReader } from '../../../../../audit/engines/local/log-reader';
import type { LogFile } from '../../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../../temporary-directory';
import { logLine } from '../../../log-lines';
import { expectSameAnswer } from '../same-answer';

const directory = useTemporaryDirectory();
const HOURLY = { buckets: [], since: null, until: null, hourly: true };
const START = Date.UTC(2026, 0, 5) / 1000;

/** Requests of few clients within some hours, in any order. */
const requests = fc
  .integer({ min: 1, max: 9 * 3600 })
  .chain((seconds) =>
    fc.array(fc.record({ client: fc.nat(2), after: fc.nat(seconds) }), { minLength: 1, maxLength: 80 }),
  );

test('the hours of a group are told whatever the order of its records, however many threads read them', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 4 }), fc.boolean(), async (all, sorted) => {
      run++;
      const files = all.map((some, file): LogFile => {
        const inOrder = sorted ? [...some].sort((a, b) => a.after - b.after) : some;
        const lines = inOrder.map(({ client, after }, i) =>
          logLine({
            ...{ requestId: `R${file}X${i}`, remoteIp: `10.20.3.${client}` },
            at: new Date((START + after) * 1000).toISOString(),
          }),
        );
        const path = join(directory(), `${run}-${file}`);
        writeFileSync(path, `${lines.join('\n')}\n`);
        return { kind: 'file', path };
      });
      for (const threads of [1, 3])
        await expectSameAnswer(files, HOURLY, createLogReader({ threads, worthThreads: 0, cut: 4096 }));
    }),
    { numRuns: 25 },
  );
}, 60_000);
