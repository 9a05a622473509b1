import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { commandLine, readNumber, readPartOf, readShare } from './command-line';
import { generate } from './generate';
import { measure, median, type Run } from './measure';
import { besideOlder, type Checkouts } from './older-checkout';
import { SCENARIOS, type Scenario } from './scenarios';

const FORMATS = ['json', 'table', 'csv', 'markdown', 'html', 'sarif', 'junit'] as const;

/**
 * Runs an older commit and this checkout one after the other on the same logs, and says how much of the old one's time this
 * one takes and whether both gave the same output: `npm run bench:compare -- REVISION [--only NAME] [--rounds 5] [--scale 0.2]`.
 */
const program = commandLine(
  'bench/compare.ts',
  'Runs an older commit and this checkout on the same logs in turn; tells how much of its time this one takes.',
)
  .argument('<revision>', 'the older commit')
  .option('--rounds <n>', 'how often both run', readNumber, 5)
  .option('--scale <share>', 'of the full size of all logs', readShare, 0.2)
  .option('--only <name>', 'logs whose names hold this', readPartOf(SCENARIOS.map(({ name }) => name)))
  .addOption(new Option('--format <name>', 'of the reports').choices(FORMATS).default('json' as const))
  .parse();
const { rounds, scale, only = '', format } = program.opts();
const [revision] = program.processedArgs;
const scenarios = SCENARIOS.filter(({ name }) => name.includes(only));
besideOlder(revision, (checkouts) => {
  console.log('| | wall | CPU | peak MB before, now | same output |\n|---|---|---|---|---|');
  for (const scenario of scenarios) console.log(compare(scenario, checkouts));
});

function compare(
  { name, mixture, gigabytes, files, gzip, trail = false }: Scenario,
  { here, there, folder }: Checkouts,
): string {
  const corpus = mkdtempSync(join(folder, 'corpus-'));
  const directory = join(corpus, 'logs');
  const told = join(corpus, 'trail');
  const bytes = gigabytes * scale * 1024 ** 3;
  generate({ directory, seed: 2, files, gzip, mixture, bytes, ...(trail && { trail: told }) });
  const command = (checkout: string): string =>
    `${process.execPath} ${join(checkout, 'bin/s3-audit')} remote-ips --format ${format} --logs ${directory}` +
    (trail ? ` --cloudtrail ${told}` : '');
  const runs = Array.from({ length: rounds }, () => [measure(command(there)), measure(command(here))] as const);
  rmSync(corpus, { recursive: true });
  const ratio = (value: (run: Run) => number): string =>
    `${median(runs.map(([before, now]) => value(now) / value(before))).toFixed(2)}x`;
  const peak = (i: 0 | 1): number => Math.max(...runs.map((pair) => pair[i].peakMegabytes));
  const isSame = runs.every(([before, now]) => before.output === now.output && now.output !== '');
  const cells = [
    name,
    ratio(({ seconds = NaN }) => seconds),
    ratio(({ processorSeconds }) => processorSeconds),
    `${peak(0)}, ${peak(1)}`,
    isSame ? 'yes' : 'NO',
  ];
  return `| ${cells.join(' | ')} |`;
}
