import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { asksTable, reachedBy, type Figure, type Reached } from './asks';
import { commandLine, readNumber, readPartOf, readShare } from './command-line';
import { generate, type Corpus } from './generate';
import { measure, median, type Run } from './measure';
import { BY_QUERY, CONTENDERS, isPresent, joinedIn, WITH_TRAIL, type Contender } from './peers';
import { tellProgress } from './progress';
import { RATIO_TABLES, ratioTable } from './ratios';
import { SCENARIOS, type Scenario } from './scenarios';
import { parsedShareOf, slowPathOf, type SlowPath } from './slow-path';

/** How many files of a corpus are asked what of them is not read in WebAssembly: a part of many tells as much. */
const FILES_LOOKED_AT = 500;
const RESULTS = /(?<=<!-- results -->\n)[^]*(?=<!-- end of results -->)/;

const TABLE_HEAD =
  '| | seconds | spread | ours is faster | CPU seconds | ours takes less | peak MB | answer |\n|---|---|---|---|---|---|---|---|\n';

const {
  rounds,
  scale,
  only = '',
  write,
} = commandLine(
  'bench/run.ts',
  'Measures s3-audit beside what people use otherwise; prints tables in Markdown (docs/benchmarks.md).',
)
  .option('--rounds <n>', 'how often everybody runs', readNumber, 5)
  .option('--scale <share>', 'of the full size of all logs', readShare, 1)
  .option(
    '--only <name>',
    'tables whose names hold this',
    readPartOf([...SCENARIOS.map(({ name }) => name), ...RATIO_TABLES]),
  )
  .option('--write <page>', 'a page of Markdown, in which the tables take the place of earlier ones', readPage)
  .parse()
  .opts();
const present = CONTENDERS.filter(isPresent);
const missing = CONTENDERS.filter((contender) => !isPresent(contender)).map(({ name }) => name);
const ratios = RATIO_TABLES.filter((title) => title.includes(only));
const scenarios = SCENARIOS.filter(({ name }) => name.includes(only));
/** Seconds for each byte of the usual traffic, which other traffic is held against: it comes before. */
let usualPace = NaN;
const measured = [...scenarios.map(run), ...ratios.map((title) => ratioTable(title, rounds, scale))];
const asked = asksTable(measured.flatMap(({ reached }) => reached));
const text = `${conditions()}\n\n${[asked, ...measured.map(({ table }) => table)].join('\n')}`;
process.stdout.write(text);
tellProgress('done');
if (write !== undefined) {
  const page = readFileSync(write, 'utf8');
  writeFileSync(
    write,
    page.replace(RESULTS, () => `\n${text}\n`),
  );
}

/** Looked at before anything is measured. */
function readPage(path: string): string {
  if (RESULTS.test(readFileSync(path, 'utf8'))) return path;
  throw new InvalidArgumentError(
    'It has no place for results between "<!-- results -->" and "<!-- end of results -->".',
  );
}

/** When, of what, and on which machine this was measured. */
function conditions(): string {
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).stdout.trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
  const absent = missing.length === 0 ? '' : ` Not installed, left out: ${missing.join(', ')}.`;
  const scaled = scale === 1 ? '' : `, everything at ${scale} of its size`;
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}: ${rounds} rounds on ${machine}${scaled}.${absent}`;
}

/** Measures a scenario; gives its table in Markdown, and what was reached of what is asked. */
function run(scenario: Scenario): { readonly table: string; readonly reached: readonly Reached[] } {
  const { name, mixture, gigabytes, files, gzip, beside, trail = false, query = false, asks } = scenario;
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-bench-'));
  try {
    tellProgress(`${name}: writing the logs`);
    const logs = trail ? join(folder, 'logs') : folder;
    const events = trail ? join(folder, 'trail') : undefined;
    const truth = generate({
      directory: logs,
      ...{ seed: 1, files, gzip, mixture, bytes: gigabytes * scale * 1024 ** 3 },
      ...(events !== undefined && { trail: events }),
    });
    const alone = trail ? WITH_TRAIL : query ? BY_QUERY : undefined;
    const contenders = alone ? [alone] : present.filter((contender, i) => i === 0 || beside.includes(contender.name));
    // Interleaved: what disturbs the machine disturbs all alike.
    const runs = Array.from({ length: rounds }, (_, round) => {
      tellProgress(`${name}: round ${round + 1} of ${rounds}`);
      return contenders.map((contender) => measure(contender.command(folder, gzip)));
    });
    const left = slowPathOf(someFilesOf(logs));
    const figures = figuresOf(name, runs, contenders, truth, left.records);
    const rows = contenders.map((contender, i) => rowOf(contender, runs, i, truth)).join('');
    return {
      table: [headingOf(scenario, truth), leftToParser(left, events), `${TABLE_HEAD}${rows}`].join('\n\n'),
      reached: reachedBy(name, asks, figures),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function headingOf({ name, gigabytes }: Scenario, { lines, groups, trail }: Corpus): string {
  const events = trail === undefined ? '' : `, ${trail.events} events in files of 1,000`;
  return `### ${name}: ${(gigabytes * scale).toFixed(2)} GB, ${lines} lines, ${groups.length} groups${events}`;
}

