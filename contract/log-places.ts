import { printable } from './printable';

/** Where server access logs lie, and which of them a table is to see. */
export interface AccessLogPlace {
  /** `s3://bucket/prefix/`: all that comes before the account, or before the object names where they are not partitioned. */
  readonly location: string;
  /**
   * `partitioned`: `[prefix]account/region/bucket/YYYY/MM/DD/object`. `simple`: all objects in one flat prefix; nothing
   * tells Athena which of them a window needs, so every query reads, and is billed for, all logs ever delivered.
   */
  readonly layout: 'partitioned' | 'simple';
  /** Accounts of the logged buckets. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly buckets: readonly string[];
  /** First day that can hold logs: `2026-01-01`, or so many days back, `NOW-365DAYS`. */
  readonly since: string;
}

/** Where CloudTrail delivers, and which of it a table is to see. */
export interface TrailPlace {
  /** `s3://bucket/[prefix/]AWSLogs/`, for a trail of an organization with the organization's id after it. */
  readonly location: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** First day that can hold events: `2026-01-01`, or so many days back, `NOW-365DAYS`. */
  readonly since: string;
}

/** Names of databases, tables and columns: what Athena, Glue and Hive all take unquoted, so that quoting can hide nothing. */
const NAME = /^[a-z_][a-z0-9_]{0,127}$/;
const LOCATION = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?:[A-Za-z0-9!_.*'()=+@:, -]+\/)*$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const SINCE = /^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|NOW-[1-9]\d{0,4}DAYS)$/;

/** Says whether a text can name a database, table or column. */
function isSqlName(text: string): boolean {
  return NAME.test(text);
}

/** Says whether a text is an S3 location that a table can have: `s3://bucket/` or `s3://bucket/prefix/`. */
function isTableLocation(text: string): boolean {
  return LOCATION.test(text);
}

type Place = Omit<AccessLogPlace, 'buckets'> & { readonly buckets?: readonly string[] };

/** Every problem of a table's settings, a sentence each. */
export function placeProblems(name: string, place: Place): readonly string[] {
  const { location, layout, accounts, regions, buckets, since } = place;
  const values: Partial<Record<'accounts' | 'regions' | 'buckets', readonly string[]>> =
    layout === 'partitioned' ? { accounts, regions, ...(buckets && { buckets }) } : {};
  return [
    ...(isSqlName(name)
      ? []
      : [`table ${quoted(name)}: allowed: small letters, digits and _, not beginning with a digit`]),
    ...(isTableLocation(location)
      ? []
      : [
          `location ${quoted(location)}: allowed: s3://bucket/prefix/, ending in /, without $, {, double quotes and backslashes, the name of the bucket being one that S3 takes`,
        ]),
    ...(SINCE.test(since) ? [] : [`first day ${quoted(since)}: allowed: a day such as 2026-01-01, or NOW-365DAYS`]),
    ...Object.entries(values).flatMap(([kind, texts]) =>
      texts.length === 0 ? [`${kind}: at least one is needed: Athena works the partitions out from them`] : [],
    ),
    ...problemsOf('account', values.accounts, ACCOUNT, 'twelve digits'),
    ...problemsOf('region', values.regions, REGION, 'a region such as us-east-1'),
    ...problemsOf('bucket', values.buckets, BUCKET, 'the name of a bucket'),
  ];
}

/** @throws Error with every problem; whoever takes settings from a user asks {@link placeProblems} first. */
export function requireValid(name: string, place: Place): void {
  const problems = placeProblems(name, place);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

function problemsOf(
  what: string,
  texts: readonly string[] | undefined,
  allowed: RegExp,
  means: string,
): readonly string[] {
  return (texts ?? [])
    .filter((text) => !allowed.test(text))
    .map((text) => `${what} ${quoted(text)}: allowed: ${means}`);
}

function quoted(text: string): string {
  return `"${printable(text)}"`;
}
