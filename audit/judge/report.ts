import type { Expectations } from '../../contract/expectations';
import type { AwsRange, AwsRanges } from '../address-ranges/aws-ranges';
import { extentOf, type Extent } from '../records/extent';
import type { RequestGroup } from '../records/request-group';
import { outcomeOf } from '../records/outcome';
import { FINDINGS, judgeWith, type Evidence, type FindingKind, type Judgement } from './judgement';
import type { Network } from './network';

export type { Evidence, FindingKind };

/** All requests from one address to one bucket by one kind of network. */
export interface RemoteIpRow extends Extent {
  readonly bucket: string;
  readonly remoteIp: string | null;
  readonly network: Network;
  readonly aws: AwsRange | null;
  readonly allowed: number;
  readonly denied: number;
  readonly failed: number;
  /** Requests whose outcome the log does not tell. */
  readonly unknown: number;
  readonly bytesSent: number;
  /** As the log has them, `-` for anonymous, sorted. */
  readonly requesters: readonly string[];
  readonly operations: readonly string[];
  readonly vpcEndpoints: readonly string[];
}

/** A remote-IP row narrowed to one requester, judged by its worst request. */
export interface Finding extends RemoteIpRow {
  readonly requester: string | null;
  readonly finding: FindingKind;
  readonly evidence: Evidence;
  /** Why the requester may go round the endpoint; `null` where it may not or did not. */
  readonly exemption: string | null;
  /** Those of the requests that are violations, `null` without any. */
  readonly violations: Extent | null;
  /** Those that may have got through: their lines can be read both ways, and anybody can write such a line. */
  readonly doubtful: Extent | null;
}

/** What makes two findings, of one run or of two, the same: who came to which bucket from where, and by which network. */
export type FindingIdentity = Readonly<
  Record<'bucket' | 'network', string> & Record<'remoteIp' | 'requester', string | null>
>;

/** The same text for the same finding. */
export function identityOf({ bucket, remoteIp, network, requester }: FindingIdentity): string {
  return JSON.stringify([bucket, remoteIp, network, requester]);
}

/** Networks, those first that ask for an explanation. */
export const BY_CONCERN: readonly Network[] = [
  'own-nat',
  'public',
  'relay',
  'via-service',
  'foreign-endpoint',
  'other-private',
  'unknown',
  'expected-vpc',
  'endpoint',
  'aws-service',
];

/** Requests of one group with their judgement. */
export interface JudgedGroup extends Judgement {
  readonly group: RequestGroup;
}

/**
 * Classifies and judges what an engine found. Pure: the same groups and expectations give the same rows and findings.
 *
 * @param ranges published AWS address ranges, to annotate public addresses with; `undefined` leaves them unannotated.
 */
export function judge(
  groups: readonly RequestGroup[],
  expectations: Expectations | undefined,
  ranges: AwsRanges | undefined,
): {
  /** Each group by itself. */
  readonly groups: readonly JudgedGroup[];
  readonly remoteIps: readonly RemoteIpRow[];
  readonly findings: readonly Finding[];
} {
  const judged = judgeGroups(groups, expectations);
  // Step by step: a key of all three would be a new text for each group.
  const rows = fold(judged, ({ group }) => group.bucket)
    .flatMap((members) => fold(members, ({ network }) => network))
    .flatMap((members) => fold(members, ({ group }) => group.remoteIp));
  return {
    groups: judged,
    remoteIps: rows.map((members) => rowOf(members, ranges)).sort(byConcern),
    // Made when asked for: a report without a verdict has no use for them.
    get findings() {
      return rows
        .flatMap((members) => fold(members, ({ group }) => group.requester))
        .map((members) => narrowed(members, ranges))
        .sort((a, b) => FINDINGS.indexOf(a.finding) - FINDINGS.indexOf(b.finding) || byConcern(a, b));
    },
  };
}

/** Judges each group by itself. Of network activity that no line can be held against only what contradicts is kept: the rest is told by the lines. */
export function judgeGroups(
  groups: readonly RequestGroup[],
  expectations: Expectations | undefined,
): readonly JudgedGroup[] {
  const judgementOf = judgeWith(expectations);
  const judged: JudgedGroup[] = [];
  for (const group of groups) {
    // Written out: a copy by `...` takes longer than judging.
    const { network, finding, evidence, exemption } = judgementOf(group);
    if (finding === 'pass' && group.witness?.pathAlone === true) continue;
    judged.push({ group, network, finding, evidence, exemption });
  }
  return judged;
}

