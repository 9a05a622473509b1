import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();

/** Runs text in a shell, with the completion script as its first argument. */
async function inShell(shell: string, text: string): Promise<string> {
  const script = join(directory(), `s3-audit.${shell}`);
  writeFileSync(script, (await runS3Audit(['completion', shell], {})).stdout);
  const { error, stdout, stderr } = spawnSync(shell, ['-c', text.replaceAll('SCRIPT', script)], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  expect(stderr).toBe('');
  return stdout.trim();
}

function isMissing(shell: string): boolean {
  const missing = spawnSync(shell, ['-c', 'true']).error !== undefined;
  if (missing && process.env.CI === 'true') throw new Error(`${shell} must run in CI`);
  if (missing) console.warn(`Skipping the completion of ${shell}: it is not installed.`);
  return missing;
}

function bashCompletes(words: readonly string[]): Promise<string> {
  const list = words.map((word) => `'${word}'`).join(' ');
  return inShell(
    'bash',
    `source SCRIPT; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _s3_audit; echo "\${COMPREPLY[*]}"`,
  );
}

test('bash completes commands, options and their choices', async () => {
  expect(await bashCompletes(['s3-audit', 'ver'])).toBe('verify');
  expect(await bashCompletes(['s3-audit', 'query', '--li'])).toBe('--limit');
  expect(await bashCompletes(['s3-audit', 'verify', '--format', 'ht'])).toBe('html');
});

(isMissing('fish') ? test.skip : test)('fish completes commands and choices', async () => {
  expect(await inShell('fish', 'source SCRIPT; complete -C "s3-audit ver"')).toMatch(/^verify\t/);
  expect(await inShell('fish', 'source SCRIPT; complete -C "s3-audit verify --format ht"')).toMatch(/^html\b/);
});

(isMissing('zsh') ? test.skip : test)('zsh takes its script', async () => {
  expect(await inShell('zsh', 'zsh -n SCRIPT && echo read')).toBe('read');
});

test('a shell that is not known is refused, and the known ones are named', async () => {
  const { code, stderr } = await runS3Audit(['completion', 'tcsh'], {});
  expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});
