import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { EXAMPLES } from './examples';
import type { CommandName } from './descriptions';
import { EXIT_MEANINGS } from './exit-codes';

/** What the environment decides. */
const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['COLUMNS', 'the width that tables are fitted to; of a terminal, its own width without it'],
  ['NO_COLOR', 'no colours, whatever it holds'],
  ['XDG_CACHE_HOME', 'where records and copies of logs are kept between runs; ~/.cache without it'],
  ['AWS_PROFILE, AWS_REGION and the like', 'as the AWS CLI reads them, for commands that ask AWS'],
];

/** The manual page of the whole command line, as man(7) wants it. */
export function manPage(program: CommandUnknownOpts, version: string): string {
  return [
    `.TH S3\\-AUDIT 1 "" "s3\\-audit ${roff(version)}" "User Commands"`,
    '.SH NAME',
    `s3\\-audit \\- ${roff('tells whether S3 traffic is private, and what proves it')}`,
    '.SH SYNOPSIS',
    '.B s3\\-audit',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    roff(program.description()),
    '.SH COMMANDS',
    ...program.commands.flatMap(commandPart),
    '.SH EXIT STATUS',
    ...EXIT_MEANINGS.flatMap(([code, meaning]) => tagged(String(code), meaning)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => tagged(name, meaning)),
    '',
  ].join('\n');
}

function commandPart(command: CommandUnknownOpts): readonly string[] {
  const help = command.createHelp();
  const words = command.registeredArguments.map((argument) => `<${argument.name()}>`).join(' ');
  return [
    `.SS "${roff(`s3-audit ${command.name()}${words === '' ? '' : ` ${words}`} [options]`)}"`,
    roff(command.description()),
    ...command.registeredArguments.flatMap((argument) =>
      tagged(`<${argument.name()}>`, help.argumentDescription(argument)),
    ),
    ...command.options.flatMap((option) => tagged(option.flags, help.optionDescription(option))),
    ...EXAMPLES[command.name() as CommandName].flatMap(([what, example]) => [
      '.PP',
      `${roff(what)}:`,
      '.PP',
      '.RS 4',
      '.nf',
      roff(`s3-audit ${example}`),
      '.fi',
      '.RE',
    ]),
  ];
}

function tagged(tag: string, text: string): readonly string[] {
  return ['.TP', `.B ${roff(tag)}`, roff(text)];
}

/** Text in which nothing is a request, an escape or a hyphen that could be taken for a dash. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^(?=[.'])/gm, '\\&')
    .replaceAll('…', '...')
    .replaceAll('\n', ' ');
}
