import { readEvent } from '../../../../audit/cloudtrail/events';
import { Trail } from '../../../../audit/cloudtrail/trail';
import { parseLine } from '../../../../audit/access-log/parse-line';
import { worstReading } from '../../../../audit/access-log/worst-reading';
import type { AccessLogRecord } from '../../../../contract/access-log-fields';
import { classesOf } from '../../../../audit/rehearse/classes';
import { RecordedGroups } from '../../../../audit/rehearse/group-recorded';
import { guardingFile } from '../../../../audit/rehearse/guarding-file';
import type { GuardingPolicies } from '../../../../audit/rehearse/guarding-policies';
import { mergedGuards } from '../../../../audit/rehearse/planned-policies';
import { rehearse, type Change } from '../../../../audit/rehearse/rehearsal';
import { cloudTrailRecord } from '../../cloudtrail/cloudtrail-record';
import { logLine } from '../../log-lines';
import { networkOf } from '../recorded';

type Line = Partial<Omit<AccessLogRecord, 'time'>> & { at?: string };

/** One request and the planned policy of its bucket, `orders` of account 222222222222, and what happens. */
export interface Scenario {
  readonly what: string;
  /** Statements; of each, `Effect`, `Principal`, `Action` and `Resource` are a denial of all to anybody where not said. */
  readonly policy: readonly object[];
  /** Other planned policies, by what `--policy` calls that which they are of; each is statements as they stand. */
  readonly others?: Readonly<Record<string, readonly object[]>>;
  /** Whether requests may have carried what no log tells. @default they carried nothing of it */
  readonly isPerhapsNotPlain?: true;
  readonly line: Line;
  /** Its event, where CloudTrail has one. */
  readonly event?: Record<string, unknown>;
  readonly change: Change;
}

const OWNER = '222222222222';
export const READER = 'arn:aws:sts::222222222222:assumed-role/reader/i-0abc';
export const GUEST = 'arn:aws:sts::111111111111:assumed-role/guest/i-0abc';
export const PUBLIC = '203.0.113.40';
export const ENDPOINT = { vpcEndpointId: 'vpce-0a' };
export const own = { requester: READER, remoteIp: PUBLIC } as const;
export const ownIdentity = { userIdentity: { type: 'AssumedRole', arn: READER, accountId: '222222222222' } };
export const refused = { httpStatus: 403, errorCode: 'AccessDenied' } as const;
export const list = { operation: 'REST.GET.BUCKET', key: null } as const;
/** One denial, under a condition. */
export const only = (Condition: object, more: object = {}): readonly object[] => [{ Condition, ...more }];

const DENY_ALL = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
};

function statementOf(said: object): object {
  const defaults: Record<string, unknown> = { ...DENY_ALL };
  for (const not of ['NotPrincipal', 'NotAction', 'NotResource'])
    if (not in said) Reflect.deleteProperty(defaults, not.slice(3));
  return { ...defaults, ...said };
}

function guardingOf({ policy, others = {}, line: { bucket = 'orders' } }: Scenario): GuardingPolicies {
  const statements = Object.entries({ [bucket]: policy.map(statementOf), ...others });
  const planned = statements.map(([resource, Statement]) => {
    const read = guardingFile(resource, JSON.stringify({ Version: '2012-10-17', Statement }), resource);
    if (!read.ok) throw new Error(read.problems.join('; '));
    return read.value;
  });
  const { buckets, ...rest } = mergedGuards(planned);
  return { ...rest, buckets: new Map([...buckets].map(([name, guard]) => [name, { ...guard, account: OWNER }])) };
}

/** What a rehearsal says of it, and why. */
export function changeOf(scenario: Scenario): { readonly change: Change; readonly why: string } {
  const { line, event, isPerhapsNotPlain = false } = scenario;
  const after = guardingOf(scenario);
  const trail = new Trail();
  const parsed = parseLine(logLine({ requestId: 'AAAAAAAAAAAAAAA1', hostId: 'host1=', ...line }));
  if (parsed.kind !== 'record') throw new Error(`the line is a ${parsed.kind}`);
  const record = worstReading(parsed.readings);
  if (event !== undefined) {
    const told = readEvent(cloudTrailRecord({ vpcEndpointId: undefined, sourceIPAddress: record.remoteIp, ...event }));
    if (told.kind !== 'request') throw new Error(`the event is ${JSON.stringify(told)}`);
    trail.add(told);
  }
  const groups = new RecordedGroups(classesOf(after), networkOf);
  const { time, bytesSent } = record;
  const witness = trail.witnessOf(record);
  groups.addRow({
    record,
    ambiguous: parsed.ambiguous,
    witness,
    requests: 1,
    bytesSent,
    firstSeen: time,
    lastSeen: time,
  });
  const [group] = groups.groups();
  if (group === undefined) throw new Error('there is no group');
  const { change, why } = rehearse(group, { after, assumptions: { values: new Map(), plain: !isPerhapsNotPlain } });
  return { change, why: why.join('; ') };
}
