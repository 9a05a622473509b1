import { DAY } from '../../../contract/time';
import { isoTime } from '../../access-log/log-time';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { markup, type Html } from '../../output/html';
import { spanOf, type Span } from '../../records/extent';
import { momentsOf, type Moments } from './moments';

const WIDTH = 960;
const LABEL_WIDTH = 130;
const ROW_HEIGHT = 26;
const BAR_HEIGHT = 16;
/** More days than this have no line each. */
const MOST_DAY_LINES = 31;

/** From a first moment to a last one. */
export interface TimeBar extends Span {
  /** The row it stands in. */
  readonly row: string;
  /** The class that gives it its colour. */
  readonly kind: string;
  readonly title: string;
}

/** The chart, and the changes of configuration that are drawn in it. */
export interface TimeBars {
  readonly chart: Html;
  readonly moments: Moments;
}

/**
 * Rows of bars on one axis of time.
 *
 * @param rows from the top.
 * @param bars the last is drawn over all others.
 * @param what a title, such as "When each kind of network was seen".
 * @param changes drawn where they lie within the time of the bars.
 * @returns nothing where all bars are of one moment, or there are none.
 */
export function timeBars(
  rows: readonly string[],
  bars: readonly TimeBar[],
  what: string,
  changes: readonly ConfigurationChange[] = [],
): TimeBars | undefined {
  const { firstSeen: first, lastSeen: last } = spanOf(bars);
  if (!(first < last)) return undefined;

  const x = (time: number): number =>
    Math.round((LABEL_WIDTH + ((time - first) / (last - first)) * (WIDTH - LABEL_WIDTH)) * 10) / 10;
  const height = rows.length * ROW_HEIGHT;
  const labels = rows.map((row, i) => markup`<text x="0" y="${i * ROW_HEIGHT + ROW_HEIGHT / 2 + 4}">${row}</text>`);
  const lines = midnightsBetween(first, last).map(
    (time) => markup`<line x1="${x(time)}" x2="${x(time)}" y1="0" y2="${height}" />`,
  );
  const within = changes.filter(({ time }) => time >= first && time <= last);
  const moments = momentsOf(within, x, height + 4);
  const chart = markup`<svg viewBox="0 0 ${WIDTH} ${height + 24}" role="img" aria-labelledby="timeline-title">
    <title id="timeline-title">${what}, ${isoTime(first)} to ${isoTime(last)}</title>
    ${lines}
    ${bars.map((bar) => rectangle(bar, x, rows.indexOf(bar.row) * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2))}
    ${moments.lines}
    ${labels}
    <text x="${LABEL_WIDTH}" y="${height + 18}">${isoTime(first)}</text>
    <text x="${WIDTH}" y="${height + 18}" text-anchor="end">${isoTime(last)}</text>
  </svg>`;
  return { chart, moments };
}

function rectangle({ kind, firstSeen, lastSeen, title }: TimeBar, x: (time: number) => number, y: number): Html {
  const width = Math.max(3, Math.round((x(lastSeen) - x(firstSeen)) * 10) / 10);
  const left = Math.min(x(firstSeen), WIDTH - width);
  return markup`<rect class="${kind}" x="${left}" y="${y}" width="${width}" height="${BAR_HEIGHT}"><title>${title}</title></rect>`;
}

function midnightsBetween(first: number, last: number): readonly number[] {
  const count = Math.floor(last / DAY) - Math.floor(first / DAY);
  if (count > MOST_DAY_LINES) return [];
  return Array.from({ length: count }, (_, day) => (Math.floor(first / DAY) + 1 + day) * DAY);
}
