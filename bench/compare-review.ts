import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, median } from './measure';

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
const here = join(__dirname, '..');
const isKnown = spawnSync('git', ['-C', here, 'rev-parse', '--quiet', '--verify', `${revision}^{commit}`]).status === 0;
if (!isKnown) throw new Error(`${revision} is no commit of this repository`);
const folder = mkdtempSync(join(tmpdir(), 's3-audit-compare-'));
const there = join(folder, 'checkout');
try {
  execFileSync('git', ['-C', here, 'worktree', 'add', '--quiet', '--detach', there, revision]);
  // Both run with the libraries of this one.
  symlinkSync(resolve(here, 'node_modules'), join(there, 'node_modules'));
  for (const checkout of [here, there]) execFileSync(process.execPath, ['build.mjs'], { cwd: checkout });
  console.log('| | CPU seconds before | now | ratio |\n|---|---|---|---|');
  for (const file of files.length > 0 ? files : ['examples/everything.yaml', 'deployment.yaml']) {
    if (existsSync(join(there, file))) console.log(compare(file));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  execFileSync('git', ['-C', here, 'worktree', 'prune']);
}

function compare(file: string): string {
  const commands = [there, here].map((checkout, index) => reviewing(checkout, file, join(folder, `${index}`)));
  const runs = Array.from({ length: Number(values.rounds) }, () =>
    commands.map((command) => measure(command).processorSeconds),
  );
  const [before, now] = [0, 1].map((side) => median(runs.map((run) => run[side] ?? NaN)));
  const ratio = median(runs.map(([old = NaN, own = NaN]) => own / old));
  return `| ${[file, before?.toFixed(2), now?.toFixed(2), `${ratio.toFixed(2)}x`].join(' | ')} |`;
}

/** Synthesizes a deployment, and says by which command it is reviewed. */
function reviewing(checkout: string, file: string, outdir: string): string {
  rmSync(outdir, { recursive: true, force: true });
  const tsx = join(here, 'node_modules/.bin/tsx');
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  execFileSync(tsx, ['main.ts', file], { cwd: checkout, env, stdio: 'pipe' });
  const options = `--synth ${outdir} --deployment ${join(checkout, file)} --format json`;
  return `${process.execPath} ${join(checkout, 'bin/s3-audit')} review ${options}`;
}
