import { printable } from '../../../../contract/printable';
import { InputError } from '../../../errors/input-error';
import { TABLES } from './tables';
import { OTHER_DIRECTORY } from './rows/row-text';

const OUT_OF_MEMORY = /^Out of Memory/i;
const FEWER = 'ask for fewer rows or columns, of fewer files (or raise --memory-limit)';

/** What DuckDB says, and what it means to somebody who may only read the tables. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /file system operations are disabled|Extension .* (is an existing extension|not found)|external access/i,
    `a query reads the tables ${Object.keys(TABLES).join(', ')}; files, networks and extensions are out of its reach`,
  ],
  [/configuration has been locked|read-only mode/i, 'a query only reads: nothing can be set, made or changed'],
  [/Expected \d+ parameters|Values were not provided/i, 'write the values into the SQL: there are no parameters'],
  [OUT_OF_MEMORY, `memory does not suffice for what is asked at once: ${FEWER}`],
  [/^Interrupt/i, 'was interrupted'],
];

/** DuckDB's message in one printable line: without its kind, the quoted statement and the stack of its internals. */
export function plainSqlError(message: string): string {
  const meaning = MEANINGS.find(([pattern]) => pattern.test(message))?.[1];
  if (meaning !== undefined) return meaning;
  const [said = ''] = message.split(/\n+LINE \d+:|\n+Stack Trace/);
  const sentences = said
    .replace(/^(Failed to extract statements: )?([A-Z][A-Za-z -]* Error: )?/, '')
    .split('\n')
    .map((line) => line.trim().replace(/^Candidate/, 'candidate'))
    .filter((line) => line !== '');
  return printable(sentences.join('; ').replaceAll('!;', ';'));
}

/** The user's error where DuckDB has not memory or disk enough for its tables; `undefined` for any other. */
export function loadingError(error: unknown): InputError | undefined {
  // By its property, not its class: errors of the native library may come from another realm.
  const { message } = error as { readonly message?: unknown };
  if (typeof message !== 'string') return undefined;
  if (OUT_OF_MEMORY.test(message)) return new InputError([`query: memory does not suffice for the tables: ${FEWER}`]);
  return message.startsWith('IO Error')
    ? new InputError([`query: ${plainSqlError(message)} ${OTHER_DIRECTORY}`])
    : undefined;
}
