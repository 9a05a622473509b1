import { readFileSync } from 'node:fs';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { globSync } from 'tinyglobby';
import { COMMANDS } from '../../audit/cli/commands';
import type { CommandName } from '../../audit/cli/parts/descriptions';
import { REGISTRIES, type Shell } from '../../audit/cli/parts/shell';

const FILES = globSync(['README.md', 'docs/**/*.md', 'samples/README.md']);

/** The words of a command line up to a pipe or a redirection, quotes undone. */
const wordsOf = (line: string): readonly string[] =>
  [...line.split(/ (?:\||>|&&) /)[0]!.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

/** Calls of the tool in blocks of code. A synopsis, with its brackets, is none. */
function callsIn(file: string): readonly (readonly [file: string, call: string])[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/```\w*\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.replace(/ *\\\n */g, ' ').split('\n'))
    .flatMap((line) => {
      const call = /^(?:\$ )?(?:bin\/)?s3-audit ([a-z-]+ .*)$/.exec(line)?.[1];
      return call === undefined || /\[|…/.test(call) ? [] : [[file, call] as const];
    });
}

const calls = FILES.flatMap(callsIn);

test('the pages show every command but those that write no answer', () => {
  const others = ['completion', 'man'];
  const shown = new Set([...others, ...calls.map(([, call]) => call.split(' ')[0])]);
  expect(Object.keys(COMMANDS).filter((command) => !shown.has(command))).toEqual([]);
});

test.each(calls)('%s: s3-audit %s is understood', async (_file, call) => {
  const [name = '', ...words] = wordsOf(call);
  const shell: Shell = {
    ...REGISTRIES,
    end: () => undefined,
    program: () => Promise.reject(new Error('not asked for')),
  };
  const command = (await COMMANDS[name as CommandName]())(shell) as CommandUnknownOpts;
  const quiet = command.exitOverride().configureOutput({ writeErr: () => undefined });
  expect(quiet.parseOptions(words).unknown).toEqual([]);
});
