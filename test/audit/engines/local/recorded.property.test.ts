import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Trail } from '../../../../audit/cloudtrail/trail';
import { readEvent } from '../../../../audit/cloudtrail/events';
import { createLogReader, type LogReader } from '../../../../audit/engines/local/log-reader';
import type { RecordedRow } from '../../../../audit/records/record-grouping';
import type { Selection } from '../../../../audit/records/selection';
import { classesOf } from '../../../../audit/rehearse/classes';
import { groupingOf } from '../../../../audit/rehearse/grouping';
import { statementsOfGuards } from '../../../../audit/rehearse/guarding-policies';
import { RecordedGroups } from '../../../../audit/rehearse/group-recorded';
import type { RecordedGroup } from '../../../../audit/rehearse/rehearsal';
import type { LogFile } from '../../../../audit/sources/log-files';
import { chanceFrom } from '../../../../samples/random';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';
import { networkOf } from '../../rehearse/recorded';
import { guardingOf } from '../../rehearse/search/judge-world';
import { linesOf } from '../../rehearse/search/in-sql';
import { recordedWorld, type RecordedWorld } from '../../rehearse/search/recorded-world';
import { readRecorded } from './recorded-line-by-line';
import { recordedLine } from './scanner/recorded-lines';

const WORLDS = process.env.CI === 'true' ? 300 : 60;
const directory = useTemporaryDirectory();

/** Lines that no world has: of odd keys, texts and spellings, to its bucket. */
const oddLines = fc.integer().map((seed) => {
  const chance = chanceFrom(seed);
  const at = (): string => new Date(1000 * (1_770_336_015 + chance.integer(0, 30))).toISOString();
  return Array.from({ length: 60 }, () => recordedLine(chance, at()).replace(/^(\S+) orders /, '$1 data '));
});

const selection: fc.Arbitrary<Selection> = fc.constantFrom<Selection>(
  { buckets: ['data'], since: null, until: null },
  { buckets: ['data', 'elsewhere'], since: 1_770_336_021, until: 1_770_336_041 },
);

function trailOf({ requests }: RecordedWorld, asked: Selection): Trail {
  const trail = new Trail(asked);
  for (const { event } of requests) {
    const read = event === null ? undefined : readEvent(event);
    if (read?.kind === 'request') trail.add(read);
  }
  return trail;
}

/** All of a group but which of its requests is decided for it. */
function shownOf({ recorded, requester, requestId, remoteIp, key, addresses, ...rest }: RecordedGroup): object {
  const { answer, likeness, requests, bytesSent, firstSeen, lastSeen } = rest;
  const { bucket, witness, fields } = recorded;
  return {
    ...{ requester, requestId, remoteIp, key, addresses, answer, likeness, requests, bytesSent, firstSeen, lastSeen },
    ...{ bucket, witness, operation: fields.operation, accessPointArn: fields.accessPointArn },
  };
}

/** What a rehearsal makes of rows, in an order of its own. */
function gathered(world: RecordedWorld, rows: readonly RecordedRow[]): readonly string[] {
  const groups = new RecordedGroups(classesOf(guardingOf(world)), networkOf);
  for (const row of rows) groups.addRow(row);
  return groups
    .groups()
    .map((group) => JSON.stringify(shownOf(group)))
    .sort();
}

function filesOf(lines: readonly string[]): readonly LogFile[] {
  const half = Math.floor(lines.length / 2);
  const texts = [lines.slice(0, half), lines.slice(half)].map((some) => some.map((one) => `${one}\n`).join(''));
  return texts.map((text, i) => {
    const path = join(directory(), i === 0 ? 'a' : 'b.gz');
    const bytes = Buffer.from(text, 'latin1');
    writeFileSync(path, i === 0 ? bytes : gzipSync(bytes));
    return { kind: 'file', path };
  });
}

/** Expects that the scanner gathers what line by line is gathered, and counts what became of all lines alike. */
async function expectSameGroups(
  reader: LogReader,
  world: RecordedWorld,
  lines: readonly string[],
  asked: Selection,
  hasTrail: boolean,
): Promise<void> {
  const files = filesOf(lines);
  const trail = (): Trail | undefined => (hasTrail ? trailOf(world, asked) : undefined);
  const one: RecordedRow[] = [];
  const coverage = await readRecorded(files, asked, trail(), (row) => one.push(row));
  const rows: RecordedRow[] = [];
  const begin = () => (row: RecordedRow) => void rows.push(row);
  const grouping = groupingOf(statementsOfGuards(guardingOf(world)));
  // A rehearsal counts no hours, whoever asks for them: its samples stand where those would.
  const found = await reader.recorded(files, { ...asked, hourly: true }, grouping, begin, trail());
  expect(found.coverage).toEqual(coverage);
  expect(gathered(world, rows)).toEqual(gathered(world, one));
  expect(rows.length).toBeLessThanOrEqual(one.length);
  expectSketchesOfRecords(rows);
}

/** Expects that what is known of a record before it is read is what it says. */
function expectSketchesOfRecords(rows: readonly RecordedRow[]): void {
  for (const { sketch, record, firstSeen } of rows) {
    if (sketch === undefined) continue;
    const { requester, remoteIp, requestId, operation, key, time } = record;
    const kind = { operation, hasHostId: record.hostId !== null };
    expect({ ...sketch, time: firstSeen }).toEqual({ requester, remoteIp, requestId, key, time, kind });
  }
}

test.each([
  ['one thread', createLogReader({}), true],
  ['one thread and no CloudTrail', createLogReader({}), false],
])(
  'by %s, the scanner gathers records as they are gathered line by line',
  async (_name, reader, hasTrail) => {
    await fc.assert(
      fc.asyncProperty(recordedWorld, oddLines, selection, async (world, odd, asked) => {
        await expectSameGroups(reader, world, [...linesOf(world), ...odd], asked, hasTrail);
      }),
      { numRuns: WORLDS },
    );
  },
  300_000,
);

test('by several threads too, wherever files are cut', async () => {
  const reader = createLogReader({ threads: 3, worthThreads: 0, cut: 3000 });
  await fc.assert(
    fc.asyncProperty(recordedWorld, oddLines, selection, async (world, odd, asked) => {
      await expectSameGroups(reader, world, [...linesOf(world), ...odd], asked, false);
    }),
    { numRuns: 5 },
  );
}, 300_000);

test('share by share too, where lines and groups do not fit into memory', async () => {
  const reader = createLogReader({ memory: 21 * 1024 * 1024 });
  const [world] = fc.sample(recordedWorld, { numRuns: 1, seed: 17 }) as [RecordedWorld];
  const asked: Selection = { buckets: ['data'], since: null, until: null };
  const long = Array.from({ length: 6000 }, (_, i) =>
    logLine({ bucket: 'data', requestId: `R${i}`, requester: `${'r'.repeat(3000)}${i}` }),
  );
  const files = filesOf([...linesOf(world), ...long, 'bad', '', ...long.slice(0, 100), 'worse', '']);
  const one: RecordedRow[] = [];
  const coverage = await readRecorded(files, asked, undefined, (row) => one.push(row));
  let [rows, begun]: [RecordedRow[], number] = [[], 0];
  const begin = () => {
    [rows, begun] = [[], begun + 1];
    return (row: RecordedRow) => void rows.push(row);
  };
  const grouping = groupingOf(statementsOfGuards(guardingOf(world)));
  const found = await reader.recorded(files, asked, grouping, begin);
  expect(begun).toBeGreaterThan(1);
  expect(found.coverage).toEqual(coverage);
  expect(gathered(world, rows)).toEqual(gathered(world, one));
}, 120_000);
