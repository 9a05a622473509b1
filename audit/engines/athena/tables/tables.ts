import type { LogTable } from '../../../../contract/log-tables';
import type { AthenaConnection } from '../client/connection';
import {
  ACCESS_LOG_VIEW,
  CLOUDTRAIL_VIEW,
  createAccessLogView,
  createCloudTrailView,
  createDatabase,
  createTable,
} from './ddl';
import { runQuery } from '../client/run-query';
import { readTable, type CatalogTable } from './table-metadata';

/** The tables of one database. */
export interface TableSet {
  readonly database: string;
  readonly accessLog?: LogTable;
  readonly cloudTrail?: LogTable;
}

/** What became of a table, or how it stands. */
export interface TableState {
  readonly table: string;
  readonly state: 'created' | 'unchanged' | 'missing' | 'differs';
  /** Where it differs from what it should be, a sentence each. */
  readonly differences: readonly string[];
}

const LIMITS = { timeout: 300 };

/** Every statement that makes the tables and their views, in order. */
export function statementsOf(tables: TableSet): readonly string[] {
  return [
    createDatabase(tables.database),
    ...tablesOf(tables).map((table) => createTable(tables.database, table)),
    ...viewsOf(tables),
  ];
}

/**
 * Makes what is missing. A table that is there is compared and left as it is, different or not: somebody may rely on it.
 *
 * @throws InputError when a statement fails.
 */
export async function createTables(connection: AthenaConnection, tables: TableSet): Promise<readonly TableState[]> {
  await runQuery(connection, createDatabase(tables.database), LIMITS);
  const states: TableState[] = [];
  for (const table of tablesOf(tables)) {
    const state = await stateOf(connection, tables.database, table);
    if (state.state === 'missing') await runQuery(connection, createTable(tables.database, table), LIMITS);
    states.push(state.state === 'missing' ? { ...state, state: 'created' } : state);
  }
  for (const view of viewsOf(tables)) await runQuery(connection, view, LIMITS);
  return states;
}

/** Compares the tables that are there with what they should be; changes nothing. */
export async function checkTables(connection: AthenaConnection, tables: TableSet): Promise<readonly TableState[]> {
  const states: TableState[] = [];
  for (const table of tablesOf(tables)) states.push(await stateOf(connection, tables.database, table));
  return states;
}

function tablesOf({ accessLog, cloudTrail }: TableSet): readonly LogTable[] {
  return [accessLog, cloudTrail].filter((table) => table !== undefined);
}

function viewsOf({ database, accessLog, cloudTrail }: TableSet): readonly string[] {
  return [
    ...(accessLog ? [createAccessLogView({ database, table: ACCESS_LOG_VIEW }, accessLog)] : []),
    ...(cloudTrail ? [createCloudTrailView({ database, table: CLOUDTRAIL_VIEW }, cloudTrail)] : []),
  ];
}

async function stateOf(connection: AthenaConnection, database: string, table: LogTable): Promise<TableState> {
  const found = await readTable(connection, { database, table: table.name });
  const name = `${database}.${table.name}`;
  if (found === undefined) return { table: name, state: 'missing', differences: [] };
  const differences = differencesOf(table, found);
  return { table: name, state: differences.length === 0 ? 'unchanged' : 'differs', differences };
}

/** Where a table of the catalog differs from its definition. */
function differencesOf(table: LogTable, found: CatalogTable): readonly string[] {
  const { Columns: columns, PartitionKeys: keys, Parameters: parameters = {} } = found;
  const text = (list: CatalogTable['Columns']): string =>
    (list ?? []).map(({ Name: name, Type: type }) => `${name ?? ''} ${type ?? ''}`).join(', ');
  const wanted = (list: LogTable['columns']): string => list.map(({ name, type }) => `${name} ${type}`).join(', ');
  const properties = Object.entries(table.parameters).filter(([name]) => name !== 'EXTERNAL');
  return [
    ...different('columns', wanted(table.columns), text(columns)),
    ...different('partition columns', wanted(table.partitionKeys), text(keys)),
    ...different('location', table.location, parameters.location, (location) => location.replace(/\/*$/, '/')),
    ...different('SerDe', table.serializationLibrary, parameters['serde.serialization.lib']),
    // The catalog need not tell these; a query holds every line against its columns anyway.
    ...Object.entries(table.serdeParameters).flatMap(([name, value]) =>
      different(name, value, parameters[`serde.param.${name}`] ?? value),
    ),
    ...properties.flatMap(([name, value]) => different(name, value, parameters[name])),
  ];
}

function different(
  what: string,
  wanted: string,
  found: string | undefined,
  canonical: (text: string) => string = (text) => text,
): readonly string[] {
  if (found !== undefined && canonical(found) === canonical(wanted)) return [];
  return [`${what}: ${found ?? 'missing'}; should be ${wanted}`];
}
