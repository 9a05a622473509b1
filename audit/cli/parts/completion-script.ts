/** What can be completed of a command. */
export interface Completable {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
}

/** An option as the shells complete it. */
export interface CompletableOption {
  /** Such as `--format`. */
  readonly flag: string;
  readonly description: string;
  /** Values that it may have; none where any may stand there, files most often. */
  readonly choices: readonly string[];
  readonly takesValue: boolean;
}

type Writer = (commands: readonly Completable[]) => string;

const WRITERS = { bash, zsh, fish } as const satisfies Readonly<Record<string, Writer>>;

/** Shells that a script can be written for. */
export const SHELLS = Object.keys(WRITERS) as readonly (keyof typeof WRITERS)[];

/** Writes a completion script. Names, flags and choices are this program's own; descriptions are quoted all the same. */
export function completionScript(shell: keyof typeof WRITERS, commands: readonly Completable[]): string {
  return WRITERS[shell](commands);
}

function bash(commands: readonly Completable[]): string {
  const flagCases = commands.map(({ name, options }) => `    ${name}) flags='${flagsOf(options)}' ;;`);
  const choiceCases = commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    '${name} ${flag}') choices='${choices.join(' ')}' ;;`),
  );
  return `_s3_audit() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} flags='' choices=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$word"))
    return
  fi
  case "$command $before" in
${choiceCases.join('\n')}
  esac
  case "$command" in
${flagCases.join('\n')}
  esac
  if [ -n "$choices" ]; then
    COMPREPLY=($(compgen -W "$choices" -- "$word"))
  elif [ "\${word#-}" != "$word" ]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -F _s3_audit s3-audit
`;
}

function flagsOf(options: readonly CompletableOption[]): string {
  return options.map(({ flag }) => flag).join(' ');
}

function zsh(commands: readonly Completable[]): string {
  const described = commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`);
  const cases = commands.map(({ name, options }) => {
    const specs = options.map(({ flag, description, choices, takesValue }) => {
      const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? ':value:_files' : '';
      return quoted(`*${flag}[${description.replace(/[[\]:]/g, ' ')}]${value}`);
    });
    return `    ${name}) _arguments ${[...specs, `'*:file:_files'`].join(' ')} ;;`;
  });
  return `#compdef s3-audit
_s3_audit() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _s3_audit s3-audit
`;
}

function fish(commands: readonly Completable[]): string {
  const names = commands.map(
    ({ name, description }) => `complete -c s3-audit -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
  );
  const options = commands.flatMap(({ name, options: all }) =>
    all.map(({ flag, description, choices, takesValue }) => {
      const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
      const when = `-n '__fish_seen_subcommand_from ${name}'`;
      return `complete -c s3-audit ${when} -l ${flag.slice(2)}${value} -d ${quoted(description)}`;
    }),
  );
  return `${[...names, ...options].join('\n')}\n`;
}

/** Text that a shell takes as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