function fold(judged: readonly JudgedGroup[], keyOf: (item: JudgedGroup) => string | null): Members[] {
  const members = new Map<string | null, [JudgedGroup, ...JudgedGroup[]]>();
  for (const item of judged) {
    const key = keyOf(item);
    const found = members.get(key);
    // Most rows have one or two; a list that was pushed to has room for seventeen.
    if (found === undefined) members.set(key, [item]);
    else if (found.length === 1) members.set(key, [found[0], item]);
    else found.push(item);
  }
  return [...members.values()];
}

type Members = readonly [JudgedGroup, ...JudgedGroup[]];

/** In one pass: logs of many clients have a row for every few lines. */
function rowOf(members: Members, ranges: AwsRanges | undefined): RemoteIpRow {
  const [{ group, network }] = members;
  const { bucket, remoteIp } = group;
  const counted = { allowed: 0, denied: 0, failed: 0, unknown: 0 };
  let [requests, bytesSent, firstSeen, lastSeen] = [0, 0, Infinity, -Infinity];
  for (const { group: member } of members) {
    counted[outcomeOf(member.httpStatus)] += member.requests;
    requests += member.requests;
    bytesSent += member.bytesSent;
    firstSeen = Math.min(firstSeen, member.firstSeen);
    lastSeen = Math.max(lastSeen, member.lastSeen);
  }
  const { allowed, denied, failed, unknown } = counted;
  return {
    bucket,
    remoteIp,
    network,
    aws: remoteIp === null ? null : (ranges?.find(remoteIp) ?? null),
    requests,
    allowed,
    denied,
    failed,
    unknown,
    bytesSent,
    requesters: distinct(members, requesterOf),
    operations: distinct(members, operationOf),
    vpcEndpoints: distinct(members, vpcEndpointOf),
    firstSeen,
    lastSeen,
  };
}

const requesterOf = ({ requester }: RequestGroup): string => requester ?? '-';
const operationOf = ({ operation }: RequestGroup): string => operation;
const vpcEndpointOf = ({ witness }: RequestGroup): string | null =>
  witness?.path === 'endpoint' ? witness.vpcEndpointId : null;

const NONE: readonly string[] = [];

/** What is told of the groups, sorted, each once. */
function distinct(members: Members, textOf: (group: RequestGroup) => string | null): readonly string[] {
  const first = textOf(members[0].group);
  if (members.every(({ group }) => textOf(group) === first)) return first === null ? NONE : [first];
  const texts = new Set(members.map(({ group }) => textOf(group)));
  return [...texts].filter((text) => text !== null).sort();
}

function groupsOf(members: Members, kind: FindingKind): readonly RequestGroup[] {
  return members.filter(({ finding }) => finding === kind).map(({ group }) => group);
}

function narrowed(members: Members, ranges: AwsRanges | undefined): Finding {
  const worst = FINDINGS.find((kind) => members.some(({ finding }) => finding === kind)) ?? 'violation';
  return {
    ...rowOf(members, ranges),
    requester: members[0].group.requester,
    finding: worst,
    evidence: worst === 'pass' ? weakest(members) : 'none',
    exemption: members[0].exemption,
    violations: extentOf(groupsOf(members, 'violation')),
    doubtful: extentOf(groupsOf(members, 'doubtful')),
  };
}

function weakest(members: Members): Evidence {
  return WEAKEST_FIRST.find((kind) => members.some(({ evidence }) => evidence === kind)) ?? 'consistent';
}

const WEAKEST_FIRST: readonly Evidence[] = ['consistent', 'unrecorded', 'proven'];

function byConcern(a: RemoteIpRow, b: RemoteIpRow): number {
  return (
    compare(a.bucket, b.bucket) ||
    (a.network === b.network ? 0 : BY_CONCERN.indexOf(a.network) - BY_CONCERN.indexOf(b.network)) ||
    b.requests - a.requests ||
    compare(a.remoteIp ?? '', b.remoteIp ?? '') ||
    compare(a.requesters.join(), b.requesters.join())
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
