import { DAY, HOUR } from '../../../contract/time';
import { isoTime } from '../../access-log/log-time';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import type { Network } from '../../judge/network';
import type { NetworkSpan, Traffic } from '../../judge/traffic';
import { markup, type Html } from '../../output/html';
import { htmlTable } from '../../output/html-table';
import { grouped } from '../../output/numbers';
import { NETWORK_MEANINGS } from '../glossary';
import { momentsOf } from './moments';
import { requestsOf } from '../../records/extent';

const WIDTH = 960;
const LEFT = 64;
const HEIGHT = 200;
const AXIS = 24;
/** From the ground up: what is expected lies below, what is not on top of it. */
const STACKED = Object.keys(NETWORK_MEANINGS) as readonly Network[];

/**
 * Requests over time, stacked by network, with the changes of configuration on the same axis; the same numbers as a table
 * below, for those who cannot see it.
 */
export function trafficChart(
  { span, spans }: Traffic,
  changes: readonly ConfigurationChange[],
): Html | readonly Html[] {
  const first = spans[0]?.from;
  const last = spans.at(-1)?.from;
  if (first === undefined || last === undefined) return [];
  const end = last + span;
  const columns = columnsOf(spans);
  const highest = Math.max(...columns.map(({ total }) => total));
  const x = (time: number): number => rounded(LEFT + ((time - first) / (end - first)) * (WIDTH - LEFT));
  const y = (requests: number): number => rounded(HEIGHT - (requests / highest) * HEIGHT);
  const width = Math.max(1, rounded(((WIDTH - LEFT) * span) / (end - first)) - 1);
  const bars = columns.flatMap(({ from, parts }) => {
    let below = 0;
    return parts.flatMap(layersOf).map(({ network, requests, what, layer }) => {
      const top = y(below + requests);
      const height = Math.max(1, rounded(y(below) - top));
      below += requests;
      const title = `${network}: ${grouped(requests)} requests ${what}, ${isoTime(from)} to ${isoTime(from + span)}`;
      return markup`<rect class="net-${network} ${layer}" x="${x(from)}" y="${top}" width="${width}" height="${height}"><title>${title}</title></rect>`;
    });
  });
  const within = changes.filter(({ time }) => time >= first && time < end);
  const moments = momentsOf(within, x, HEIGHT + 6);
  return markup`<figure class="chart" tabindex="0" aria-label="Chart of requests in time">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT + AXIS + 12}" role="img" aria-labelledby="traffic-title">
<title id="traffic-title">Requests by network, ${spanText(span)} by ${spanText(span)}, ${isoTime(first)} to ${isoTime(end)}</title>
<line x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}" />
<text x="${LEFT - 6}" y="12" text-anchor="end">${grouped(highest)}</text>
<text x="${LEFT - 6}" y="${HEIGHT}" text-anchor="end">0</text>
${bars}
${moments.lines}
<text x="${LEFT}" y="${HEIGHT + AXIS}">${isoTime(first)}</text>
<text x="${WIDTH}" y="${HEIGHT + AXIS}" text-anchor="end">${isoTime(end)}</text>
</svg>
<figcaption>${legend(spans)}<span class="key">faint: blocked, exempt or harmless</span>${moments.key}</figcaption>
</figure>
${moments.list}
<details><summary>The numbers of this chart</summary>
${numbers(columns, span)}
</details>`;
}

interface Layer {
  readonly network: Network;
  readonly requests: number;
  readonly what: string;
  /** How it is drawn: in full, or faintly where the perimeter held or excused it. */
  readonly layer: 'full' | 'held';
}

/** What got through by another path stands apart from what did not. */
function layersOf({ network, requests, violations, passes }: NetworkSpan): readonly Layer[] {
  const held = requests - violations - passes;
  const layers: readonly Layer[] = [
    { network, requests: passes, what: 'by an expected path', layer: 'full' },
    { network, requests: held, what: 'blocked, exempt or harmless', layer: 'held' },
    { network, requests: violations, what: 'got through and should not have', layer: 'full' },
  ];
  return layers.filter((layer) => layer.requests > 0);
}

interface ChartColumn {
  readonly from: number;
  readonly total: number;
  readonly parts: readonly NetworkSpan[];
}

function columnsOf(spans: readonly NetworkSpan[]): readonly ChartColumn[] {
  const byTime = new Map<number, NetworkSpan[]>();
  for (const span of spans) {
    const column = byTime.get(span.from);
    if (column === undefined) byTime.set(span.from, [span]);
    else column.push(span);
  }
  return [...byTime].map(([from, parts]) => ({
    from,
    total: requestsOf(parts),
    parts: parts.sort((a, b) => STACKED.indexOf(a.network) - STACKED.indexOf(b.network)),
  }));
}

function legend(spans: readonly NetworkSpan[]): readonly Html[] {
  const seen = STACKED.filter((network) => spans.some((one) => one.network === network));
  return seen.map((network) => markup`<span class="key"><span class="swatch net-${network}"></span>${network}</span>`);
}

function numbers(columns: readonly ChartColumn[], span: number): Html {
  const networks = STACKED.filter((network) =>
    columns.some(({ parts }) => parts.some((one) => one.network === network)),
  );
  return htmlTable({
    caption: `Requests of each ${spanText(span)}`,
    columns: [{ head: 'from', kind: 'time' }, ...networks.map((head) => ({ head, kind: 'number' as const }))],
    rowHead: 0,
    rows: columns.map(({ from, parts }) => [
      isoTime(from),
      ...networks.map((network) => grouped(parts.find((one) => one.network === network)?.requests ?? 0)),
    ]),
  });
}

const SPAN_TEXTS: readonly (readonly [seconds: number, text: string])[] = [
  [HOUR, 'hour'],
  [6 * HOUR, 'six hours'],
  [DAY, 'day'],
  [7 * DAY, 'week'],
];

function spanText(span: number): string {
  return SPAN_TEXTS.find(([seconds]) => seconds === span)?.[1] ?? 'thirty days';
}

function rounded(n: number): number {
  return Math.round(n * 10) / 10;
}
