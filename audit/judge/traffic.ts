import { HOUR } from '../../contract/time';
import type { HourBook, Hours } from '../records/hours';
import { identityOf, type FindingKind, type JudgedGroup } from './report';
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
  const counted: HourlyCounts[] = [];
  const books = new Map<HourBook, (HourlyCounts | undefined)[]>();
  for (const { group, network, finding } of judged) {
    const isExcused = excused.size > 0 && excused.has(identityOf({ ...group, network }));
    const counts = countsOf(counted, network, isExcused ? 'excused' : finding);
    const { hours } = group;
    if (hours === undefined) {
      counts.add(group.requests, group.firstSeen);
      continue;
    }
    const ofGroups = books.get(hours.book);
    if (ofGroups !== undefined) ofGroups[hours.group] = counts;
    else books.set(hours.book, startingWith(counts, hours));
  }
  for (const [book, ofGroups] of books)
    book.forEach((group, requests, firstSeen) => ofGroups[group]?.add(requests, firstSeen));
  return inSpans(counted);
}

/** The few there are, one after the other: a key of both would be a new text for each group. */
function countsOf(counted: HourlyCounts[], network: Network, finding: FindingKind | 'excused'): HourlyCounts {
  for (const counts of counted) if (counts.network === network && counts.finding === finding) return counts;
  const made = new HourlyCounts(network, finding);
  counted.push(made);
  return made;
}

function startingWith(counts: HourlyCounts, { book, group }: Hours): (HourlyCounts | undefined)[] {
  const ofGroups = new Array<HourlyCounts | undefined>(book.groups);
  ofGroups[group] = counts;
  return ofGroups;
}

const HOURS_OF_DAY = 24;

/** Requests of one network that mean the same, by the hour: the hours of a day lie together, since requests mostly do. */
class HourlyCounts {
  readonly days = new Map<number, Float64Array>();
  first = Infinity;
  last = -Infinity;
  private day = NaN;
  private ofDay: Float64Array = new Float64Array(0);

  constructor(
    readonly network: Network,
    readonly finding: FindingKind | 'excused',
  ) {}

  /** @param time of the first of the requests, all of one hour. */
  add(requests: number, time: number): void {
    const hour = Math.floor(time / HOUR);
    const day = Math.floor(hour / HOURS_OF_DAY);
    if (day !== this.day) this.turnTo(day);
    if (hour < this.first) this.first = hour;
    if (hour > this.last) this.last = hour;
    const at = hour - HOURS_OF_DAY * day;
    this.ofDay[at] = (this.ofDay[at] ?? 0) + requests;
  }

  /** Tells the hours that have requests: when each begins, and how many. */
  forEach(tell: (time: number, requests: number) => void): void {
    for (const [day, ofDay] of this.days)
      ofDay.forEach((requests, at) => {
        if (requests > 0) tell(HOUR * (HOURS_OF_DAY * day + at), requests);
      });
  }

  private turnTo(day: number): void {
    this.day = day;
    this.ofDay = this.days.get(day) ?? new Float64Array(HOURS_OF_DAY);
    this.days.set(day, this.ofDay);
  }
}

function inSpans(counted: readonly HourlyCounts[]): Traffic {
  const first = Math.min(...counted.map((counts) => counts.first));
  const last = Math.max(...counted.map((counts) => counts.last));
  const span = SPANS.find((seconds) => ((last - first) * HOUR) / seconds <= MOST_SPANS - 1) ?? LONGEST_SPAN;
  const spans = new Map<string, { -readonly [K in keyof NetworkSpan]: NetworkSpan[K] }>();
  for (const counts of counted)
    counts.forEach((time, requests) => {
      const { network, finding } = counts;
      const from = span * Math.floor(time / span);
      const key = `${network} ${from}`;
      const known = spans.get(key) ?? { from, network, requests: 0, violations: 0, passes: 0 };
      known.requests += requests;
      if (finding === 'violation') known.violations += requests;
      if (finding === 'pass') known.passes += requests;
      spans.set(key, known);
    });
  return { span, spans: [...spans.values()].sort((a, b) => a.from - b.from) };
}
