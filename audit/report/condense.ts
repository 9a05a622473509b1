import type ipaddr from 'ipaddr.js';
import { readAddress } from '../../contract/address';
import type { Network } from '../judge/network';
import { BY_CONCERN, type RemoteIpRow } from '../judge/report';

/** Addresses of one network and one range that are not listed one by one. */
export interface RestRow {
  readonly network: Network;
  /** A /24 of IPv4, a /64 of IPv6, or `null` for all further ranges together. */
  readonly range: string | null;
  readonly addresses: number;
  readonly requests: number;
  readonly allowed: number;
}

/** Rows to list, and a summary of the others: together they are all. */
export interface Condensed<Row> {
  readonly listed: readonly Row[];
  readonly rest: readonly RestRow[];
  /** How many rows the summary stands for. */
  readonly left: number;
}

const MOST_RANGES = 100;

/**
 * Lists the first rows and counts the rest by network and range, so that a report of any number of addresses stays one that
 * people can read.
 *
 * @param rows gravest first.
 * @param top how many are listed; Infinity for all.
 */
export function condense<Row extends RemoteIpRow>(rows: readonly Row[], top: number): Condensed<Row> {
  if (rows.length <= top) return { listed: rows, rest: [], left: 0 };
  return condensed(rows.slice(0, top), rows.slice(top));
}

/** Like `condense`, of rows in the order of their buckets: the gravest of all buckets are listed, in the order they had. */
export function condenseRemoteIps(rows: readonly RemoteIpRow[], top: number): Condensed<RemoteIpRow> {
  if (rows.length <= top) return { listed: rows, rest: [], left: 0 };
  const rank = ({ network }: RemoteIpRow): number => BY_CONCERN.indexOf(network);
  const gravest = new Set([...rows].sort((a, b) => rank(a) - rank(b) || b.requests - a.requests).slice(0, top));
  return condensed(
    rows.filter((row) => gravest.has(row)),
    rows.filter((row) => !gravest.has(row)),
  );
}

function condensed<Row extends RemoteIpRow>(listed: readonly Row[], others: readonly Row[]): Condensed<Row> {
  const ranges = [...sumBy(others, ({ remoteIp }) => rangeOf(remoteIp))].sort((a, b) => b.requests - a.requests);
  const [told, further] = [ranges.slice(0, MOST_RANGES), ranges.slice(MOST_RANGES)];
  return { listed, rest: [...told, ...mergedRanges(further)], left: others.length };
}

function sumBy(rows: readonly RemoteIpRow[], rangeFor: (row: RemoteIpRow) => string | null): Iterable<RestRow> {
  const sums = new Map<
    string,
    { network: Network; range: string | null; addresses: number; requests: number; allowed: number }
  >();
  for (const row of rows) {
    const range = rangeFor(row);
    const key = `${row.network} ${range ?? ''}`;
    const sum = sums.get(key) ?? { network: row.network, range, addresses: 0, requests: 0, allowed: 0 };
    sum.addresses++;
    sum.requests += row.requests;
    sum.allowed += row.allowed;
    sums.set(key, sum);
  }
  return sums.values();
}

function mergedRanges(rows: readonly RestRow[]): readonly RestRow[] {
  const sums = new Map<Network, RestRow>();
  for (const { network, addresses, requests, allowed } of rows) {
    const sum = sums.get(network) ?? { network, range: null, addresses: 0, requests: 0, allowed: 0 };
    sums.set(network, {
      ...sum,
      addresses: sum.addresses + addresses,
      requests: sum.requests + requests,
      allowed: sum.allowed + allowed,
    });
  }
  return [...sums.values()];
}

/** The /24 or /64 of an address; what is no address has none. */
function rangeOf(remoteIp: string | null): string | null {
  const address = remoteIp === null ? undefined : readAddress(remoteIp);
  if (address === undefined) return null;
  return address.kind() === 'ipv4'
    ? `${address.toString().replace(/\.\d+$/, '.0')}/24`
    : `${(address as ipaddr.IPv6).parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')}::/64`;
}
