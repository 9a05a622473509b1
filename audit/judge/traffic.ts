import { HOUR } from '../../contract/time';
import { forEachHour } from '../records/request-group';
import { identityOf, type JudgedGroup } from './report';
import type { Network } from './network';

/** Requests of one network within one span of time. */
export interface NetworkSpan {
  /** Begin of the span, in seconds since the epoch. */
  readonly from: number;
  readonly network: Network;
  readonly requests: number;
  /** Those of them that are violations. */
  readonly violations: number;
  /** Those of them that came by an expected path. */
  readonly passes: number;
}

/** Requests over time by network: what a chart of the traffic is drawn from. */
export interface Traffic {
  /** Seconds of each span. */
  readonly span: number;
  /** In the order of time; spans without a request are left out. */
  readonly spans: readonly NetworkSpan[];
}

type Counted = { -readonly [K in keyof NetworkSpan]: NetworkSpan[K] };

/** Spans that people think in: an hour, a quarter of a day, a day, a week, thirty days. */
const SPANS = [HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR] as const;
const LONGEST_SPAN = 30 * 24 * HOUR;
const MOST_SPANS = 168;

/**
 * Counts judged requests by time and network, in the shortest span that divides them into no more than 168.
 *
 * @param judged groups with their hours: `Selection.hourly`; those without are of one moment.
 * @param excused the `identityOf` of findings that count as no violations, by a waiver or a baseline.
 */
export function trafficOf(judged: readonly JudgedGroup[], excused: ReadonlySet<string> = new Set()): Traffic {
  const { first, last } = extentOf(judged);
  const span = SPANS.find((seconds) => last / seconds - first / seconds <= MOST_SPANS - 1) ?? LONGEST_SPAN;
  const spans = new Map<number, Map<Network, Counted>>();
  for (const { group, network, finding } of judged) {
    const isExcused = excused.size > 0 && excused.has(identityOf({ ...group, network }));
    forEachHour(group, (requests, firstSeen) => {
      const from = Math.floor(firstSeen / span) * span;
      const networks = found(spans, from, () => new Map<Network, Counted>());
      const known = found(networks, network, () => ({ from, network, requests: 0, violations: 0, passes: 0 }));
      known.requests += requests;
      if (finding === 'violation' && !isExcused) known.violations += requests;
      if (finding === 'pass') known.passes += requests;
    });
  }
  const inOrder = [...spans].sort(([a], [b]) => a - b);
  return { span, spans: inOrder.flatMap(([, networks]) => [...networks.values()]) };
}

/** The entry of a key, made where there is none yet. */
function found<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** When the first and the last hour of any group begin. */
function extentOf(judged: readonly JudgedGroup[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Infinity, -Infinity];
  for (const { group } of judged) {
    forEachHour(group, (_, firstSeen) => {
      first = Math.min(first, firstSeen);
      last = Math.max(last, firstSeen);
    });
  }
  return { first, last };
}
