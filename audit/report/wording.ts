import { isoTime } from '../access-log/log-time';
import { byBucket } from '../records/by-bucket';
import type { SourceDelivery } from '../records/deliveries';
import { placeOf } from '../records/reject';
import type { Coverage } from '../records/aggregate';
import { explain } from '../judge/explanation';
import type { BucketExtent } from '../judge/bucket-extents';
import { type Completeness, completenessSentences } from '../judge/completeness';
import { durationText, laterThanNameSentence } from '../judge/delivery';
import { FINDINGS } from '../judge/judgement';
import type { Finding, RemoteIpRow } from '../judge/report';
import { type AuditReport, extentOf, type TrailSummary } from './rendering';
import { counted, grouped } from '../output/numbers';

/** What became of the lines; parts that are zero are left out, save the records. */
function partsOf(coverage: Coverage): string {
  const parts: readonly (readonly [number, string])[] = [
    [coverage.records, coverage.records === 1 ? 'record' : 'records'],
    [coverage.blank, 'blank'],
    [coverage.duplicates, coverage.duplicates === 1 ? 'duplicate' : 'duplicates'],
    [coverage.rejects, 'could not be read'],
    [coverage.ambiguous, 'ambiguous (judged by the worst reading)'],
    [coverage.outsideWindow, 'outside the window'],
    [coverage.otherBuckets, 'of other buckets'],
  ];
  return parts
    .filter(([n], i) => n > 0 || i === 0)
    .map(([n, name]) => `${grouped(n)} ${name}`)
    .join(', ');
}

/** How much was read, and what became of it. */
export function coverageSentence(report: AuditReport): string {
  const { coverage } = report.aggregate;
  return `${counted(coverage.files, 'file')}, ${counted(coverage.lines, 'line')}: ${partsOf(coverage)}; ${extentSentence(report)}`;
}

/** How many findings there are of each kind, and of how many requests. */
export function findingsSentence(findings: readonly Finding[]): string {
  const parts = FINDINGS.flatMap((kind) => {
    const found = findings.filter(({ finding }) => finding === kind);
    const requests = found.reduce((sum, { requests: more }) => sum + more, 0);
    return found.length === 0 ? [] : [`${grouped(found.length)} ${kind} (${counted(requests, 'request')})`];
  });
  return parts.length === 0 ? 'no finding' : `findings: ${parts.join(', ')}`;
}

/** The first sentences, and how many more there are. */
export function leadingSentences(sentences: readonly string[], top: number): readonly string[] {
  if (sentences.length <= top) return sentences;
  const left = sentences.length - top;
  return [...sentences.slice(0, top), `and ${counted(left, 'further reason')} (--all, or --format json)`];
}

/** From which record to which the report reaches. */
export function extentSentence(report: AuditReport): string {
  const { first, last } = extentOf(report);
  return first === null || last === null ? 'no record selected' : `records from ${isoTime(first)} to ${isoTime(last)}`;
}

/**
 * How far the logs reach, what CloudTrail had to say, and what is missing or could not be read, a sentence each; foreign
 * text in them is not yet printable.
 */
export function readingSentences(report: AuditReport): readonly string[] {
  const { aggregate, completeness, trail } = report;
  const { coverage, rejects } = aggregate;
  return [
    ...bucketSentences(completeness),
    ...(trail === undefined ? [] : trailSentences(trail, coverage)),
    ...completenessSentences(completeness),
    ...(completeness.laterThanName === null ? [] : [laterThanNameSentence(completeness.laterThanName)]),
    ...coverage.damaged.map(({ file, reason }) => `${file} was read only in part: ${reason}`),
    ...rejects.map((reject) => `unread: ${placeOf(reject)}: ${reject.reason}`),
    ...(coverage.rejects > rejects.length ? ['unread: … all of them: s3-audit rejects'] : []),
  ];
}

/** From when to when each bucket has records, and what its log objects tell of their delivery. */
function bucketSentences({ buckets, deliveries }: Completeness): readonly string[] {
  const deliveriesOf = byBucket(deliveries);
  const flat = deliveriesOf.get(null) ?? [];
  const sentences = buckets.map((extent) =>
    [extentText(extent), ...(deliveriesOf.get(extent.bucket) ?? []).flatMap(deliveryTexts)].join('; '),
  );
  // The extent of all records is told beside.
  const isTold = buckets.length === 1 && deliveries.length === 0;
  return [
    ...(isTold ? [] : sentences),
    ...flat.map((delivery) => ['log objects in no folder of a bucket', ...deliveryTexts(delivery)].join('; ')),
  ];
}

