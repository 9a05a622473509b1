import { InputError } from '../../errors/input-error';
import { limitMemory } from '../../memory';
import { missing } from './complaints';
import { outputsOf } from './outputs';
import { refuseInputs, type Input } from './refuse-inputs';
import type { Command, CommandUnknownOpts, InferOptions, Option, OptionValues } from '@commander-js/extra-typings';

/** An option, whatever it is called and holds. */
type AnyOption = Option<string, unknown, unknown, unknown, boolean, unknown>;

/**
 * What a command is told by its options: `--query-timeout <seconds>` is `queryTimeout`. Who renames an option breaks the
 * code that reads it, at compile time.
 */
export type Told<Options extends readonly unknown[], Known = object> = Options extends readonly [
  Option<infer Usage, infer Preset, infer Default, infer Parsed, infer Mandatory, infer Choices>,
  ...infer Rest,
]
  ? Told<Rest, InferOptions<Known, Usage, Default, Parsed, Mandatory, Preset, Choices>>
  : Known;

/** Headings of help, in their order; what has none is an option like any other. */
export const GROUPS = {
  required: 'Required options:',
  tables: 'Athena and Trino options:',
  athena: 'Athena options:',
  trino: 'Trino options:',
  aws: 'AWS options:',
} as const;

const ORDER: readonly (string | undefined)[] = [
  GROUPS.required,
  undefined,
  GROUPS.tables,
  GROUPS.athena,
  GROUPS.trino,
  GROUPS.aws,
];

/**
 * Adds options to a command: those that are required first, those of AWS last. What is required is asked for after the command
 * line has been read: Commander would blame a misspelt option on the one that is missing by it.
 */
export function withOptions<Args extends unknown[], const Options extends readonly AnyOption[]>(
  command: Command<Args>,
  options: Options,
): Command<Args, Told<Options> & OptionValues> {
  for (const option of options) {
    if (option.mandatory) option.helpGroup(GROUPS.required).makeOptionMandatory(false);
  }
  command.hook('preAction', async () => {
    const notGiven = command.options.filter(
      (option) =>
        option.helpGroupHeading === GROUPS.required && command.getOptionValue(option.attributeName()) === undefined,
    );
    if (notGiven.length > 0)
      throw new InputError(notGiven.map((one) => missing(`required option '${one.flags}' not specified`, one)));
    requireFormats(command);
    const memory = command.getOptionValue('memoryLimit');
    if (typeof memory === 'number') limitMemory(memory);
    await refuseInputs(textsOf(command.getOptionValue('output')), inputsOf(command));
  });
  const rank = ({ helpGroupHeading }: AnyOption): number => ORDER.indexOf(helpGroupHeading);
  for (const option of [...options].sort((a, b) => rank(a) - rank(b))) command.addOption(option);
  return command as unknown as Command<Args, Told<Options> & OptionValues>;
}

/** An output that cannot be written as its name says is no surprise at the end of the work. */
function requireFormats(command: CommandUnknownOpts): void {
  const formats = command.options.find(({ long }) => long === '--format')?.argChoices;
  if (formats === undefined) return;
  const format = command.getOptionValue('format');
  outputsOf(formats, {
    format: typeof format === 'string' ? format : null,
    output: textsOf(command.getOptionValue('output')),
  });
}

/** Placeholders of what is read; an output and what is a directory for something else have others. */
const READ = /<(?:path|file|resource=file)(?:\.\.\.)?>$/;

/** What the command line names that is read, by the options that name it. */
function inputsOf(command: CommandUnknownOpts): readonly Input[] {
  return command.options
    .filter(({ flags, long }) => READ.test(flags) && long !== '--output')
    .map((option): Input => ({
      option: option.long ?? option.flags,
      paths: textsOf(command.getOptionValue(option.attributeName())).map((text) =>
        option.flags.includes('=file') ? text.slice(text.indexOf('=') + 1) : text,
      ),
    }));
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((text): text is string => typeof text === 'string');
}
