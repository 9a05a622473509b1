import { ACCESS_LOG_FIELDS } from '../../contract/access-log-fields';
import { printable } from '../../contract/printable';
import { isoTime } from '../access-log/log-time';
import { placeOf } from '../records/reject';
import { jsonText } from '../output/json';
import type { Judgement, KnownRequest, RequestRow } from './known-request';

type Lines = readonly (readonly [name: string, value: unknown])[];

/** The report for people: every row, every event, and what is not known. */
export function requestTable(request: KnownRequest): string {
  const { rows, events, unlogged, rejects, damaged } = request;
  const distinct = rows.filter(({ duplicate }) => !duplicate).length;
  const sections = [
    `request ${request.requestId}: ${counted(distinct, 'record')}, ${counted(events.length, 'CloudTrail event')}`,
    ...rows.map(({ file, line, ...row }) => section(placeOf({ file, line }), rowLines(row))),
    ...events.map((event) => section(`${event.file}: CloudTrail`, eventLines(event))),
    ...unlogged.map((judgement) =>
      section('judged by CloudTrail alone: the logs have no record of it', judgementLines(judgement)),
    ),
    ...rejects.map(({ file, line, reason, text }) =>
      section(`${placeOf({ file, line })}: names the request and could not be read`, [
        ['reason', reason],
        ['text', text],
      ]),
    ),
    ...damaged.map(({ file, reason }) => printable(`${file} was read only in part: ${reason}`)),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The same as data. */
export function requestJson({ rows, events, cloudtrailUnreadable, ...request }: KnownRequest): string {
  return jsonText({
    ...request,
    rows: rows.map(({ record: { time, ...record }, ...row }) => ({
      ...row,
      record: { ...record, time: isoTime(time) },
    })),
    events: events.map(({ time, ...event }) => ({ ...event, time: isoTime(time) })),
    cloudtrailUnreadable,
  });
}

function rowLines({
  record,
  decodedKey,
  duplicate,
  ambiguous,
  statuses,
  judgement,
}: Omit<RequestRow, 'file' | 'line'>): Lines {
  return [
    ...(duplicate ? [['duplicate', 'of a line above, and no further record'] as const] : []),
    ...(ambiguous
      ? [
          [
            'ambiguous',
            `read by the worst of its statuses: ${statuses.map((status) => status ?? '-').join(', ')}`,
          ] as const,
        ]
      : []),
    ...ACCESS_LOG_FIELDS.map(
      ({ name, column }) => [column, name === 'time' ? isoTime(record.time) : record[name]] as const,
    ),
    ...(record.extra.length > 0 ? [['extra', record.extra.join(' ')] as const] : []),
    ...(decodedKey === record.key ? [] : [['decoded key', decodedKey] as const]),
    ...judgementLines(judgement),
  ];
}

function eventLines(event: KnownRequest['events'][number]): Lines {
  return [
    ['time', isoTime(event.time)],
    ['event name', event.eventName],
    ['buckets', event.buckets.join(' ')],
    ['source address', event.sourceAddress],
    ['VPC endpoint', event.vpcEndpointId ?? 'none'],
    ['caller', event.callerArn],
    ['account', event.callerAccount],
    ['error code', event.errorCode],
    ['host id', event.hostId],
  ];
}

function judgementLines({ network, aws, outcome, judged }: Judgement): Lines {
  return [
    ['network', aws === null ? network : `${network} (${aws.service} ${aws.region})`],
    ['outcome', outcome],
    ...(judged === null
      ? []
      : ([
          ['finding', judged.finding],
          ['evidence', judged.evidence],
        ] as const)),
    ...(judged?.exemption == null ? [] : [['exemption', judged.exemption] as const]),
  ];
}

function section(title: string, lines: Lines): string {
  const shown = lines.filter(([, value]) => value !== null && value !== '');
  const width = Math.max(...shown.map(([name]) => name.length));
  return [
    printable(title),
    ...shown.map(([name, value]) => `  ${name.padEnd(width)}  ${printable(String(value))}`),
  ].join('\n');
}

function counted(n: number, noun: string): string {
  return `${n === 0 ? 'no' : n} ${noun}${n === 1 ? '' : 's'}`;
}
