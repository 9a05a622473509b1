import { printable } from '../../contract/printable';
import { isoTime } from '../access-log/log-time';
import type { ConfigurationChange } from '../cloudtrail/configuration-changes';
import type { Detour } from '../judge/detours';
import { csvText } from '../output/csv';
import { jsonText } from '../output/json';
import type { Layout } from '../output/layout';
import { columns } from '../output/table';
import { paragraph } from '../output/text-width';
import { grouped } from '../output/numbers';

/** What `timeline` found. */
export interface TimelineReport {
  readonly detours: readonly Detour[];
  /** All changes of configuration within the window, in the order of time. */
  readonly changes: readonly ConfigurationChange[];
  /** Whether CloudTrail was asked at all: without it no change can be known. */
  readonly changesKnown: boolean;
  /** What could not be read of logs and CloudTrail, or was not there, a sentence each: it may hold further moments and changes. */
  readonly unread: readonly string[];
}

interface Entry {
  readonly time: number;
  readonly what: string;
  readonly bucket: string;
  readonly detail: string;
}

/** Moments and changes in one order of time. */
function entriesOf({ detours, changes }: TimelineReport): readonly Entry[] {
  return [
    ...detours.flatMap(({ bucket, network, requests, from, until, expectedBefore, expectedAfter }): Entry[] => [
      {
        time: from,
        what: `${network} begins`,
        bucket,
        detail: `${grouped(requests)} requests; last by an expected path before: ${timeOrNone(expectedBefore)}`,
      },
      {
        time: until,
        what: `${network} ends`,
        bucket,
        detail: `first by an expected path after: ${timeOrNone(expectedAfter)}`,
      },
    ]),
    ...changes.map(({ time, eventName, target, callerArn, errorCode, effect }): Entry => ({
      time,
      what: eventName,
      bucket: target ?? '-',
      detail: `${effect}; by ${callerArn ?? 'an unknown caller'}${errorCode === null ? '' : `; refused: ${errorCode}`}`,
    })),
  ].sort((a, b) => a.time - b.time);
}

/** Detours and changes in the order of time, as a table. */
export function timelineTable(report: TimelineReport, layout: Layout): string {
  const entries = entriesOf(report);
  const rows = entries.map(({ time, what, bucket, detail }) => [isoTime(time), what, bucket, detail]);
  const explained = report.detours.map((detour) => paragraph(printable(explanationOf(detour)), layout.width));
  return `${[
    ...(rows.length === 0
      ? []
      : [columns([{ head: 'TIME', kind: 'whole' }, 'WHAT', 'BUCKET OR TARGET', 'DETAIL'], rows, layout)]),
    report.detours.length === 0
      ? 'no request got through by another path than the expected ones'
      : explained.join('\n'),
    ...(report.changesKnown
      ? []
      : ['changes of configuration are not known: they are read from files of CloudTrail alone (--cloudtrail)']),
    ...(report.unread.length === 0
      ? []
      : [report.unread.map((text) => paragraph(printable(text), layout.width)).join('\n')]),
  ].join('\n\n')}\n`;
}

function explanationOf({ bucket, network, from, until, begunBy, endedBy }: Detour): string {
  const began = changeText('began', begunBy);
  const ended = changeText('ended', endedBy);
  return `${bucket} by ${network}, ${isoTime(from)} to ${isoTime(until)}: ${began}; ${ended}`;
}

function changeText(verb: string, [change]: readonly ConfigurationChange[]): string {
  if (change === undefined) return `no known change ${verb} it`;
  return `${change.eventName} at ${isoTime(change.time)} probably ${verb} it`;
}

/** Detours and changes as JSON (`schemas/timeline.schema.json`). */
export function timelineJson({ detours, changes, unread }: TimelineReport): string {
  return jsonText({
    detours: detours.map(({ from, until, expectedBefore, expectedAfter, begunBy, endedBy, ...detour }) => ({
      ...detour,
      from: isoTime(from),
      until: isoTime(until),
      expectedBefore: expectedBefore === null ? null : isoTime(expectedBefore),
      expectedAfter: expectedAfter === null ? null : isoTime(expectedAfter),
      begunBy: begunBy.map(changeJson),
      endedBy: endedBy.map(changeJson),
    })),
    changes: changes.map(changeJson),
    unread,
  });
}

function changeJson({ time, ...change }: ConfigurationChange): unknown {
  return { time: isoTime(time), ...change };
}

/** Detours and changes in the order of time, as CSV. */
export function timelineCsv(report: TimelineReport): string {
  const rows = entriesOf(report).map(({ time, ...entry }) => ({ time: isoTime(time), ...entry }));
  return csvText(rows, ['time', 'what', 'bucket', 'detail']);
}

function timeOrNone(seconds: number | null): string {
  return seconds === null ? 'none' : isoTime(seconds);
}
