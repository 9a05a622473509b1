/**
 * The audit, for a program of one's own: needs neither CDKTF nor the AWS provider.
 *
 * @packageDocumentation
 */
import type { Expectations } from '../contract/expectations';
import { readVerdict } from '../audit/cli/parts/read-report';
import type { EngineHost } from '../audit/engines/interface/engine';
import { openLocalEngine } from '../audit/engines/local/open-local-engine';
import { readS3With } from '../audit/cli/parts/s3-locations';
import type { VerifyReport } from '../audit/report/rendering';

export type { Expectations } from '../contract/expectations';
export { readExpectations } from '../audit/judge/expectations';
export { parseLine, type ParsedLine } from '../audit/access-log/parse-line';
export { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../contract/access-log-fields';
export { evaluate, type Evaluation } from '../audit/policy/evaluate';
export type { PolicyCase } from '../audit/policy/read-case';
export { InputError } from '../audit/errors/input-error';
export type { Finding } from '../audit/judge/report';
export type { Verdict } from '../audit/judge/verdict';
export type { VerifyReport } from '../audit/report/rendering';

/** What `verifyLogs` is asked. */
export interface VerifyQuestion {
  /** Server access logs: files, directories, globs or `s3://bucket/prefix`; `.gz` too. */
  readonly logs: readonly string[];
  /** CloudTrail files of the same time, to hold the logs against. @default none */
  readonly cloudtrail?: readonly string[];
  /** What to hold them against, as `readExpectations` gives it. */
  readonly expectations: Expectations;
  /** First second of the window, since the epoch. @default the first record */
  readonly since?: number;
  /** First second after the window, since the epoch. @default the last record */
  readonly until?: number;
  /** A pass must be proven by CloudTrail. @default false */
  readonly requireProof?: boolean;
  /** So many lines that cannot be read are tolerated. @default 0 */
  readonly maxRejects?: number;
}

/**
 * Holds logs against expectations, as `s3-audit verify` does.
 *
 * @returns the verdict, a sentence for each reason, the findings, and what was read.
 * @throws InputError when there is nothing to read, or a file cannot be opened.
 */
export async function verifyLogs(question: VerifyQuestion): Promise<VerifyReport> {
  const { logs, cloudtrail, expectations, since = null, until = null } = question;
  const { buckets } = expectations;
  const engine = openLocalEngine({ logs, ...(cloudtrail && { cloudtrail }) }, SILENT);
  return readVerdict(
    { engine, expectations, asked: { buckets, since, until }, ranges: undefined },
    { requireProof: question.requireProof ?? false, maxRejects: question.maxRejects ?? 0, buckets },
  );
}

/** Nobody watches, and nobody interrupts but the program itself. */
const SILENT: EngineHost = {
  note: () => undefined,
  showProgress: () => ({ show: () => undefined, end: () => undefined }),
  onInterruption: () => () => undefined,
  readS3: (since) => readS3With({ since }),
  digestKeys: () => Promise.reject(new Error('no digests are asked for here')),
};
