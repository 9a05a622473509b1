import type { AccessLogRecord } from '../../contract/access-log-fields';
import type { Extent } from './extent';
import type { Witness } from './witness';

// How records are gathered for a rehearsal, as data that every engine can use: the local one compiles it, the others write it
// as SQL. Two records of one group are decided alike by all the policies that the grouping was made of
// (../rehearse/grouping.ts). An engine may tell apart more than it must, never less.

/** A part of a pattern: literal text, any run of characters, or exactly one. */
export type PatternPart = { readonly text: string } | '*' | '?';
export type Pattern = readonly PatternPart[];

/** How far the values of one thing are told apart. */
export type Division =
  /** Not at all: no policy asks for it. */
  | { readonly kind: 'none' }
  /** Only whether there is one. */
  | { readonly kind: 'presence' }
  /** By which of these patterns match the whole of it, letter for letter. */
  | { readonly kind: 'patterns'; readonly patterns: readonly Pattern[] }
  /** Each value is a class of its own. */
  | { readonly kind: 'each' };

/** Of what decides which actions and resources are asked for: whether there is a value always matters. */
export type ValueDivision = Exclude<Division, { readonly kind: 'none' }>;

/**
 * What of a record policies can tell apart, beside what always stays apart: bucket, remote IP, requester, operation, status,
 * error code, host id (whether there is one), signature version, cipher suite (whether there is one), authentication type,
 * Host header (whether there is one), TLS version, access point ARN, whether an ACL was needed, whether the line can be read
 * in several ways, and what CloudTrail says.
 */
export interface RecordGrouping {
  /** Of the buckets: `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /**
   * `arn:PARTITION:s3:::`, bucket, `/` and key, decoded (../access-log/decode-key.ts); no value for a record without key. Of a
   * record through an access point both that and the ARN of the access point, `/object/` and key: policies of access points
   * name objects so (../policy/access-point.ts), and each of the two is divided by all patterns.
   */
  readonly objectArn: ValueDivision;
  /**
   * Whole seconds since the epoch, ascending: the class of a record is how many of them its time has reached. `null` where
   * each second is its own class.
   */
  readonly times: readonly number[] | null;
  /** Parameters of the request line's query, decoded; a line that cannot be read, or has one twice, has its own class. */
  readonly query: Readonly<Record<QueryParameter, Division>>;
  /** As the log has them, `-` for no value. */
  readonly userAgent: Division;
  readonly referer: Division;
  readonly versionId: ValueDivision;
}

/** Parameters of listings that condition keys of S3 are named after. */
export const QUERY_PARAMETERS = ['prefix', 'delimiter', 'max-keys'] as const;
export type QueryParameter = (typeof QUERY_PARAMETERS)[number];

/** Records that a grouping does not tell apart, shown by one of them. */
export interface RecordedRow extends Extent {
  /** Any one of them: whichever it is, policies decide it as all the others. */
  readonly record: AccessLogRecord;
  /** Its line can be read in several ways; the record is the one that got most. */
  readonly ambiguous: boolean;
  readonly witness: Witness | null;
  readonly bytesSent: number;
  /** For those who need no more: where it is given, the record is read when it is asked for, which takes longer. */
  readonly sketch?: RowSketch | undefined;
}

/** What an engine knows of a row's record before it is read; its time is the first of the row. Texts as the log has them. */
export interface RowSketch {
  readonly kind: RowKind;
  readonly requester: string | null;
  readonly remoteIp: string;
  readonly requestId: string;
  readonly key: string | null;
}

/** One and the same for rows of which policies can tell apart no more than requester and remote IP. */
export interface RowKind {
  readonly operation: string;
  readonly hasHostId: boolean;
}

/** Receives rows, in no order; it may be given several of one group. */
export type OnRow = (row: RecordedRow) => void;
