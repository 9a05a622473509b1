import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { generate, type Corpus } from './generate';
import { measure, median, type Run } from './measure';
import { BY_QUERY, CONTENDERS, isPresent, joinedIn, WITH_TRAIL, type Contender } from './peers';
import { RATIO_TABLES, ratioTable } from './ratios';
import { scenariosNamed, type Scenario } from './scenarios';
import { slowPathOf } from './slow-path';

/** How many files of a corpus are asked what of them is not read in WebAssembly: a part of many tells as much. */
const FILES_LOOKED_AT = 500;
const RESULTS = /(?<=<!-- results -->\n)[^]*(?=<!-- end of results -->)/;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    write: { type: 'string' },
  },
});
const [rounds, scale] = [Number(values.rounds), Number(values.scale)];
const present = CONTENDERS.filter(isPresent);
const missing = CONTENDERS.filter((contender) => !isPresent(contender)).map(({ name }) => name);
const ratios = RATIO_TABLES.filter((title) => title.includes(values.only));
const scenarios = ratios.length > 0 && values.only !== '' ? [] : scenariosNamed(values.only);
const tables = [...scenarios.map(run), ...ratios.map((title) => ratioTable(title, rounds, scale))];
const text = `${conditions()}\n\n${tables.join('\n')}`;
process.stdout.write(text);
if (values.write !== undefined) {
  const page = readFileSync(values.write, 'utf8');
  writeFileSync(
    values.write,
    page.replace(RESULTS, () => `\n${text}\n`),
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

/** Measures a scenario; gives its table in Markdown. */
function run({ name, mixture, gigabytes, files, gzip, beside, trail = false, query = false, ask }: Scenario): string {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-bench-'));
  try {
    const logs = trail ? join(folder, 'logs') : folder;
    const truth = generate({
      directory: logs,
      ...{ seed: 1, files, gzip, mixture, bytes: gigabytes * scale * 1024 ** 3 },
      ...(trail && { trail: join(folder, 'trail') }),
    });
    const alone = trail ? WITH_TRAIL : query ? BY_QUERY : undefined;
    const contenders = alone ? [alone] : present.filter((contender, i) => i === 0 || beside.includes(contender.name));
    // Interleaved: what disturbs the machine disturbs all alike.
    const runs = Array.from({ length: rounds }, () =>
      contenders.map((contender) => measure(contender.command(folder, gzip))),
    );
    const events = truth.trail === undefined ? '' : `, ${truth.trail.events} events in files of 1,000`;
    const groups = `${truth.groups.length} groups`;
    const title = `### ${name}: ${(gigabytes * scale).toFixed(2)} GB, ${truth.lines} lines, ${groups}${events}\n`;
    const head =
      '| | seconds | spread | ours is faster | CPU seconds | ours takes less | peak MB | answer |\n|---|---|---|---|---|---|---|---|\n';
    const rows = contenders.map((contender, i) => rowOf(contender, runs, i, truth)).join('');
    const reached = ask === undefined ? '' : `\n${reachedBy(ask, runs.flat(), truth)}\n`;
    return `${title}\n${leftToParser(logs)}\n\n${head}${rows}${reached}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each event or line took, beside what it may take. */
function reachedBy(
  { each, microseconds, megabytes }: NonNullable<Scenario['ask']>,
  runs: readonly Run[],
  truth: Corpus,
): string {
  const count = each === 'event' ? (truth.trail?.events ?? NaN) : truth.lines;
  const took = (median(runs.map(({ processorSeconds }) => processorSeconds)) * 1e6) / count;
  const peak = Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes));
  const ofMemory = megabytes === undefined ? '' : `; ${peak} MB at the peak, ${megabytes} are asked for`;
  return `CPU for each ${each}, all included: ${took.toFixed(1)} µs, ${microseconds} are asked for${ofMemory}.`;
}

function leftToParser(folder: string): string {
  const names = readdirSync(folder).slice(0, FILES_LOOKED_AT);
  const { records, rejects } = slowPathOf(names.map((name) => join(folder, name)));
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  return `Not read in WebAssembly: records that are ${percent(records)} of the lines, and ${percent(rejects)} that are no records.`;
}

function rowOf(contender: Contender, runs: readonly (readonly Run[])[], i: number, truth: Corpus): string {
  const mine = runs.flatMap((round) => round[i] ?? []);
  const times = mine.flatMap(({ seconds }) => seconds ?? []);
  if (times.length === 0) return `| ${contender.name} | failed, or over ten minutes | | | | | | |\n`;
  const ratio = (value: (run: Run) => number | undefined): string => {
    const ratios = runs.flatMap((round) => {
      const [ours, theirs] = [round[0] && value(round[0]), round[i] && value(round[i])];
      return ours === undefined || theirs === undefined ? [] : [theirs / ours];
    });
    return i === 0 ? '' : `${median(ratios).toFixed(1)}x`;
  };
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
