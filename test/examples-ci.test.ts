import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { built } from './audit/cli/built-command';

const FOLDER = 'examples/ci';
const FILES = ['action.yml', ...readdirSync(FOLDER).map((name) => join(FOLDER, name))];

/** Every script of a workflow, wherever it stands. */
function scriptsOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(scriptsOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (['run', 'script', 'before_script'].includes(key))
      return [value].flat().filter((text) => typeof text === 'string');
    return scriptsOf(value);
  });
}

const scripts = FILES.flatMap((file) =>
  scriptsOf(parse(readFileSync(file, 'utf8'))).map((script) => [file, script] as const),
);

test.each(scripts)('%s: bash takes the script %j', (_file, script) => {
  expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test.each(scripts)('%s: no input is part of the script %j', (_file, script) => {
  expect(script).not.toContain('${{');
});

const calls = scripts.flatMap(([file, script]) =>
  [...script.replace(/\s*\n\s*(?=--)/g, ' ').matchAll(/^bin\/s3-audit (.*)$/gm)].map(
    ([, words = '']) => [file, words] as const,
  ),
);

test('every command of the tool that CI needs is shown', () => {
  expect(new Set(calls.map(([, words]) => words.split(' ')[0]))).toEqual(new Set(['review', 'collect', 'verify']));
});

test.each(calls)('%s: s3-audit %s is understood', async (_file, text) => {
  const [name = '', ...words] = text.split(' ');
  const command = await built(name);
  const quiet = command.exitOverride().configureOutput({ writeErr: () => undefined });
  const isTime = (word: string): string => (word.startsWith('"$') ? '2026-01-05' : word);
  expect(quiet.parseOptions(words.map(isTime)).unknown).toEqual([]);
});
