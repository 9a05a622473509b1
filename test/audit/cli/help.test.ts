import { spawnSync } from 'node:child_process';
import { Command } from '@commander-js/extra-typings';
import { EXAMPLES } from '../../../audit/cli/parts/examples';
import { manPage } from '../../../audit/cli/parts/man-page';
import { runS3Audit } from './run-s3-audit';
import { built, NAMES } from './built-command';

/** Words as a shell would take them: redirections and pipes are not the command's. */
const wordsOf = (text: string): readonly string[] =>
  [...(text.split(/ [>|] /)[0] ?? '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const examples = NAMES.flatMap((name) => EXAMPLES[name].map(([what, words]) => [name, words, what] as const));

test.each(examples)('the example of %s is understood: %s', async (name, text) => {
  const [first, ...words] = wordsOf(text);
  expect(first).toBe(name);
  const command = (await built(name)).exitOverride().configureOutput({ writeErr: () => undefined });
  const { operands, unknown } = command.parseOptions([...words]);
  expect(unknown).toEqual([]);
  const { registeredArguments } = command;
  expect(operands.length).toBeGreaterThanOrEqual(registeredArguments.filter(({ required }) => required).length);
  expect(operands.length).toBeLessThanOrEqual(registeredArguments.length);
});

test.each([['--help'], ['help']])('the examples stand in %s of each command', async (word) => {
  const args = word === 'help' ? ['help', 'verify'] : ['verify', '--help'];
  const { code, stdout } = await runS3Audit(args, {});
  expect([code, stdout]).toEqual([0, expect.stringContaining(`s3-audit ${EXAMPLES.verify[0]?.[1] ?? '?'}`)]);
});

test('help of what is no command names it, and what it may have been', async () => {
  const { code, stdout, stderr } = await runS3Audit(['help', 'verfy'], {});
  expect([code, stdout, stderr]).toEqual([2, '', "s3-audit: unknown command 'verfy'\n(Did you mean verify?)\n"]);
});

test('the manual page has every command and option, and is one that man can read', async () => {
  const program = new Command('s3-audit').description('x');
  const commands = await Promise.all(NAMES.map(built));
  for (const command of commands) program.addCommand(command);
  const page = manPage(program, '1.2.3');
  for (const { long } of commands.flatMap(({ options }) => options)) {
    expect(page).toContain((long ?? '').replaceAll('-', '\\-'));
  }
  expect(page).not.toMatch(/^'|\u2026/m);
  const read = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' });
  if (read.error !== undefined) {
    if (process.env.CI === 'true') throw new Error('groff must run in CI');
    console.warn('Skipping the reading of the manual page: groff is not installed.');
    return;
  }
  expect(read.stderr).toBe('');
});
