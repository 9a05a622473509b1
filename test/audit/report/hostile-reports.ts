import fc from 'fast-check';
import type { Coverage } from '../../../audit/records/aggregate';
import type { Completeness } from '../../../audit/judge/completeness';
import { FINDINGS } from '../../../audit/judge/judgement';
import type { Finding } from '../../../audit/judge/report';
import type { VerifyReport } from '../../../audit/report/rendering';
import type { FilesSummary } from '../../../audit/sources/summarize-files';

/** What a client, a file name or a published range may hold to become more than text in somebody's reader. */
const INJECTIONS = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror="document.title=1">',
  "'/><svg onload=alert(1)>",
  '</title><style>*{display:none}</style>',
  '</td></tr></table><h1>PASS</h1>',
  '<!-- ',
  '&lt;b&gt;&#60;',
  '` | **PASS** | [x](https://x.example) | @everyone',
  '``` \n# PASS\n',
  '\\`|\\|`',
  'https://x.example www.x.example someone@x.example #1 GH-1',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  '＝1',
  '"quoted", and "more"\r\n"row"',
  '\u001b[2J\u001b[1;32mPASS\u001b[0m\u0007',
  '\u009b31m',
  '\u202efdp.exe\u202c\u2066\u200b\u2028\u2029\ufeff',
  '\ud800',
  '',
  ' ',
  '-',
];

const sharp = fc.string({
  unit: fc.constantFrom(...'<>"\'&`|\\@=+-#*_[](){}!$:;,. \n\r\t\0\u001b\u202e\u2066\u2028é報\ud83d\ude00a1'.split('')),
  maxLength: 30,
});

/** Hostile text of any kind. */
export const hostileText = fc.oneof(
  fc.constantFrom(...INJECTIONS),
  sharp,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(sharp, fc.constantFrom(...INJECTIONS), sharp).map((parts) => parts.join('')),
);

const count = fc.nat({ max: 5_000_000 });
const time = fc.integer({ min: 1_767_571_200, max: 1_768_089_600 });
const orNull = (text: fc.Arbitrary<string>): fc.Arbitrary<string | null> => fc.option(text, { freq: 5 });

const finding: fc.Arbitrary<Finding> = fc
  .record({
    bucket: hostileText,
    remoteIp: orNull(hostileText),
    network: fc.constantFrom(
      'endpoint',
      'own-nat',
      'public',
      'relay',
      'via-service',
      'expected-vpc',
      'aws-service',
      'unknown',
    ),
    aws: fc.option(fc.record({ service: hostileText, region: hostileText })),
    requests: count,
    allowed: count,
    denied: count,
    failed: count,
    unknown: count,
    bytesSent: count,
    requesters: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    operations: fc.array(hostileText, { minLength: 1, maxLength: 2 }),
    vpcEndpoints: fc.constant([]),
    firstSeen: time,
    lastSeen: time,
    requester: orNull(hostileText),
    finding: fc.constantFrom(...FINDINGS),
    evidence: fc.constantFrom('proven', 'unrecorded', 'consistent', 'none'),
    exemption: orNull(hostileText),
    violations: fc.option(fc.record({ requests: count, firstSeen: time, lastSeen: time })),
    doubtful: fc.option(fc.record({ requests: count, firstSeen: time, lastSeen: time })),
  })
  .map((row) => ({ ...row, lastSeen: Math.max(row.firstSeen, row.lastSeen) }));

const coverage = {
  files: 3,
  lines: 40,
  records: 33,
  blank: 1,
  duplicates: 2,
  ambiguous: 5,
  rejects: 4,
  outsideWindow: 6,
  witnessed: 8,
  otherBuckets: 7,
} as const;

const group = {
  ...{ operation: 'REST.GET.OBJECT', httpStatus: 200, errorCode: null, otherAnswer: null },
  ...{ hostEndpoint: null, sourceRegion: null, witness: null },
} as const;

const place = fc.record({ file: hostileText, reason: hostileText });

