/** `unreadable` is what could not be looked at, or what looking does not tell; it is no failure and no pass. */
export type CheckResult = 'ok' | 'wrong' | 'unreadable' | 'not-applicable';

/** One thing that was looked at. */
export interface Check {
  /** Stable name, lower-case words with hyphens. */
  readonly check: CheckName;
  /** The bucket, endpoint or trail. */
  readonly subject: string;
  readonly result: CheckResult;
  /** One sentence: what is. */
  readonly what: string;
  /** One sentence: why it matters. */
  readonly why: string;
  /** What to do, where something is to be done. */
  readonly mend: string | null;
}

/** Every check, in the order of the report, and why it matters. */
const WHY = {
  'bucket-exists': 'nothing else can be said of a bucket that cannot be opened',
  logging: 'without server access logs the audit has nothing to read',
  'log-bucket-place': 'S3 delivers access logs only to a bucket of the same account and region',
  'log-bucket-encryption': 'S3 delivers access logs only to a bucket with SSE-S3',
  'log-bucket-lock': 'S3 delivers no access logs to a bucket with Object Lock',
  'log-bucket-payer': 'S3 delivers no access logs to a bucket with Requester Pays',
  'log-bucket-policy': 'S3 needs the permission to deliver access logs',
  'last-log': 'only what arrives shows that delivery works',
  versioning: 'replication and Object Lock need it, and what is overwritten can be told',
  ownership: 'access control lists would be a second way to give access, which no policy shows',
  'public-access-block': 'no later policy or list can make the data public',
  replication: 'what no rule in force names is not replicated, and nobody hears of it',
  'other-side': 'replication needs both sides, and nobody else looks at the one that is built elsewhere',
  archive: 'the log archive holds what proves the path of requests, and nobody else looks at it',
  'archive-delivery':
    'a trail that the policies of the archive do not let in delivers nothing; one that is not ours forges',
  'archive-key': 'CloudTrail delivers nothing that it cannot encrypt with the key of the archive',
  'archive-retention': 'what expires before its time proves nothing any more',
  encryption: 'the key is a second gate before the data',
  'bucket-policy': 'the policy is what keeps requests out that do not come through the endpoint',
  'object-lock': 'it decides what can be deleted, by whom and when',
  'data-events': "CloudTrail's data events are the only proof of the path that a request took",
  'network-events': 'requests that the endpoint policy denies appear in no other log',
  'trail-delivery': 'a trail whose files do not arrive proves nothing',
  'trail-digests': 'without digests files could be changed or removed, and nobody would see it',
  'trail-regions': 'what is done in another region, or globally as with IAM, would not be recorded',
  'trail-encryption': 'a key is a second gate before what the files tell',
  'trail-organization': 'nobody of the account can stop or change a trail of the organization',
  'management-events': 'changes of policies, trails and endpoints explain why traffic changed its path',
  endpoint: 'the expectations call traffic through this endpoint private',
  'endpoint-policy': 'it keeps other buckets and principals from using the endpoint',
} as const;

export type CheckName = keyof typeof WHY;

const make = (check: CheckName, subject: string, result: CheckResult, what: string, mend: string | null): Check => ({
  check,
  subject,
  result,
  what,
  why: WHY[check],
  mend,
});

/** As it should be. */
export function ok(check: CheckName, subject: string, what: string): Check {
  return make(check, subject, 'ok', what, null);
}

/** Not as it should be; `mend` says what to do. */
export function wrong(check: CheckName, subject: string, what: string, mend: string): Check {
  return make(check, subject, 'wrong', what, mend);
}

/** Could not be looked at, or cannot be told by looking. */
export function unreadable(check: CheckName, subject: string, what: string, mend: string | null = null): Check {
  return make(check, subject, 'unreadable', what, mend);
}

/** Does not arise here. */
export function notApplicable(check: CheckName, subject: string, what: string): Check {
  return make(check, subject, 'not-applicable', what, null);
}
