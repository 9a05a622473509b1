import { COMMANDS } from '../../../audit/cli/commands';
import { runCommandLine } from '../../../audit/cli/command-line';
import { type CommandName } from '../../../audit/cli/parts/descriptions';
import { REGISTRIES } from '../../../audit/cli/parts/shell';
import { built, NAMES } from './built-command';

/** What a command line is answered with on standard error. */
async function said(...args: readonly string[]): Promise<string> {
  let text = '';
  const written = jest.spyOn(process.stderr, 'write').mockImplementation((part) => {
    text += String(part);
    return true;
  });
  try {
    expect(await runCommandLine(args, COMMANDS, REGISTRIES)).toBe(2);
    return text;
  } finally {
    written.mockRestore();
  }
}

/** Names that something is looked for by in vain, whatever is asked to be read. */
const MISSING = 'no-such-folder/no-such-file.json';
const HELD = ['--expect', 'samples/expectations.json'];
const LOGS = ['--logs', 'samples/logs'];

/** What is to be read, by command: what else the command needs, and the options that name a file or a folder. */
const READ: readonly (readonly [CommandName, readonly string[], readonly string[]])[] = [
  ['doctor', [], ['--expect']],
  ['doctor', HELD, ['--synth']],
  ['evaluate', [], ['']],
  ['export', ['rcp'], ['--deployment']],
  ['query', ['select 1', ...LOGS], ['--logs', '--cloudtrail']],
  ['rehearse', ['--policy', `bucket=${MISSING}`, ...LOGS], ['']],
  ['rehearse', LOGS, ['--synth', '--plan']],
  ['rejects', LOGS, ['--logs', '--cloudtrail']],
  ['remote-ips', LOGS, ['--logs', '--cloudtrail', '--expect', '--ip-ranges']],
  ['request', ['0123456789ABCDEF', ...LOGS], ['--logs', '--cloudtrail', '--expect', '--ip-ranges']],
  ['review', [], ['--synth', '--plan']],
  ['timeline', [...HELD, ...LOGS], ['--logs', '--cloudtrail', '--expect']],
  [
    'verify',
    [...HELD, ...LOGS],
    ['--logs', '--cloudtrail', '--expect', '--ip-ranges', '--waivers', '--baseline', '--deployment'],
  ],
];

test.each(READ.flatMap(([name, words, options]) => options.map((option) => [name, option, words] as const)))(
  '%s %s says in words that a file is not there',
  async (name, option, words) => {
    const named = option === '' && name !== 'evaluate' ? [] : [...(option === '' ? [] : [option]), MISSING];
    const before = words.filter((word, index) => word !== option && words[index - 1] !== option);
    const text = await said(name, ...before, ...named);
    expect(text).toMatch(/^(s3-audit: [^\n]+\n)+$/);
    expect(text).toContain(`${MISSING}: no such file or directory`);
    expect(text).not.toMatch(/\bE[A-Z]{4,}\b|internal error/);
  },
);

test.each(NAMES)('%s says of what is missing what it is, and which values are allowed', async (name) => {
  const { registeredArguments, options } = await built(name);
  const [argument] = registeredArguments.filter(({ required }) => required);
  const { description = '', argChoices = [] } = argument ?? {};
  if (argument !== undefined) expectTold(await said(name), description, argChoices);
  for (const one of options.filter(({ required, long }) => required && long !== undefined)) {
    expectTold(await said(name, one.long ?? ''), one.description, one.argChoices ?? []);
  }
});

function expectTold(text: string, description: string, choices: readonly string[]): void {
  expect(text).toMatch(/^s3-audit: [^\n]+\n$/);
  expect(text).toContain(`: ${description}`);
  for (const choice of choices) expect(text).toContain(choice);
}
