import { parseBoundedJson } from '../../../../contract/bounded-json';
import { isObject } from '../../../../contract/json-object';
import { InputError } from '../../../errors/input-error';
import type { TrinoConnection } from './connection';
import type { TrinoError } from './failures';

/** A column of a result. */
export interface TrinoColumn {
  readonly name: string;
  readonly type: string;
}

/** An answer of Trino's, as far as it is looked at (Trino documentation, "Trino client REST API"). */
export interface Answer {
  /** Path and query of what is to be asked next. The server may name itself otherwise than we reach it, behind a proxy. */
  readonly next: string | undefined;
  readonly columns: readonly TrinoColumn[] | undefined;
  readonly rows: readonly (readonly (string | null)[])[];
  /** Bytes read so far. */
  readonly read: number;
  readonly error: TrinoError | undefined;
}

/**
 * Reads an answer: all of it is what the protocol says, or none of it is taken.
 *
 * @throws InputError for what no Trino answers.
 */
export function readAnswer(body: string, { origin }: Pick<TrinoConnection, 'origin'>): Answer {
  const json = jsonOf(body, origin);
  const no = (what: string): InputError => new InputError([`${origin} is no Trino: its answer has ${what}`]);
  const { nextUri, columns, data, stats, error } = json;
  if (!isOptional(nextUri, (value) => typeof value === 'string' && URL.canParse(value, HERE)))
    throw no('a nextUri that is no address');
  if (!isOptional(columns, isListOf(isColumn))) throw no('columns without names and types');
  if (!isOptional(data, isListOf(isListOf(() => true)))) throw no('rows that are no lists');
  if (!isOptional(error, isObject)) throw no('an error that is no object');
  const read = isObject(stats) ? stats.physicalInputBytes : undefined;
  const { errorName, message } = (error ?? {}) as Record<string, unknown>;
  return {
    next: nextUri === undefined || nextUri === null ? undefined : pathOf(nextUri as string),
    columns: (columns ?? undefined) as readonly TrinoColumn[] | undefined,
    rows: ((data ?? []) as readonly (readonly unknown[])[]).map((row) => row.map(textOf)),
    read: typeof read === 'number' ? read : 0,
    error:
      error === undefined || error === null
        ? undefined
        : {
            ...(typeof errorName === 'string' && { errorName }),
            ...(typeof message === 'string' && { message }),
          },
  };
}

/** Where a text begins or ends, what is escaped in one, and numbers. */
const QUOTE_OR_NUMBER = /"|\\.|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Puts whole numbers that JavaScript would round into texts. */
function withExactNumbers(json: string): string {
  let inText = false;
  return json.replace(QUOTE_OR_NUMBER, (token) => {
    if (token === '"') inText = !inText;
    return !inText && /^-?\d{16,}$/.test(token) ? `"${token}"` : token;
  });
}

function jsonOf(body: string, origin: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = parseBoundedJson(withExactNumbers(body));
  } catch (error) {
    const deep = error instanceof SyntaxError && error.message.startsWith('it nests') ? `: ${error.message}` : '';
    throw new InputError([`${origin} is no Trino: its answer is no JSON${deep}`]);
  }
  if (!isObject(json)) throw new InputError([`${origin} is no Trino: its answer is no JSON object`]);
  return json;
}

/** JSON writes what is not there as nothing or as `null`. */
function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || is(value);
}

function isListOf(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(is);
}

function isColumn(value: unknown): boolean {
  return isObject(value) && typeof value.name === 'string' && typeof value.type === 'string';
}

/** What is relative is so to the server, whatever it is called. */
const HERE = 'http://trino.invalid/';

/** Nobody else than the server we were told is asked, and told who asks. */
function pathOf(uri: string): string {
  const { pathname, search } = new URL(uri, HERE);
  return pathname + search;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
