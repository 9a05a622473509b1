// node docs/run-transcripts.mjs [--check] [package.tgz]: packs the package, installs it in an empty folder, runs there every
// command of the console blocks of a page, and writes what each prints below it; with --check it writes nothing, and exit code
// 1 says that the page is not what they print. The folder holds, copied from samples/, what an auditor and a reviewer are given.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PAGE = 'docs/first-steps.md';
const GIVEN = ['logs', 'cloudtrail', 'expectations.json', 'planned'];
const MOST_LINES = 14;

const isCheck = process.argv.includes('--check');
const tarball = process.argv.slice(2).find((word) => word.endsWith('.tgz'));
const folder = mkdtempSync(join(tmpdir(), 'first-steps-'));
try {
  install(tarball === undefined ? pack() : resolve(tarball));
  for (const name of GIVEN) cpSync(join('samples', name), join(folder, name), { recursive: true });
  const page = readFileSync(PAGE, 'utf8');
  const run = page.replace(/```console\n([^]*?)```/g, (_, block) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    return `\`\`\`console\n${commands.map(transcript).join('')}\`\`\``;
  });
  if (!isCheck) writeFileSync(PAGE, run);
  else if (run !== page) {
    console.error(firstDifference(page.split('\n'), run.split('\n')));
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  execFileSync('npm', ['run', '--silent', 'types']);
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  return join(folder, execFileSync('npm', args, { encoding: 'utf8' }).trim());
}

function install(file) {
  writeFileSync(join(folder, 'package.json'), '{"name":"first-steps","private":true}');
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', file], { cwd: folder });
}

function transcript(line) {
  const env = { ...process.env, COLUMNS: '110', NO_COLOR: '1' };
  const { stdout, stderr, status } = spawnSync('bash', ['-c', line.slice(2)], { cwd: folder, encoding: 'utf8', env });
  const lines = `${stdout}${stderr}`.trimEnd().split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 4), '…', ...lines.slice(-3)] : lines;
  const exit = status === 0 ? [] : [`(exit code ${status})`];
  return `${[line, ...shown, ...exit].filter((text) => text !== '').join('\n')}\n`;
}

function firstDifference(page, run) {
  const at = run.findIndex((line, i) => line !== page[i]);
  return `${PAGE}:${at + 1} is not what the command prints; node docs/run-transcripts.mjs writes it anew\n- ${page[at]}\n+ ${run[at]}`;
}