function extentText({ bucket, records, first, last }: BucketExtent): string {
  return first === null || last === null
    ? `${bucket}: no record`
    : `${bucket}: ${counted(records, 'record')} from ${isoTime(first)} to ${isoTime(last)}`;
}

function deliveryTexts({ objects, newestDelivery, longestLag }: SourceDelivery): readonly string[] {
  return [
    counted(objects, 'log object'),
    ...(newestDelivery === null ? [] : [`the newest delivered at ${isoTime(newestDelivery)}`]),
    ...(longestLag === null || longestLag < 0
      ? []
      : [`records delivered up to ${durationText(longestLag)} after their request`]),
  ];
}

function trailSentences({ coverage, unlogged, denials }: TrailSummary, log: Coverage): readonly string[] {
  const share = log.records === 0 ? '' : ` (${((100 * log.witnessed) / log.records).toFixed(1)} % of the records)`;
  return [
    `CloudTrail: ${coverage.files === null ? '' : `${counted(coverage.files, 'file')}, `}${counted(coverage.events, 'event')} of S3 requests; ` +
      `${counted(log.witnessed, 'log record')} ${log.witnessed === 1 ? 'has' : 'have'} one${share}; ${counted(unlogged, 'request')} ${unlogged === 1 ? 'has' : 'have'} an event and no log line`,
    ...(denials.length === 0
      ? []
      : [
          `CloudTrail: ${counted(denials.length, 'request')} ${denials.length === 1 ? 'was' : 'were'} denied by an endpoint policy, which no access log shows`,
        ]),
    ...Object.entries(coverage.passedOver ?? {}).map(
      ([name, number]) => `CloudTrail: ${grouped(number)} ${name} were passed over, which tell of no single request`,
    ),
    ...coverage.damaged.map(({ file, reason }) => `CloudTrail file ${file} could not be read: ${reason}`),
  ];
}

/** For each kind of violation: what probably happened, and what to check. */
export function adviceSentences(findings: readonly Finding[]): readonly string[] {
  const advice = findings
    .filter(({ finding }) => finding === 'violation')
    .flatMap((finding) => {
      const explanation = explain(finding);
      return explanation === undefined
        ? []
        : [`${finding.network}: probably ${explanation.probably}. Check ${explanation.check}.`];
    });
  return [...new Set(advice)];
}

/** The network of a row, with the AWS service and region that published ranges tell. */
export function networkText({ network, aws }: RemoteIpRow): string {
  return aws === null ? network : `${network} (${aws.service} ${aws.region})`;
}

/** Why a finding is what it is. */
export function explanationOf({ finding, exemption, violations, requests, evidence, network }: Finding): string {
  if (exemption !== null) return exemption;
  if (finding === 'pass' && network === 'aws-service') return 'done by AWS itself';
  if (finding === 'pass') return evidence === 'proven' ? 'proven by CloudTrail' : 'came from an expected address';
  if (finding === 'harmless') return 'a CORS preflight, which gives no data';
  if (finding === 'doubtful') return 'may be refused or answered: the line can be read both ways';
  if (finding === 'blocked') return 'denied or failed: the perimeter held';
  const through = violations?.requests ?? requests;
  return through === requests ? 'got through' : `${grouped(through)} of ${grouped(requests)} got through`;
}

/** How strong the evidence of the passes is. Nothing is said of proof where CloudTrail gave none. */
export function evidenceSentence(findings: readonly Finding[]): string {
  const parts = EVIDENCE_TEXTS.flatMap(([kind, text]) => {
    const requests = findings.reduce(
      (total, found) => total + (found.finding === 'pass' && found.evidence === kind ? found.requests : 0),
      0,
    );
    return requests === 0 ? [] : [`${counted(requests, 'request')} ${text}`];
  });
  return `evidence of the passes: ${parts.length === 0 ? 'none' : parts.join(', ')}`;
}

const EVIDENCE_TEXTS: readonly (readonly [Finding['evidence'], string])[] = [
  ['proven', 'proven by CloudTrail'],
  ['unrecorded', "S3's own doing, of which CloudTrail records no events"],
  ['consistent', 'consistent by address'],
];