/** Everything that may be asked of a scenario. */
function figuresOf(
  name: string,
  runs: readonly (readonly Run[])[],
  contenders: readonly Contender[],
  { lines, bytes, trail }: Corpus,
  leftToParser: number,
): Readonly<Partial<Record<Figure, number>>> {
  const ours = runs.flatMap(([first]) => first ?? []);
  const microseconds = median(ours.map(({ processorSeconds }) => processorSeconds)) * 1e6;
  const pace = median(ours.map(({ seconds = NaN }) => seconds)) / bytes;
  if (name === 'usual') usualPace = pace;
  const fasterThan = (peer: string): number =>
    timesOf(
      runs,
      contenders.findIndex((one) => one.name === peer),
      ({ seconds }) => seconds,
    );
  return {
    'times as fast as gawk': fasterThan('gawk'),
    'times as long as wc -l': 1 / fasterThan('wc -l'),
    'times as long as the usual traffic': pace / usualPace,
    '% of the lines not read in WebAssembly': leftToParser * 100,
    'MB at the peak': Math.max(...ours.map(({ peakMegabytes }) => peakMegabytes)),
    'µs of CPU for each event': microseconds / (trail?.events ?? NaN),
    'µs of CPU for each line': microseconds / lines,
  };
}

/** How many times ours another one took: the median of the rounds, `NaN` of none. */
function timesOf(runs: readonly (readonly Run[])[], other: number, value: (run: Run) => number | undefined): number {
  return median(
    runs.flatMap((round) => {
      const [ours, theirs] = [round[0] && value(round[0]), round[other] && value(round[other])];
      return ours === undefined || theirs === undefined ? [] : [theirs / ours];
    }),
  );
}

function someFilesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .slice(0, FILES_LOOKED_AT)
    .map((name) => join(folder, name));
}

function leftToParser({ records, rejects }: SlowPath, trail: string | undefined): string {
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  const lines = `Not read in WebAssembly: records that are ${percent(records)} of the lines, and ${percent(rejects)} that are no records.`;
  if (trail === undefined) return lines;
  return `${lines} Parsed as JSON: ${percent(parsedShareOf(someFilesOf(trail)))} of the events.`;
}

function rowOf(contender: Contender, runs: readonly (readonly Run[])[], i: number, truth: Corpus): string {
  const mine = runs.flatMap((round) => round[i] ?? []);
  const times = mine.flatMap(({ seconds }) => seconds ?? []);
  if (times.length === 0) return `| ${contender.name} | failed, or over ten minutes | | | | | | |\n`;
  const ratio = (value: (run: Run) => number | undefined): string =>
    i === 0 ? '' : `${timesOf(runs, i, value).toFixed(1)}x`;
  const processor = median(mine.map(({ processorSeconds }) => processorSeconds)).toFixed(2);
  const faster = ratio(({ seconds }) => seconds);
  const less = ratio(({ seconds, processorSeconds }) => (seconds === undefined ? undefined : processorSeconds));
  const peak = Math.max(...mine.map(({ peakMegabytes }) => peakMegabytes));
  const output = mine.find(({ seconds }) => seconds !== undefined)?.output ?? '';
  const cells = [
    contender.name,
    median(times).toFixed(2),
    `${Math.min(...times).toFixed(2)}–${Math.max(...times).toFixed(2)}`,
    faster,
    processor,
    less,
    peak,
    judged(contender, output, truth),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** Holds an answer against the truth: by how many requests it is off, all addresses together. */
function judged({ answer }: Contender, output: string, { groups, trail }: Corpus): string {
  if (answer === undefined) return 'not asked';
  if (trail !== undefined) return isDeepStrictEqual(joinedIn(output), trail) ? 'match rate right' : 'match rate wrong';
  const expected = new Map<string, number>();
  for (const { remoteIp, requests } of groups) {
    const ip = remoteIp ?? '-';
    expected.set(ip, (expected.get(ip) ?? 0) + requests);
  }
  const given = answer(output);
  const addresses = new Set([...expected.keys(), ...given.keys()]);
  const off = [...addresses].reduce((sum, ip) => sum + Math.abs((expected.get(ip) ?? 0) - (given.get(ip) ?? 0)), 0);
  return off === 0 ? 'right' : `wrong by ${off} requests`;
}
