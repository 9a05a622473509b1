import { isoTime } from '../access-log/log-time';
import { grouped } from '../output/numbers';
import { describeStatement } from '../policy/compile';
import { spanOf } from '../records/extent';
import { together } from './keep';
import type { Change, RecordedGroup, Rehearsed } from './rehearsal';
import type { Suggestion } from './suggestion';

/** Groups that are told together, as texts and sums. */
export interface Row {
  readonly change: Change;
  readonly requests: number;
  readonly caller: string;
  readonly operation: string;
  readonly bucket: string;
  readonly remoteIp: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly why: string;
  /** Of the request that stands for them, as is the key. */
  readonly requestId: string;
  /** What in deployment.yaml would keep the access; empty where no entry would. */
  readonly keep: string;
  readonly then: string;
  readonly bytesSent: number;
  readonly key: string | null;
  readonly statements: readonly string[];
}

/** The row of one group. */
export function rowOf({ group, change, then, why, by, keep }: Rehearsed): Row {
  const { recorded, requester, requests, bytesSent, requestId, key } = group;
  return {
    change,
    requests,
    caller: requester ?? ANONYMOUS,
    operation: recorded.fields.operation,
    bucket: recorded.bucket,
    remoteIp: addressesOf(group),
    firstSeen: isoTime(group.firstSeen),
    lastSeen: isoTime(group.lastSeen),
    why: why.join('; '),
    requestId,
    keep: keep === null ? '' : textToKeep([keep]),
    then,
    bytesSent,
    key,
    statements: statementsOf(by),
  };
}

const ANONYMOUS = 'anonymous';

/** Rows of one caller with one reason are one: sessions count as their role. */
export function rowsOf(rehearsed: readonly Rehearsed[]): readonly Row[] {
  const rows = new Map<string, { readonly caller: string; readonly first: Rehearsed; readonly others: Rehearsed[] }>();
  for (const one of rehearsed) {
    const caller = callerOf(one);
    const name = [one.change, caller, one.group.recorded.bucket, whyOf(one)].join('\n');
    const known = rows.get(name);
    if (known === undefined) rows.set(name, { caller, first: one, others: [] });
    else known.others.push(one);
  }
  return [...rows.values()].map(({ caller, first, others }) => rowOfAll(first, others, caller));
}

/** Who asked; of a session, its role. */
function callerOf({ group }: Rehearsed): string {
  return (group.requester ?? ANONYMOUS).replace(/(:assumed-role\/[^/]+)\/.*/s, '$1');
}

const whyOf = ({ why }: Rehearsed): string => why.join('; ');

function rowOfAll(first: Rehearsed, others: readonly Rehearsed[], caller: string): Row {
  const row = rowOf(first);
  if (others.length === 0) return { ...row, caller };
  const all = [first, ...others];
  const { firstSeen, lastSeen } = spanOf(all.map(({ group }) => group));
  return {
    ...row,
    requests: sumOf(all, 'requests'),
    caller,
    operation: each(all, ({ group }) => group.recorded.fields.operation),
    remoteIp: each(all, ({ group }) => addressesOf(group)),
    firstSeen: isoTime(firstSeen),
    lastSeen: isoTime(lastSeen),
    keep: textToKeep(all.flatMap(({ keep }) => keep ?? [])),
    then: each(all, ({ then }) => then),
    bytesSent: sumOf(all, 'bytesSent'),
    statements: statementsOf(all.flatMap(({ by }) => by)),
  };
}

const NAMED = new WeakMap<Rehearsed['by'], readonly string[]>();

/** Each once, in their order; many groups are decided by the same. */
function statementsOf(by: Rehearsed['by']): readonly string[] {
  const known = NAMED.get(by) ?? [...new Set(by.map(describeStatement))];
  NAMED.set(by, known);
  return known;
}

/** The requests, or the bytes sent, of some groups. */
export function sumOf(rehearsed: readonly Rehearsed[], what: 'requests' | 'bytesSent'): number {
  return rehearsed.reduce((total, { group }) => total + group[what], 0);
}

/** Different texts of all, in their order. */
function each(rehearsed: readonly Rehearsed[], textOf: (one: Rehearsed) => string): string {
  return [...new Set(rehearsed.map(textOf))].join(' ');
}

/** The address of the request that stands for them, and how many others there are. */
function addressesOf({ remoteIp, addresses }: RecordedGroup): string {
  return `${remoteIp ?? '-'}${addresses > 1 ? `(+${grouped(addresses - 1)})` : ''}`;
}

function textToKeep(suggestions: readonly Suggestion[]): string {
  return together(suggestions)
    .flatMap(([list, items]) => items.map((item) => `${list}: ${item}`))
    .join('; ');
}
