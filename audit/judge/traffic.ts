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
  // By the hour first, in one pass: how long spans are is known when all is counted, and each is of whole hours.
  const hours = new Counts(HOUR);
  let [first, last] = [Infinity, -Infinity];
  for (const { group, network, finding } of judged) {
    const isExcused = excused.size > 0 && excused.has(identityOf({ ...group, network }));
    const isViolation = finding === 'violation' && !isExcused;
    const isPass = finding === 'pass';
    const ofNetwork = hours.of(network);
    forEachHour(group, (requests, firstSeen) => {
      if (firstSeen < first) first = firstSeen;
      if (firstSeen > last) last = firstSeen;
      const counted = hours.at(ofNetwork, firstSeen, network);
      counted.requests += requests;
      if (isViolation) counted.violations += requests;
      if (isPass) counted.passes += requests;
    });
  }
  const span = SPANS.find((seconds) => last / seconds - first / seconds <= MOST_SPANS - 1) ?? LONGEST_SPAN;
  return { span, spans: (span === HOUR ? hours : hours.in(span)).inOrder() };
}

/** Requests by network and span. */
class Counts {
  private readonly networks = new Map<Network, Map<number, Counted>>();

  /** @param span seconds of each */
  constructor(private readonly span: number) {}

  /** The spans of a network, by their numbers. */
  of(network: Network): Map<number, Counted> {
    const known = this.networks.get(network);
    if (known !== undefined) return known;
    const made = new Map<number, Counted>();
    this.networks.set(network, made);
    return made;
  }

  /** The span of a network that a time is in. */
  at(spans: Map<number, Counted>, time: number, network: Network): Counted {
    const number = Math.floor(time / this.span);
    const known = spans.get(number);
    if (known !== undefined) return known;
    const made = { from: number * this.span, network, requests: 0, violations: 0, passes: 0 };
    spans.set(number, made);
    return made;
  }

  /** The same in longer spans, of which each holds whole ones of these. */
  in(span: number): Counts {
    const longer = new Counts(span);
    for (const [network, spans] of this.networks) {
      const ofNetwork = longer.of(network);
      for (const { from, requests, violations, passes } of spans.values()) {
        const counted = longer.at(ofNetwork, from, network);
        counted.requests += requests;
        counted.violations += violations;
        counted.passes += passes;
      }
    }
    return longer;
  }

  inOrder(): readonly NetworkSpan[] {
    return [...this.networks.values()].flatMap((spans) => [...spans.values()]).sort((a, b) => a.from - b.from);
  }
}
