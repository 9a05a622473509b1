import { readFileSync } from 'node:fs';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { globSync } from 'tinyglobby';
import { COMMANDS } from '../../audit/cli/commands';
import { built } from '../audit/cli/built-command';

const FILES = globSync(['README.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/**/*.md', 'samples/README.md']);
const BLOCK = /```\w*\n(.*?)```/gs;

type Call = readonly [file: string, call: string];
const isCall = (call: string): boolean => Object.hasOwn(COMMANDS, call.split(' ')[0]!) && !/\[|…/.test(call);

/** Calls of the tool in blocks of code. A synopsis, with its brackets, is none. */
const calls = FILES.flatMap((file): readonly Call[] =>
  [...readFileSync(file, 'utf8').matchAll(BLOCK)]
    .flatMap(([, block = '']) => block.replace(/ *\\\n */g, ' ').split('\n'))
    .map((line) => /^(?:\$ )?(?:bin\/|npx )?s3-audit (.*)$/.exec(line)?.[1] ?? '')
    .filter(isCall)
    .map((call) => [file, call]),
);

/** Options that a sentence speaks of beside their command, such as `verify --waivers`. */
const mentions = FILES.flatMap((file): readonly Call[] =>
  [
    ...readFileSync(file, 'utf8')
      .replace(BLOCK, '')
      .matchAll(/`(?:s3-audit )?([a-z-]+ [^`]*?--[^`]+)`/g),
  ]
    .map(([, code = '']) => code.replace(/\s+/g, ' '))
    .filter(isCall)
    .map((call) => [file, call]),
);

/** The words of a command line up to a pipe or a redirection, quotes undone. */
const wordsOf = (line: string): readonly string[] =>
  [...line.split(/ (?:\||>|&&) /)[0]!.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');

const commandOf = async (name: string): Promise<CommandUnknownOpts> =>
  (await built(name)).exitOverride().configureOutput({ writeErr: () => undefined });

test('the pages show every command but those that write no answer', () => {
  const others = ['completion', 'man'];
  const shown = new Set([...others, ...calls.map(([, call]) => call.split(' ')[0])]);
  expect(Object.keys(COMMANDS).filter((command) => !shown.has(command))).toEqual([]);
});

test.each(calls)('%s: s3-audit %s is understood', async (_file, call) => {
  const [name = '', ...words] = wordsOf(call);
  expect((await commandOf(name)).parseOptions(words).unknown).toEqual([]);
});

test.each(mentions)('%s: `%s` speaks of options that there are', async (_file, call) => {
  const { options } = await commandOf(call.split(' ')[0]!);
  const known = ['--help', ...options.map(({ long }) => long)];
  expect([...call.matchAll(/--[a-z-]+/g)].map(([option]) => option).filter((option) => !known.includes(option))).toEqual([]); // prettier-ignore
});