/** Everything that can be missing, of hostile buckets and files. */
function completenessOf(buckets: readonly string[], files: readonly { readonly file: string }[]): Completeness {
  const file = files[0]?.file ?? 'x';
  return {
    buckets: buckets.map((bucket) => ({ bucket, records: 1, first: 0, last: 3600 })),
    deliveries: buckets.map((bucket) => ({
      ...{ bucket, objects: 1, days: [0], newestDelivery: 0, newestRecord: 0, longestLag: 60 },
    })),
    gaps: buckets.map((bucket) => ({ bucket, from: 0, until: 3600, expected: 12 })),
    missingDays: buckets.map((bucket) => ({ bucket, from: 5, to: 7, others: 9, withObjects: 9 })),
    pending: buckets.map((bucket) => ({ bucket, until: 3600, newest: 60, of: 'record' as const })),
    laterThanName: { file, seconds: 3600 },
    manyDuplicates: { duplicates: 30, of: 60 },
    repeatedObjects: { objects: 2, example: [file, file] },
  };
}

/** Judged reports whose every text is hostile. */
export const hostileReports: fc.Arbitrary<VerifyReport> = fc
  .record({
    verdict: fc.constantFrom('pass', 'fail', 'unproven'),
    reasons: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    findings: fc.array(finding, { maxLength: 5 }),
    buckets: fc.array(hostileText, { maxLength: 2 }),
    damaged: fc.array(place, { maxLength: 2 }),
    rejects: fc.array(fc.tuple(place, hostileText), { maxLength: 2 }),
  })
  .map(({ verdict, reasons, findings, buckets, damaged, rejects }) => ({
    selection: { buckets, since: null, until: null },
    aggregate: {
      coverage: { ...coverage, damaged } satisfies Coverage,
      groups: findings.map((row) => ({ ...row, ...group })),
      activity: [],
      rejects: rejects.map(([where, text], index) => ({ ...where, line: index + 1, text })),
    },
    completeness: completenessOf(buckets, damaged),
    remoteIps: findings,
    verdict,
    reasons,
    findings,
  }));

/** The same report with harmless text in place of the hostile one: what hostile text must not change the shape of. */
export function tamed(report: VerifyReport): VerifyReport {
  const calm = <T extends Finding>(row: T): T => ({
    ...row,
    bucket: 'x',
    remoteIp: row.remoteIp === null ? null : 'x',
    aws: row.aws === null ? null : { service: 'x', region: 'x' },
    requesters: row.requesters.map(() => 'x'),
    operations: row.operations.map(() => 'x'),
    requester: row.requester === null ? null : 'x',
    exemption: row.exemption === null ? null : 'x',
  });
  const { selection, aggregate, completeness } = report;
  return {
    ...report,
    selection: { ...selection, buckets: selection.buckets.map(() => 'x') },
    aggregate: {
      ...aggregate,
      coverage: { ...aggregate.coverage, damaged: aggregate.coverage.damaged.map(() => ({ file: 'x', reason: 'x' })) },
      rejects: aggregate.rejects.map((reject) => ({ ...reject, file: 'x', reason: 'x', text: 'x' })),
    },
    completeness: completenessOf(
      completeness.buckets.map(() => 'x'),
      [],
    ),
    remoteIps: report.findings.map(calm),
    reasons: report.reasons.map(() => 'x'),
    findings: report.findings.map(calm),
  };
}

/** Files that were read, one of them listed, by a name. */
export function filesNamed(text: string): FilesSummary {
  const listed = [{ name: text, bytes: 9, sha256: null, isChanged: false }];
  return { files: 1, bytes: 9, changed: 0, digest: text, listed };
}

/** Every text of a report that a client or a file name chose. */
export function textsOf({ reasons, findings }: VerifyReport): readonly string[] {
  return [
    ...reasons,
    ...findings.flatMap(({ bucket, remoteIp, requester }) => [bucket, remoteIp ?? '-', requester ?? 'anonymous']),
  ];
}

/** Characters that a terminal could obey or a reader not see, save the line feeds between our own lines. */
export const UNPRINTABLE = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
