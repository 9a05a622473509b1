import type { Expectations } from '../../contract/expectations';
import type { ConfigurationChange } from '../cloudtrail/configuration-changes';
import type { Aggregate } from '../records/aggregate';
import type { Completeness } from '../judge/completeness';
import type { Finding, RemoteIpRow } from '../judge/report';
import type { TrailReading } from '../judge/trail-doubts';
import type { Traffic } from '../judge/traffic';
import type { Verdict } from '../judge/verdict';
import type { CodePlace } from '../output/sarif';
import { spanOf } from '../records/extent';
import type { Selection } from '../records/selection';
import type { FilesSummary } from '../sources/summarize-files';

/** CloudTrail beside the access log. */
export interface TrailSummary extends TrailReading {
  /** Requests of the selection that CloudTrail has an event of and the access log no line. */
  readonly unlogged: number;
}

/** What a report was held against and made from, for whoever has to trust it later. */
export interface Provenance {
  readonly expectations?: Expectations | undefined;
  readonly logs?: FilesSummary | undefined;
  readonly cloudtrail?: FilesSummary | undefined;
  /** Name and version of the tool. */
  readonly tool: string;
  /** Seconds since the epoch. */
  readonly madeAt: number;
}

/** What a picture of the deployment shows. */
export interface DeploymentShape {
  readonly name: string;
  readonly source: { readonly account: string; readonly region: string };
  readonly destination: {
    readonly account: string;
    readonly region: string;
    readonly bucket: string;
    readonly key: string;
    /** `null` where the account is built by somebody else. */
    readonly logBucket: string | null;
  };
  /** Whether there is a bucket that is replicated from, or was. */
  readonly hasSource: boolean;
  /** Name and range of the VPC, `null` without private access. */
  readonly vpc: string | null;
  readonly endpoint: string;
  /** Who works in the VPC. */
  readonly consumers: string;
  /** By what it is replicated, `null` by nothing. */
  readonly replication: 'native' | 'lambda' | 'native and lambda' | null;
  readonly trail: boolean;
}

/** What a review of the deployment found, as far as a picture shows it. */
export interface Reviewed {
  /** Rules with a finding that counts. */
  readonly broken: readonly string[];
  /** Whether everything was reviewed. */
  readonly complete: boolean;
}

/** What `remote-ips` found. Times are seconds since the epoch. */
export interface RemoteIpReport {
  readonly selection: Selection;
  readonly aggregate: Aggregate;
  readonly completeness: Completeness;
  readonly remoteIps: readonly RemoteIpRow[];
  /** What CloudTrail had to say, where it was asked. */
  readonly trail?: TrailSummary;
  /** Files may still be read for it. */
  readonly provenance?: Provenance | Promise<Provenance>;
  readonly toolVersion?: string;
  readonly shape?: DeploymentShape | undefined;
  readonly reviewed?: Reviewed | undefined;
  /** Requests over time, where they were counted by the hour. */
  readonly traffic?: Traffic;
  /** Changes of configuration that CloudTrail recorded, in the order of time. */
  readonly changes?: readonly ConfigurationChange[];
}

/** What `verify` found beside the remote IPs. */
export interface VerifyReport extends RemoteIpReport {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly findings: readonly Finding[];
  /** Where the repository says what was expected, for code scanning. */
  readonly place?: CodePlace;
}

/** Both reports; `verify` alone has a verdict. */
export type AuditReport = RemoteIpReport | VerifyReport;

/** Tells a judged report from a plain one. */
export function isJudged(report: AuditReport): report is VerifyReport {
  return 'verdict' in report;
}

/** First and last record of the report, `null` without one. */
export function extentOf({ aggregate: { groups } }: AuditReport): { first: number | null; last: number | null } {
  if (groups.length === 0) return { first: null, last: null };
  const { firstSeen: first, lastSeen: last } = spanOf(groups);
  return { first, last };
}

/** Says whether every file could be read to its end, as what it was given for, and some of its lines. */
export function isAllRead({ aggregate: { coverage }, trail }: RemoteIpReport): boolean {
  const isNoLog = coverage.rejects > 0 && coverage.records === 0;
  return !isNoLog && coverage.damaged.length === 0 && (trail?.coverage.damaged.length ?? 0) === 0;
}
