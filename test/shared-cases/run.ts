import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CASES, handedCases, localAlone, type HandedCase } from './cases';

/**
 * Runs the cases that were handed to the project, which lie beside the repository, through the real command line, and prints a
 * table, that of docs/cases.md with `--markdown`: `npx tsx test/shared-cases/run.ts [--markdown] [id...]`. Exit code 1 where one of
 * them is wrong.
 */
const COMMAND = resolve(__dirname, '../../bin/s3-audit');

function run(handed: HandedCase): { readonly code: number | null; readonly right: boolean; readonly reason: string } {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-cases-'));
  try {
    cpSync(join(CASES, handed.cwd), folder, { recursive: true });
    for (const empty of ['ct', 'l2']) mkdirSync(join(folder, empty), { recursive: true });
    const region = `sed 's/"version": 1,/"version": 1, "region": "us-east-1",/' expect.json > REGION; `;
    const prepare = handed.args.includes('REGION') ? region : '';
    const result = spawnSync('sh', ['-c', `${prepare}"${COMMAND}" ${handed.args}`], { cwd: folder, encoding: 'utf8' });
    const said = `${result.stdout}${result.stderr}`;
    const right =
      handed.codes.includes(result.status ?? -1) &&
      (handed.says?.test(said) ?? true) &&
      !(handed.saysNot?.test(reasonsIn(result.stdout)) ?? false);
    const reason = (reasonsIn(result.stdout) || result.stderr.trim()).replaceAll(`${folder}/`, '');
    return { code: result.status, right, reason };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function reasonsIn(stdout: string): string {
  try {
    return (JSON.parse(stdout) as { reasons: readonly string[] }).reasons.join('; ');
  } catch {
    return '';
  }
}

if (!existsSync(CASES)) {
  process.stderr.write(`no handed cases: ${CASES} is not there\n`);
  process.exit(2);
}
const [markdown, asked] = [
  process.argv.includes('--markdown'),
  process.argv.slice(2).filter((arg) => !arg.startsWith('--')),
];
const cases = handedCases().filter(({ id }) => asked.length === 0 || asked.some((part) => id.includes(part)));
const VERDICTS = ['pass', 'fail', 'refused (exit 2)', 'unproven'];
const named = (code: number | null): string => VERDICTS[code ?? -1] ?? String(code);
let wrong = 0;
if (markdown) console.log('| case | what is tried | right | verdict | engines | reason |\n|---|---|---|---|---|---|');
for (const handed of cases) {
  const { code, right, reason } = run(handed);
  if (!right) wrong++;
  const expected = handed.codes.map(named).join(' or ');
  const shown = reason.replace(/^s3-audit: /, '').replaceAll('|', '\\|');
  const why = shown.length > 200 ? `${shown.slice(0, 200)} …` : shown;
  if (markdown)
    console.log(
      `| ${handed.id} | ${handed.what} | ${expected} | ${named(code)} | ${localAlone(handed) === undefined ? 'all' : 'local'} | ${why} |`,
    );
  else console.log(`${right ? 'right' : 'WRONG'} | ${handed.id} | ${expected} | ${named(code)} | ${why}`);
}
if (!markdown) console.log(`${cases.length - wrong} of ${cases.length} right`);
process.exitCode = wrong > 0 ? 1 : 0;
