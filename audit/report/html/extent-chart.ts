import { DAY } from '../../../contract/time';
import { isoTime } from '../../access-log/log-time';
import { callerText } from '../../judge/caller-text';
import { FINDINGS, type FindingKind } from '../../judge/judgement';
import type { Extent, Finding } from '../../judge/report';
import type { Network } from '../../judge/network';
import { markup, type Html } from '../../output/html';
import { grouped } from '../../output/numbers';

const WIDTH = 960;
const LABEL_WIDTH = 130;
const ROW_HEIGHT = 26;
const BAR_HEIGHT = 16;
/** More days than this have no line each. */
const MOST_DAY_LINES = 31;
/** The gravest is drawn last, over the others. */
const DRAWN: readonly FindingKind[] = [...FINDINGS].reverse();

/**
 * A row for each kind of network, a bar for each finding from its first record to its last.
 *
 * @returns nothing where all records are of one moment, or there are none.
 */
export function extentChart(findings: readonly Finding[]): Html | undefined {
  const first = findings.reduce((least, { firstSeen }) => Math.min(least, firstSeen), Infinity);
  const last = findings.reduce((most, { lastSeen }) => Math.max(most, lastSeen), -Infinity);
  if (!(first < last)) return undefined;

  const x = (time: number): number =>
    Math.round((LABEL_WIDTH + ((time - first) / (last - first)) * (WIDTH - LABEL_WIDTH)) * 10) / 10;
  const networks = [...new Set(findings.map(({ network }) => network))];
  const height = networks.length * ROW_HEIGHT;
  const bars = findings.flatMap(barsOf).sort((a, b) => DRAWN.indexOf(a.kind) - DRAWN.indexOf(b.kind));
  const labels = networks.map(
    (network, i) => markup`<text x="0" y="${i * ROW_HEIGHT + ROW_HEIGHT / 2 + 4}">${network}</text>`,
  );
  const lines = midnightsBetween(first, last).map(
    (time) => markup`<line x1="${x(time)}" x2="${x(time)}" y1="0" y2="${height}" />`,
  );
  return markup`<svg viewBox="0 0 ${WIDTH} ${height + 24}" role="img" aria-labelledby="timeline-title">
    <title id="timeline-title">When each kind of network was seen, ${isoTime(first)} to ${isoTime(last)}</title>
    ${lines}
    ${bars.map((bar) => rectangle(bar, x, networks.indexOf(bar.network) * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2))}
    ${labels}
    <text x="${LABEL_WIDTH}" y="${height + 18}">${isoTime(first)}</text>
    <text x="${WIDTH}" y="${height + 18}" text-anchor="end">${isoTime(last)}</text>
  </svg>`;
}

interface Bar {
  readonly network: Network;
  readonly kind: FindingKind;
  readonly extent: Extent;
  readonly who: string;
}

/** Where only some requests of a finding are violations, the others were blocked and reach further. */
function barsOf(finding: Finding): readonly Bar[] {
  const { network, remoteIp, requester, violations } = finding;
  const who = `${remoteIp ?? 'no address'}, ${callerText(requester)}`;
  const whole = { network, kind: finding.finding, extent: finding, who };
  if (violations === null || violations.requests === finding.requests) return [whole];
  return [
    { ...whole, kind: 'blocked' },
    { ...whole, extent: violations },
  ];
}

function rectangle({ kind, extent, who }: Bar, x: (time: number) => number, y: number): Html {
  const { requests, firstSeen, lastSeen } = extent;
  const width = Math.max(3, Math.round((x(lastSeen) - x(firstSeen)) * 10) / 10);
  const left = Math.min(x(firstSeen), WIDTH - width);
  const title = `${kind}: ${who}, ${grouped(requests)} requests, ${isoTime(firstSeen)} to ${isoTime(lastSeen)}`;
  return markup`<rect class="${kind}" x="${left}" y="${y}" width="${width}" height="${BAR_HEIGHT}"><title>${title}</title></rect>`;
}

function midnightsBetween(first: number, last: number): readonly number[] {
  const count = Math.floor(last / DAY) - Math.floor(first / DAY);
  if (count > MOST_DAY_LINES) return [];
  return Array.from({ length: count }, (_, day) => (Math.floor(first / DAY) + 1 + day) * DAY);
}
