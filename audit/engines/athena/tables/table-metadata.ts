import { GetTableMetadataCommand, type TableMetadata } from '@aws-sdk/client-athena';
import { failureOf } from '../../../aws/aws-failure';
import { InputError } from '../../../errors/input-error';
import type { AthenaConnection } from '../client/connection';
import { callFailureSentence } from '../client/failures';
import type { TableName } from '../sql/sql-text';

/** A table as the catalog has it. */
export type CatalogTable = TableMetadata;

/**
 * Asks the catalog for a table.
 *
 * @returns `undefined` where there is none.
 * @throws InputError when the catalog cannot be asked.
 */
export async function readTable(
  connection: AthenaConnection,
  { database, table }: TableName,
): Promise<CatalogTable | undefined> {
  try {
    const command = new GetTableMetadataCommand({
      CatalogName: 'AwsDataCatalog',
      DatabaseName: database,
      TableName: table,
      WorkGroup: connection.workgroup,
    });
    return (await connection.athena.send(command)).TableMetadata;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new InputError([`${database}.${table}: ${callFailureSentence(error, 'GetTableMetadata', connection)}`]);
  }
}

function isMissing(error: unknown): boolean {
  const { kind } = failureOf(error, { action: '', resource: '', who: '' });
  const message = error instanceof Error ? error.message : '';
  return kind === 'missing' || /EntityNotFound|not found/i.test(message);
}
