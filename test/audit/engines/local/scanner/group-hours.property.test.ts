import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createLogReader, type LogReader } from '../../../../../audit/engines/local/log-reader';
import { createGroupMerger } from '../../../../../audit/engines/local/scanner/groups';
import { loadProgram, randomHashKey } from '../../../../../audit/engines/local/scanner/program';
import { createBatchScanner } from '../../../../../audit/engines/local/scanner/scan-batch';
import type { LogFile } from '../../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../../temporary-directory';
import { logLine } from '../../../log-lines';
import { expectSameAnswer } from '../same-answer';

const directory = useTemporaryDirectory();
const HOURLY = { buckets: [], since: null, until: null, hourly: true };
const START = Date.UTC(2026, 0, 5) / 1000;

/** Scanners tell groups apart by whole Host headers; two of these name one endpoint, so that groups become one while they are read. */
const HOSTS = [
  'orders.s3.us-east-1.amazonaws.com',
  'orders.vpce-0a1b2c-x.s3.us-east-1.vpce.amazonaws.com',
  'orders.VPCE-0a1b2c.s3.us-east-1.vpce.amazonaws.com',
];

/** Requests of few clients within some hours, in any order. */
const requests = fc.integer({ min: 1, max: 9 * 3600 }).chain((seconds) =>
  fc.array(fc.record({ client: fc.nat(2), host: fc.nat(HOSTS.length - 1), after: fc.nat(seconds) }), {
    minLength: 1,
    maxLength: 80,
  }),
);

/** Reads each file by another scanner; threads that are free sooner than others would leave that to chance. */
const bySeveralScanners: Pick<LogReader, 'aggregate'> = {
  async aggregate(files, selection) {
    const shared = loadProgram(256 * 1024 * 1024, randomHashKey());
    const scanners = files.map(() => createBatchScanner(shared, { selection }));
    for (const [index, file] of files.entries()) await scanners[index]?.scan([{ index, file, from: 0, to: null }]);
    const [first, ...others] = scanners;
    const found = first!.foundWith(others.map((scanner) => scanner.found()));
    const merger = createGroupMerger(selection, undefined);
    merger.add(shared.memory, found, true);
    // Whatever else is told, one scanner tells as well.
    return { ...(await createLogReader({}).aggregate(files, selection)), groups: merger.merged().groups };
  },
};

test('the hours of a group are told whatever the order of its records, however many scanners read them', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 4 }), fc.boolean(), async (all, sorted) => {
      run++;
      const files = all.map((some, file): LogFile => {
        const inOrder = sorted ? [...some].sort((a, b) => a.after - b.after) : some;
        const lines = inOrder.map(({ client, host, after }, i) =>
          logLine({
            ...{ requestId: `R${file}X${i}`, remoteIp: `10.20.3.${client}`, hostHeader: HOSTS[host]! },
            at: new Date((START + after) * 1000).toISOString(),
          }),
        );
        const path = join(directory(), `${run}-${file}`);
        writeFileSync(path, `${lines.join('\n')}\n`);
        return { kind: 'file', path };
      });
      await expectSameAnswer(files, HOURLY, bySeveralScanners);
    }),
    { numRuns: 25 },
  );
}, 60_000);
