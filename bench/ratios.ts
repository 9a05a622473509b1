import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reachedBy, type Asks, type Figure, type Reached } from './asks';
import { generate } from './generate';
import { measure, median } from './measure';
import { writePolicies } from './rehearse';
import { tellProgress } from './progress';

/** A command beside another one that it is held against. */
interface Pair {
  readonly name: string;
  readonly command: string;
  readonly beside: string;
  readonly other: string;
  /** How often one measurement runs each: GNU time tells hundredths of seconds. */
  readonly times: number;
  readonly asks: Asks;
}

const checkout = join(__dirname, '..');
const node = process.execPath;
const audit = `${node} ${join(checkout, 'bin/s3-audit')}`;
const FORMATS = ['table', 'csv', 'markdown', 'html', 'sarif', 'junit'] as const;
const LINES = 20;

/** Titles of the tables, as `--only` names them. */
export const RATIO_TABLES = ['starting', 'formats', 'rehearsing 200 statements'] as const;

/** Measures a table of ratios; gives it in Markdown, and what was reached of what is asked. */
export function ratioTable(
  title: (typeof RATIO_TABLES)[number],
  rounds: number,
  scale: number,
): { readonly table: string; readonly reached: readonly Reached[] } {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-ratios-'));
  try {
    const pairs = PAIRS[title](folder, scale);
    const head = '| | seconds | beside | seconds | times as long | times the CPU |\n|---|---|---|---|---|---|\n';
    const rows = pairs.map((pair) => rowOf(pair, rounds));
    return {
      table: `### ${title}\n\n${head}${rows.map(({ row }) => row).join('')}`,
      reached: rows.flatMap(({ reached }) => reached),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PAIRS: Readonly<Record<(typeof RATIO_TABLES)[number], (folder: string, scale: number) => readonly Pair[]>> = {
  starting: startsIn,
  formats: formatsIn,
  'rehearsing 200 statements': rehearsalIn,
};

/** What is asked holds for ten million lines. */
function rehearsalIn(folder: string, scale: number): readonly Pair[] {
  const lines = Math.round(10_000_000 * scale);
  const logs = writeLogs(join(folder, 'logs'), { lines });
  return [
    {
      name: `rehearse of ${lines} lines`,
      // Somebody loses access, or something is undecided: 1 or 3.
      command: `${audit} rehearse ${writePolicies(folder)} --plain --format json --logs ${logs}; test $? -ne 2`,
      beside: 'remote-ips',
      asks: { 'times as long as remote-ips': 1.3 },
      other: `${audit} remote-ips --format json --logs ${logs}`,
      times: 1,
    },
  ];
}

function startsIn(folder: string): readonly Pair[] {
  const logs = writeLogs(join(folder, 'logs'), { lines: LINES });
  const [name = ''] = readdirSync(logs);
  const lines = readFileSync(join(logs, name), 'latin1').split('\n').slice(0, LINES);
  writeFileSync(join(logs, name), `${lines.join('\n')}\n`, 'latin1');
  const nothing = {
    ...{ beside: 'node -e 0', other: `${node} -e 0`, times: 10 },
    asks: { 'times as long as node -e 0': 1.5 },
  };
  const synth = `CDKTF_OUTDIR=${join(folder, 'out')} ${node}`;
  const deployment = join(checkout, 'examples/everything.yaml');
  return [
    { name: 's3-audit --help', command: `${audit} --help`, ...nothing },
    { name: `remote-ips of ${LINES} lines`, command: `${audit} remote-ips --format json --logs ${logs}`, ...nothing },
    {
      name: 'synthesis of examples/everything.yaml',
      command: `${synth} ${join(checkout, 'bin/s3-private-path')} ${deployment}`,
      beside: 'an empty CDKTF app',
      other: `${synth} ${join(__dirname, 'empty-app.cjs')}`,
      times: 3,
      asks: { 'times as long as an empty CDKTF app': 1.5 },
    },
  ];
}

function formatsIn(folder: string, scale: number): readonly Pair[] {
  const logs = writeLogs(join(folder, 'logs'), { bytes: 0.25 * scale * 1024 ** 3 });
  const report = (format: string): string => `${audit} remote-ips --format ${format} --logs ${logs}`;
  return FORMATS.map((format) => ({
    name: `remote-ips --format ${format}`,
    command: report(format),
    ...{ beside: '--format json', other: report('json'), times: 3 },
    asks: { 'times as long as JSON': 1.2 },
  }));
}

function writeLogs(directory: string, size: { readonly lines: number } | { readonly bytes: number }): string {
  generate({ directory, seed: 1, files: 1, gzip: false, mixture: 'usual', ...size });
  return directory;
}

function rowOf(
  { name, command, beside, other, times, asks }: Pair,
  rounds: number,
): { readonly row: string; readonly reached: readonly Reached[] } {
  const run = (line: string) => measure(`for i in $(seq ${times}); do ${line} 2>&1; done`);
  tellProgress(name);
  // Once before it counts: the first run of a program keeps its compiled code for the others.
  [command, other].forEach(run);
  const runs = Array.from({ length: rounds }, () => [run(command), run(other)] as const);
  const seconds = (i: 0 | 1): string => (median(runs.map((pair) => pair[i].seconds ?? NaN)) / times).toFixed(3);
  const wall = median(runs.map(([mine, theirs]) => (mine.seconds ?? NaN) / (theirs.seconds ?? NaN)));
  const cpu = median(runs.map(([mine, theirs]) => mine.processorSeconds / theirs.processorSeconds));
  const cells = [name, seconds(0), beside, seconds(1), `${wall.toFixed(2)}x`, `${cpu.toFixed(2)}x`];
  const measured = Object.fromEntries((Object.keys(asks) as Figure[]).map((figure) => [figure, wall]));
  return { row: `| ${cells.join(' | ')} |\n`, reached: reachedBy(name, asks, measured) };
}
