import { z } from 'zod';
import { expectationsSchema } from '../../../contract/expectations';
import { FINDINGS, type FindingKind } from '../../judge/judgement';
import { BY_CONCERN } from '../../judge/report';
import { EVIDENCE_MEANINGS } from '../../report/glossary';

// What --format json of each command writes. Strict: a key that is not told here is a change of the format.

const oneOf = (words: readonly string[]) => z.enum(words as readonly [string, ...string[]]);
const count = z.int().min(0);
const text = z.string();
const textOrNull = text.nullable();
/** Written by `isoTime`: UTC, to the second. */
// As JavaScript writes years beyond four digits, which a line of a log may have by its zone.
const time = z.string().regex(/^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const day = z.string().regex(/^(?:\d{4}|[+-]\d{6})-\d{2}-\d{2}$/);

const verdict = z
  .enum(['pass', 'fail', 'unproven'])
  .describe('pass and fail are claims; unproven says that none can be made');
const network = oneOf(BY_CONCERN).describe('where a request came from: docs/judgement.md');
const damaged = z.array(z.strictObject({ file: text, reason: text })).describe('files that were read only in part');
const reject = z.strictObject({
  file: text,
  line: count.describe('from 1; 0 where lines have no numbers'),
  position: text.optional().describe('where a record of CloudTrail stands in its file'),
  reason: text,
  text: text.describe('the line itself'),
});
const aws = z.strictObject({ service: text, region: text }).nullable().describe('whose the address is, by --ip-ranges');

const extent = z.strictObject({ requests: count, firstSeen: time, lastSeen: time });

const remoteIp = z.strictObject({
  bucket: text,
  remoteIp: textOrNull.describe('null where the log has none'),
  network,
  aws,
  requests: count,
  allowed: count.describe('2xx and 304'),
  denied: count.describe('401 and 403'),
  failed: count.describe('any other status'),
  unknown: count.describe('requests without a status'),
  bytesSent: count,
  requesters: z.array(text).describe('as the log has them, - for anonymous'),
  operations: z.array(text),
  vpcEndpoints: z.array(text).describe('endpoints that CloudTrail names'),
  firstSeen: time,
  lastSeen: time,
});

const finding = remoteIp.extend({
  requester: textOrNull.describe('null for anonymous'),
  finding: oneOf(FINDINGS satisfies readonly FindingKind[]),
  evidence: oneOf(Object.keys(EVIDENCE_MEANINGS)),
  exemption: textOrNull.describe('why it may go round the endpoint'),
  violations: extent.nullable().describe('those of the requests that are violations'),
  doubtful: extent.nullable().describe('those that can be read as answered and as refused'),
});

const coverage = z
  .strictObject({
    files: count,
    lines: count,
    records: count,
    blank: count,
    duplicates: count,
    ambiguous: count,
    rejects: count,
    otherBuckets: count,
    outsideWindow: count,
    damaged,
    cloudtrailRecords: count,
    cloudtrailMatched: count,
    cloudtrailUnlogged: count,
    cloudtrailDigests: count,
    cloudtrailPassedOver: z.record(text, count),
    cloudtrailUnreadable: count,
    gaps: z.array(z.strictObject({ bucket: text, from: time, until: time, expected: z.number() })),
    missingDays: z.array(z.strictObject({ bucket: text, from: day, to: day, others: count, withObjects: count })),
    buckets: z.array(z.strictObject({ bucket: text, records: count, first: time.nullable(), last: time.nullable() })),
    deliveries: z.array(
      z.strictObject({
        bucket: textOrNull,
        objects: count,
        newestDelivery: time.nullable(),
        newestRecord: time.nullable(),
        longestLagSeconds: z.number().nullable(),
      }),
    ),
    laterThanName: z.strictObject({ file: text, seconds: z.number() }).nullable(),
    doubts: z.array(text).describe('what speaks against the logs being complete, a sentence each'),
  })
  .describe('lines = blank + records + rejects + duplicates; ambiguous records are among the records');

const remoteIps = z.strictObject({
  window: z.strictObject({
    since: time.nullable(),
    until: time.nullable(),
    first: time.nullable(),
    last: time.nullable(),
  }),
  coverage,
  remoteIps: z.array(remoteIp),
  endpointDenials: z.array(
    z.strictObject({
      time,
      vpcEndpointId: textOrNull,
      sourceAddress: textOrNull,
      callerArn: textOrNull,
      eventName: textOrNull,
    }),
  ),
});

const verify = z.strictObject({
  verdict,
  reasons: z.array(text).describe('those of violations first, a sentence each'),
  ...remoteIps.shape,
  findings: z.array(finding).describe('the gravest first'),
});

const change = z.strictObject({
  time,
  eventSource: text,
  eventName: text,
  target: textOrNull,
  callerArn: textOrNull,
  errorCode: textOrNull,
  effect: text,
});

const timeline = z.strictObject({
  detours: z.array(
    z.strictObject({
      bucket: text,
      network,
      requests: count,
      from: time,
      until: time,
      expectedBefore: time.nullable(),
      expectedAfter: time.nullable(),
      begunBy: z.array(change).describe('changes that may have begun it, the nearest first'),
      endedBy: z.array(change),
    }),
  ),
  changes: z.array(change),
  unread: z.array(text),
});

const rejects = z.strictObject({ rejects: z.array(reject), damaged });

const judgement = z.strictObject({
  network,
  aws,
  outcome: z.enum(['allowed', 'denied', 'failed', 'unknown']),
  judged: z
    .strictObject({ finding: oneOf(FINDINGS), evidence: oneOf(Object.keys(EVIDENCE_MEANINGS)), exemption: textOrNull })
    .nullable()
    .describe('null without expectations'),
});

const request = z.strictObject({
  requestId: text,
  unlogged: z.array(judgement),
  rejects: z.array(reject),
  damaged,
  rows: z.array(
    z.strictObject({
      file: text,
      line: count,
      duplicate: z.boolean(),
      ambiguous: z.boolean(),
      statuses: z.array(z.int().nullable()),
      otherAnswer: z.unknown(),
      decodedKey: textOrNull,
      judgement,
      record: z
        .object({ time, bucket: text, operation: text, extra: z.array(text) })
        .loose()
        .describe('every field of the access log by its name: docs/record-format.md'),
    }),
  ),
  events: z.array(z.object({ time, file: text, eventName: textOrNull }).loose()),
  cloudtrailUnreadable: count,
});

const query = z.strictObject({
  columns: z.array(z.strictObject({ name: text, type: text })),
  rows: z.array(z.record(text, z.unknown())),
  unread: z.array(text),
});

const review = z.strictObject({
  verdict,
  reasons: z.array(text),
  decisions: count,
  contexts: count,
  equation: z
    .strictObject({ arguments: count, read: count, required: count, free: count, notReviewed: count })
    .describe('arguments = read + required + free + notReviewed'),
  findings: z.array(
    z.strictObject({
      rule: text.describe('docs/rules.md'),
      severity: z.enum(['error', 'warning', 'note']),
      what: text,
      why: text,
      resource: text.describe('Terraform address'),
      sid: textOrNull,
      counterexample: z
        .strictObject({
          principal: text,
          action: text,
          resource: text,
          context: z.record(text, z.union([text, z.array(text)])),
        })
        .nullable(),
      file: text,
      waiver: z.strictObject({ reason: text, expires: day }).nullable(),
    }),
  ),
  notReviewed: z.array(z.strictObject({ resource: text, reason: text, file: text })),
  matrix: z.array(
    z.strictObject({
      principal: text,
      actions: text,
      resource: text,
      from: text,
      result: z.enum(['allow', 'deny', 'sometimes']),
    }),
  ),
  files: z.array(text),
});

const rehearse = z.strictObject({
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  reasons: z.array(text),
  coverage: z.strictObject({
    files: count,
    lines: count,
    records: count,
    blank: count,
    duplicates: count,
    rejects: count,
    otherBuckets: count,
    outsideWindow: count,
    unlogged: count.describe('requests that CloudTrail alone tells of'),
    unrehearsed: count.describe('those of them of which CloudTrail does not tell what was asked'),
    trailUnreadable: count,
    perhapsTwice: count
      .optional()
      .describe(
        'records without a host id, which may be requests that CloudTrail alone tells of; missing where none may',
      ),
    endpointDenials: count
      .optional()
      .describe('what the policy of an endpoint denied, where another one is planned; missing where nothing was'),
    timesToCome: z
      .array(text)
      .optional()
      .describe(
        'when planned policies begin or end to hold after all that was recorded; missing where none do, or --assume aws:CurrentTime says as of when',
      ),
    notHeld: z
      .array(text)
      .optional()
      .describe('what else of the stack decides requests, by Terraform addresses; missing where nothing does'),
    damaged,
    unmeasured: count
      .optional()
      .describe('log objects whose size the engine cannot tell; missing where there are none'),
  }),
  changes: z.array(
    z.strictObject({
      change: z.enum(['unchanged', 'would-be-denied', 'would-be-allowed', 'undecided']),
      requests: count,
      caller: text,
      operation: text,
      bucket: text,
      remoteIp: text,
      firstSeen: time,
      lastSeen: time,
      why: z.array(text),
      requestId: text,
      keep: text.describe('what in deployment.yaml would keep the access; empty where no line would'),
      then: z.enum(['passed', 'refused', 'failed', 'unknown']),
      bytesSent: count,
      key: textOrNull,
      statements: z.array(text),
    }),
  ),
});

const result = z.enum(['allow', 'implicit-deny', 'explicit-deny', 'not-supported', 'error']);

const evaluate = z.strictObject({
  cases: z.array(z.strictObject({ name: text, expect: result.nullable(), result, agrees: z.boolean(), reason: text })),
});

const doctor = z.strictObject({
  verdict,
  checks: z.array(
    z.strictObject({
      check: text,
      subject: text,
      result: z.enum(['ok', 'wrong', 'unreadable', 'not-applicable']),
      what: text,
      why: text,
      mend: textOrNull,
    }),
  ),
});

const collect = z.strictObject({
  from: text,
  to: text,
  listed: count,
  collected: count,
  bytes: count,
  unchanged: count,
  leftOut: count,
  failed: count,
  failures: z.array(z.strictObject({ name: text, reason: text })),
  gaveUp: z.boolean(),
});

/** By the command that writes it. `expect` writes what expectations.schema.json describes. */
export const OUTPUT_SCHEMAS = {
  'remote-ips': remoteIps,
  verify,
  timeline,
  rejects,
  request,
  query,
  review,
  rehearse,
  evaluate,
  doctor,
  collect,
  expect: expectationsSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** JSON Schema (draft 2020-12) of what a command writes as JSON. */
export function outputJsonSchema(command: keyof typeof OUTPUT_SCHEMAS): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(OUTPUT_SCHEMAS[command], { unrepresentable: 'any' });
  return { $schema, title: `s3-audit ${command} --format json`, ...rest };
}
