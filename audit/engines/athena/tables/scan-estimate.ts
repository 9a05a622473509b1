import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { readS3Location } from '../../../../contract/s3-location';
import { failureOf } from '../../../aws/aws-failure';
import { daysRead, type BoundedSelection, type QueriedTables } from '../sql/aggregate-query';
import type { AthenaConnection } from '../client/connection';
import type { TableName } from '../sql/sql-text';
import { readTable, type CatalogTable } from './table-metadata';

/** What a query would scan: so many bytes, at least so many (the counting stopped there), or why nobody can tell. */
export type ScanEstimate =
  { readonly kind: 'exact' | 'more'; readonly bytes: number } | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Adds up the sizes of the objects that a query would read, from a listing of the partitions it is limited to. Athena bills
 * what it reads, compressed as it is.
 *
 * @param enough bytes at which counting stops.
 */
export async function estimateScan(
  connection: AthenaConnection,
  tables: QueriedTables,
  selection: BoundedSelection,
  enough: number,
): Promise<ScanEstimate> {
  if (tables.layout === 'simple')
    return { kind: 'unknown', reason: 'a simple prefix is read from its beginning to its end' };
  const names: readonly TableName[] = [tables.accessLog, ...(tables.cloudTrail ? [tables.cloudTrail] : [])];
  let bytes = 0;
  try {
    for (const name of names) {
      const table = await readTable(connection, name);
      const prefixes = table === undefined ? undefined : partitionsOf(table, selection);
      if (prefixes === undefined)
        return { kind: 'unknown', reason: `${name.table} has no projected partitions to list` };
      for (const prefix of prefixes) {
        bytes = await addSizes(connection, prefix, bytes, enough);
        if (bytes > enough) return { kind: 'more', bytes };
      }
    }
    return { kind: 'exact', bytes };
  } catch (error) {
    const attempt = { action: 's3:ListBucket', resource: 'the logs', who: connection.who };
    return { kind: 'unknown', reason: failureOf(error, attempt).sentence };
  }
}

async function addSizes({ s3 }: AthenaConnection, prefix: string, before: number, enough: number): Promise<number> {
  const { bucket, key } = readS3Location(prefix) ?? { bucket: '', key: '' };
  let bytes = before;
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    for (const { Size: size } of page.Contents ?? []) bytes += size ?? 0;
    token = page.NextContinuationToken;
  } while (token !== undefined && bytes <= enough);
  return bytes;
}

/** The locations that projection gives for the days and buckets asked for; `undefined` where the table has no projection. */
function partitionsOf(
  { Parameters: parameters = {}, PartitionKeys: keys = [] }: CatalogTable,
  selection: BoundedSelection,
): readonly string[] | undefined {
  const template = parameters['storage.location.template'];
  if (template === undefined) return undefined;
  return keys.reduce<readonly string[]>(
    (prefixes, { Name: key = '' }) => {
      const values = valuesOf(key, parameters, selection);
      return prefixes.flatMap((prefix) => values.map((value) => prefix.replaceAll(`\${${key}}`, value)));
    },
    [template],
  );
}

function valuesOf(
  key: string,
  parameters: Readonly<Record<string, string>>,
  selection: BoundedSelection,
): readonly string[] {
  if (key === 'day') return daysBetween(daysRead(selection));
  const values = (parameters[`projection.${key}.values`] ?? '').split(',');
  const { buckets } = selection;
  return key === 'log_bucket' && buckets.length > 0 ? values.filter((value) => buckets.includes(value)) : values;
}

/** Every day of a range, both ends included, `2026/01/05`. */
export function daysBetween({ first, last }: { readonly first: string; readonly last: string }): readonly string[] {
  const days: string[] = [];
  for (let time = Date.parse(`${first.replaceAll('/', '-')}T00:00:00Z`); ; time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');
    if (day > last) return days;
    days.push(day);
  }
}
