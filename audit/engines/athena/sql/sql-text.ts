import { printable } from '../../../../contract/printable';
import { InputError } from '../../../errors/input-error';

/** Names that Athena, Glue and Hive take alike; quotes and other marks are refused rather than escaped. */
const NAME = /^[a-z0-9_][a-z0-9_-]{0,127}$/;
/** Characters that no name of a bucket, region or path we compare with can hold; a query could hide text behind them. */
const CONTROL = /\p{Cc}|\p{Cs}/u;

/** A database, and a table or view in it. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/**
 * Writes the name of a column, table or database for a query (Trino).
 *
 * @throws InputError when it is no name of small letters, digits, `_` and `-`.
 */
export function queryName(name: string): string {
  return `"${valid(name)}"`;
}

/** Writes a table's name for a query (Trino). */
export function queryTable({ database, table }: TableName): string {
  return `${queryName(database)}.${queryName(table)}`;
}

/** Writes a table's name for DDL (Hive). */
export function ddlTable({ database, table }: TableName): string {
  return `${ddlName(database)}.${ddlName(table)}`;
}

/** Writes a name for DDL (Hive). */
export function ddlName(name: string): string {
  return `\`${valid(name)}\``;
}

function valid(name: string): string {
  if (NAME.test(name)) return name;
  throw new InputError([`${printable(name) || '""'}: is no name for Athena; allowed: small letters, digits, _ and -`]);
}

/**
 * Writes text as a literal of a query (Trino): quotes doubled, a backslash is a backslash.
 *
 * @throws InputError for control characters and lone surrogates.
 */
export function queryText(text: string): string {
  return `'${withoutControls(text).replaceAll("'", "''")}'`;
}

/**
 * Writes text as a literal of DDL (Hive): the backslash escapes itself and the quote.
 *
 * @throws InputError for control characters and lone surrogates.
 */
export function ddlText(text: string): string {
  return `'${withoutControls(text).replace(/[\\']/g, '\\$&')}'`;
}

/** Writes a list of literals for `IN`. */
export function queryList(texts: readonly string[]): string {
  return `(${texts.map(queryText).join(', ')})`;
}

function withoutControls(text: string): string {
  if (!CONTROL.test(text)) return text;
  throw new InputError([`${printable(text)}: control characters cannot be part of a query`]);
}
