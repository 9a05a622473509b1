import {
  DuckDBArrayValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { isoTimestamp, type Cell } from '../../interface/cell';

/** Makes a value of DuckDB's showable. Timestamps become ISO 8601 in UTC, as everywhere in this program. */
export function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'string')
    return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(cellOf);
  if (value instanceof DuckDBStructValue) return objectOf(Object.entries(value.entries));
  if (value instanceof DuckDBMapValue)
    return value.entries.map(({ key, value: of }) => ({ key: cellOf(key), value: cellOf(of) }));
  if (value instanceof DuckDBUnionValue) return cellOf(value.value);
  // Its own text is in the zone of this machine.
  if (value instanceof DuckDBTimestampTZValue) return cellOf(new DuckDBTimestampValue(value.micros));
  return isTimestamp(value) ? isoTimestamp(String(value)) : String(value);
}

function objectOf(entries: readonly (readonly [string, DuckDBValue])[]): Cell {
  return Object.fromEntries(entries.map(([name, value]) => [name, cellOf(value)]));
}

function isTimestamp(value: DuckDBValue): boolean {
  return [
    DuckDBTimestampValue,
    DuckDBTimestampSecondsValue,
    DuckDBTimestampMillisecondsValue,
    DuckDBTimestampNanosecondsValue,
  ].some((kind) => value instanceof kind);
}
