import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../audit/errors/input-error';
import { commandLine, readNumber } from './command-line';
import { measure, median } from './measure';
import { besideOlder, type Checkouts } from './older-checkout';

/**
 * Has an older commit and this checkout review the same deployments one after the other, each what it synthesizes of them, and
 * says how much of the old one's CPU this one takes: `npm run bench:compare-review -- REVISION [--rounds 3] [FILE…]`.
 */
const program = commandLine(
  'bench/compare-review.ts',
  'Has an older commit and this checkout review the same deployments in turn; tells how much of its CPU this one takes.',
)
  .argument('<revision>', 'the older commit')
  .argument('[file...]', 'deployment files, as both checkouts have them', [
    'examples/everything.yaml',
    'deployment.yaml',
  ])
  .option('--rounds <n>', 'how often both run', readNumber, 3)
  .parse();
const { rounds } = program.opts();
const [revision, files] = program.processedArgs;
besideOlder(revision, (checkouts) => {
  const absent = files.flatMap((file) => [
    ...(existsSync(join(checkouts.there, file)) ? [] : [`${revision} has no ${file}`]),
    ...(existsSync(join(checkouts.here, file)) ? [] : [`this checkout has no ${file}`]),
  ]);
  if (absent.length > 0) throw new InputError(absent);
  console.log('| | CPU seconds before | now | ratio |\n|---|---|---|---|');
  for (const file of files) {
    console.log(compare(file, checkouts));
  }
});

function compare(file: string, { here, there, folder }: Checkouts): string {
  const tsx = join(here, 'node_modules/.bin/tsx');
  const commands = [there, here].map((checkout, index) => reviewing(checkout, file, join(folder, `${index}`), tsx));
  const runs = Array.from({ length: rounds }, () => commands.map((command) => measure(command).processorSeconds));
  const [before, now] = [0, 1].map((side) => median(runs.map((run) => run[side] ?? NaN)));
  const ratio = median(runs.map(([old = NaN, own = NaN]) => own / old));
  return `| ${[file, before?.toFixed(2), now?.toFixed(2), `${ratio.toFixed(2)}x`].join(' | ')} |`;
}

/** Synthesizes a deployment, and says by which command it is reviewed. */
function reviewing(checkout: string, file: string, outdir: string, tsx: string): string {
  rmSync(outdir, { recursive: true, force: true });
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  execFileSync(tsx, ['main.ts', file], { cwd: checkout, env, stdio: 'pipe' });
  const options = `--synth ${outdir} --deployment ${join(checkout, file)} --format json`;
  return `${process.execPath} ${join(checkout, 'bin/s3-audit')} review ${options}`;
}
