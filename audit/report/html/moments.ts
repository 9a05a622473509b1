import { isoTime } from '../../access-log/log-time';
import type { ConfigurationChange } from '../../cloudtrail/configuration-changes';
import { markup, type Html } from '../../output/html';
import { htmlTable } from '../../output/html-table';
import { grouped } from '../../output/numbers';

/** More changes than these are neither drawn nor listed, only counted. */
const MOST_MOMENTS = 40;

/** Changes of configuration on the time axis of a chart. */
export interface Moments {
  readonly lines: readonly Html[];
  /** What the chart's caption says of them. */
  readonly key: Html | readonly Html[];
  /** The same as a table, for those who cannot see the lines. */
  readonly list: Html | readonly Html[];
}

/**
 * The changes as lines from the top of a chart to its axis.
 *
 * @param changes those within the time of the chart.
 * @param x where on the chart a time is.
 * @param bottom how far down the lines reach.
 */
export function momentsOf(
  changes: readonly ConfigurationChange[],
  x: (time: number) => number,
  bottom: number,
): Moments {
  const moments = [...changes].sort((a, b) => a.time - b.time);
  const shown = moments.slice(0, MOST_MOMENTS);
  return { lines: shown.map((one) => line(one, x, bottom)), key: key(moments.length), list: list(shown) };
}

function line({ time, eventName, target }: ConfigurationChange, x: (time: number) => number, bottom: number): Html {
  const title = `${eventName}${target === null ? '' : ` of ${target}`} at ${isoTime(time)}`;
  return markup`<line class="moment" x1="${x(time)}" x2="${x(time)}" y1="0" y2="${bottom}"><title>${title}</title></line>`;
}

function key(moments: number): Html | readonly Html[] {
  if (moments === 0) return [];
  const cut = moments > MOST_MOMENTS ? `, of which the first ${MOST_MOMENTS} are drawn` : '';
  return markup`<span class="key"><span class="swatch moment"></span>${grouped(moments)} changes of configuration${cut}</span>`;
}

function list(moments: readonly ConfigurationChange[]): Html | readonly Html[] {
  if (moments.length === 0) return [];
  return htmlTable({
    caption: 'Changes of configuration that CloudTrail recorded in that time',
    columns: [
      { head: 'time', kind: 'time' },
      { head: 'event' },
      { head: 'of' },
      { head: 'what it does' },
      { head: 'by', kind: 'names' },
    ],
    rowHead: 1,
    rows: moments.map(({ time, eventName, target, effect, callerArn }) => [
      isoTime(time),
      eventName,
      target ?? '-',
      effect,
      callerArn ?? 'an unknown caller',
    ]),
  });
}
