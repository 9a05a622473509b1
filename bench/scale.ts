/**
 * Computes docs/scale.md: what Athena reads, takes and costs for logs of 1 GB to 100 TB a day. Nothing here is measured.
 * `npx tsx bench/scale.ts > docs/scale.md`
 */
import { LATE_DAYS } from '../audit/engines/athena/sql/aggregate-query';
import { PRICE_PER_TERABYTE, priceOf } from '../audit/engines/athena/client/scan-cost';
import { bytesText } from '../audit/output/numbers';

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

const { lineBytes, keptDays, windowDays, parquetBytes, textRate, parquetRate, timeout } = ASSUMPTIONS;
const READ_DAYS = windowDays + LATE_DAYS;
const PARQUET_SHARE = parquetBytes / lineBytes;

const WAYS: readonly Way[] = [
  { name: 'no partitions', bytes: (daily) => daily * keptDays, rate: textRate },
  { name: 'partition projection', bytes: (daily) => daily * READ_DAYS, rate: textRate },
  { name: 'Parquet', bytes: (daily) => daily * READ_DAYS * PARQUET_SHARE, rate: parquetRate },
];

/** The whole page. */
export function scalePage(): string {
  return `# Scale, computed

**Computed by \`bench/scale.ts\` from the assumptions below, not measured.** One report over ${windowDays} day, which reads ${READ_DAYS} days of
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

if (require.main === module) process.stdout.write(scalePage());
