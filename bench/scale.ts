/**
 * Writes docs/scale.md: what a Trino was seen to read and take (trino-measured.json, by trino-scale.ts), and from that what it, and
 * Athena, would for logs of 1 GB to 100 TB a day. `npx tsx bench/scale.ts > docs/scale.md`
 */
import { LATE_DAYS } from '../audit/engines/athena/sql/aggregate-query';
import { PRICE_PER_TERABYTE, priceOf } from '../audit/engines/athena/client/scan-cost';
import { bytesText } from '../audit/output/numbers';
import { commandLine } from './command-line';
import measured from './trino-measured.json';

/** What the table rests on; change a number and run again. */
export const ASSUMPTIONS = {
  /** Bytes of an average line; the samples have 450 to 600. */
  lineBytes: 600,
  /** Days that logs are kept. */
  keptDays: 90,
  /** Days of the window asked for. */
  windowDays: 1,
  /** Bytes of the columns a report reads, stored as Parquet: digest 32, request id 10, host id 57, all others about 20. */
  parquetBytes: 120,
  /** Bytes per second that Athena scans of text by a regular expression, and of Parquet; AWS publishes none. */
  textRate: 1e9,
  parquetRate: 2e9,
  /** Bytes of an average log object, and of the row that a report gets for each (docs/athena.md). */
  objectBytes: 1e6,
  rowBytes: 200,
  /** Seconds that Athena lets a query run (Service Quotas, "DML query timeout"). */
  timeout: 1_800,
} as const;

const GB = 1e9;
const VOLUMES = [1, 10, 100, 1_000, 10_000, 100_000].map((gigabytes) => gigabytes * GB);

interface Way {
  readonly name: string;
  readonly bytes: (daily: number) => number;
  readonly rate: number;
}

const { objectBytes, rowBytes, lineBytes, keptDays, windowDays, parquetBytes, textRate, parquetRate, timeout } =
  ASSUMPTIONS;
const READ_DAYS = windowDays + LATE_DAYS;
const PARQUET_SHARE = parquetBytes / lineBytes;

const WAYS: readonly Way[] = [
  { name: 'no partitions', bytes: (daily) => daily * keptDays, rate: textRate },
  { name: 'partition projection', bytes: (daily) => daily * READ_DAYS, rate: textRate },
  { name: 'Parquet', bytes: (daily) => daily * READ_DAYS * PARQUET_SHARE, rate: parquetRate },
];

