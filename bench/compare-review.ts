import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, median } from './measure';
import { besideOlder, type Checkouts } from './older-checkout';

/**
 * Has an older commit and this checkout review the same deployments one after the other, each what it synthesizes of them, and
 * says how much of the old one's CPU this one takes: `npm run bench:compare-review -- REVISION [--rounds 3] [FILE…]`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const [revision, ...files] = positionals;
if (revision === undefined) throw new Error('which revision? npm run bench:compare-review -- REVISION');
besideOlder(revision, (checkouts) => {
  const absent = files.filter((file) => !existsSync(join(checkouts.there, file)));
  if (absent.length > 0) throw new Error(`${revision} has no ${absent.join(', ')}`);
  console.log('| | CPU seconds before | now | ratio |\n|---|---|---|---|');
  for (const file of files.length > 0 ? files : ['examples/everything.yaml', 'deployment.yaml']) {
    console.log(compare(file, checkouts));
  }
});

function compare(file: string, { here, there, folder }: Checkouts): string {
  const tsx = join(here, 'node_modules/.bin/tsx');
  const commands = [there, here].map((checkout, index) => reviewing(checkout, file, join(folder, `${index}`), tsx));
  const runs = Array.from({ length: Number(values.rounds) }, () =>
    commands.map((command) => measure(command).processorSeconds),
  );
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