/** The whole page. */
export function scalePage(): string {
  return `# Scale, measured and computed

## Measured

By \`npx tsx bench/trino-scale.ts --lines ${measured.lines} > bench/trino-measured.json\`, on Trino 476 of one node with 12 GB of heap
and 2 processors that other work shared: processor seconds say more than seconds here.

| what | Trino | local | ratio |
|---|---|---|---|
| a report over one day of a year of ${measured.year.days} days, ${bytesText(measured.year.bytes)} in all: bytes read (Trino's own statistics) against bytes in the folders of the window, that day's and two more | ${grouped(measured.year.bytesRead)} | ${grouped(measured.year.bytesOfWindow)} in the folders | ${measured.year.ratio.toFixed(3)} |
| a report over ${grouped(measured.lines)} lines, ${bytesText(measured.bytes)}: processor seconds | ${trino.processorSeconds} | ${local.processorSeconds} | ${(trino.processorSeconds / local.processorSeconds).toFixed(1)} |
| the same: seconds | ${trino.seconds} | ${local.seconds} | ${(trino.seconds / local.seconds).toFixed(1)} |
| the same: memory in MB, of the query and of the process | ${trino.peakMegabytes} | ${local.peakMegabytes} | ${(trino.peakMegabytes / local.peakMegabytes).toFixed(1)} |
| the same: rows of the result | ${grouped(trino.rows)} | | |

## A Trino of yours, from what was measured

${perGigabyte.toFixed(1)} processor seconds a GB of text, regular expression and grouping together; the first queries of a server, as this one was, are its slowest. A report
over ${windowDays} day reads ${READ_DAYS} days of folders.

| logs a day | read | processor hours | processors for an answer within ${timeout / 60} minutes | rows of objects in the result |
|---|---|---|---|---|
${VOLUMES.map(ownRow).join('\n')}

A row for each log object comes back, which tells deliveries and ends that were cut off: the last column is what one client must
take, at ${bytesText(objectBytes)} an object and ${rowBytes} bytes a row. Where that is too much, ask for fewer buckets or a shorter window at once.

## Athena, computed

**Computed by \`bench/scale.ts\` from the assumptions below; Athena was not measured.** One report over ${windowDays} day, which reads ${READ_DAYS} days of
folders since log objects may be late (docs/athena.md).

| logs a day | way | scanned | price | time |
|---|---|---|---|---|
${VOLUMES.flatMap(rowsOf).join('\n')}

"too long" is more than the ${timeout / 60} minutes that Athena lets a query run by default: narrow the window or the buckets, or make
Parquet of the logs. Making it costs a scan of each day once:

| logs a day | price a day | records a day |
|---|---|---|
${VOLUMES.map((daily) => `| ${bytesText(daily)} | ${dollars(priceOf(daily))} | ${grouped(daily / lineBytes)} |`).join('\n')}

## Assumptions

| what | value | where from |
|---|---|---|
| price | $${PRICE_PER_TERABYTE} per TB scanned, 10 MB a query at least | Amazon Athena pricing, most regions |
| a log object, and its row | ${bytesText(objectBytes)}, ${rowBytes} bytes | a guess, since AWS tells none; a row is the name of the object and some numbers |
| a line | ${lineBytes} bytes, not compressed | S3 delivers access logs as plain text; the samples here are a little shorter |
| logs are kept | ${keptDays} days | what a query without partitions reads, whatever its window |
| Parquet read by a report | ${parquetBytes} bytes a record | digest 32, request id 10 and host id 57 cannot be compressed; all else is about 20 |
| Athena on text | ${bytesText(textRate)}/s | a guess: AWS publishes none |
| Athena on Parquet | ${bytesText(parquetRate)}/s | a guess |

Not in the table: requests to S3 (one GET for each log object and more for large ones, LIST for each partition), storage,
CloudTrail where it is joined (its events are about three times as long as log lines before compression), and transfer, which is free
within a region.
`;
}

const { trino, local } = measured;
const perGigabyte = trino.processorSeconds / (measured.bytes / GB);

function ownRow(daily: number): string {
  const read = daily * READ_DAYS;
  const processorSeconds = (read / GB) * perGigabyte;
  const objects = read / objectBytes;
  return `| ${[
    ...[
      bytesText(daily),
      bytesText(read),
      processorSeconds < 36_000 ? (processorSeconds / 3_600).toFixed(2) : grouped(processorSeconds / 3_600),
    ],
    ...[
      grouped(Math.max(1, Math.ceil(processorSeconds / timeout))),
      `${grouped(objects)}, ${bytesText(objects * rowBytes)}`,
    ],
  ].join(' | ')} |`;
}

function rowsOf(daily: number): readonly string[] {
  return WAYS.map(({ name, bytes, rate }) => {
    const scanned = bytes(daily);
    return `| ${bytesText(daily)} | ${name} | ${bytesText(scanned)} | ${dollars(priceOf(scanned))} | ${timeText(scanned / rate)} |`;
  });
}

function timeText(seconds: number): string {
  if (seconds > timeout) return 'too long';
  return seconds < 60 ? `${Math.max(2, Math.ceil(seconds))} s` : `${Math.ceil(seconds / 60)} min`;
}

function dollars(amount: number): string {
  return amount < 0.01 ? 'under $0.01' : `$${amount < 100 ? amount.toFixed(2) : grouped(amount)}`;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

if (require.main === module) {
  commandLine('bench/scale.ts', 'Computes what large logs would take; prints docs/scale.md.').parse();
  process.stdout.write(scalePage());
}
