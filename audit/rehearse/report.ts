import { printable } from '../../contract/printable';
import { csvText } from '../output/csv';
import type { CodePlace } from '../output/sarif';
import { jsonParts, LongList, mapped } from '../output/json';
import { codeSpan, markdownTable } from '../output/markdown';
import { counted, grouped } from '../output/numbers';
import type { Layout } from '../output/layout';
import { withinLimit } from '../output/markdown-limit';
import { columns, type TextColumn } from '../output/table';
import { paragraph } from '../output/text-width';
import type { Coverage } from '../records/aggregate';
import { together } from './keep';
import type { RehearsalOrigin } from './origin';
import type { Change, Rehearsed } from './rehearsal';
import { rowOf, rowsOf, sumOf, type Row } from './rows';

/** What `rehearse` found. */
export interface RehearsalReport {
  readonly exitCode: number;
  /** Why, a sentence each. */
  readonly reasons: readonly string[];
  /** Gravest first. */
  readonly rehearsed: readonly Rehearsed[];
  readonly coverage: RehearsalCoverage;
  /** Where the repository says what is planned, for code scanning. */
  readonly place?: CodePlace;
  readonly toolVersion?: string;
  /** For formats that are kept. */
  readonly origin?: RehearsalOrigin | undefined;
}

/** `lines = blank + records + rejects + duplicates`; of the records, those of other buckets and times are left out. */
export interface RehearsalCoverage extends Omit<Coverage, 'ambiguous' | 'witnessed'> {
  /** Requests that CloudTrail alone tells of. */
  readonly unlogged: number;
  /** Those of them of which it does not tell what was asked. */
  readonly unrehearsed: number;
  /**
   * Records without a host id where CloudTrail alone tells of requests: no event is known to be of such a line, so that a
   * request may be rehearsed by its line and again by its event.
   */
  readonly perhapsTwice?: number;
  /** Requests that the policy of an endpoint denied, where another one is planned for it: they are in no access log. */
  readonly endpointDenials?: number;
  /** When planned policies begin or end to hold after all that was recorded. */
  readonly timesToCome?: readonly string[];
  /** What else of the stack decides requests, by addresses; it was not held against them. */
  readonly notHeld?: readonly string[];
  /** Records of CloudTrail that could not be read. */
  readonly trailUnreadable: number;
  /** Log objects whose size the engine cannot tell, so that an end cut off would not be noticed. */
  readonly unmeasured?: number;
}

/** What stays as it is needs no row of its own. */
const TOLD: readonly Change[] = ['would-be-denied', 'would-be-allowed', 'undecided'];

/** Whoever loses or gains access, or may: a row for each caller and reason. */
export function rowsToTell({ rehearsed }: RehearsalReport): readonly Row[] {
  return rowsOf(rehearsed.filter(({ change }) => TOLD.includes(change)));
}

/** One line for all that stays: how much passes still, and how much is refused still. */
export function unchangedSentence({ rehearsed }: RehearsalReport): string {
  const sum = (then: Rehearsed['then']): number =>
    sumOf(
      rehearsed.filter((one) => one.change === 'unchanged' && one.then === then),
      'requests',
    );
  const parts = [`${grouped(sum('passed'))} requests pass as before`, `${grouped(sum('refused'))} stay refused`];
  const others = [
    [sum('failed'), 'failed in a way that tells nothing of policies'],
    [sum('unknown'), 'have no answer, and none would change anything'],
  ] as const;
  return [...parts, ...others.flatMap(([n, what]) => (n > 0 ? [`${grouped(n)} ${what}`] : []))].join(', ');
}

/** Says how many requests may be counted twice; `undefined` where none may. Each of the two is decided by what it tells alone. */
export function perhapsTwiceSentence({ perhapsTwice = 0, unlogged }: RehearsalCoverage): string | undefined {
  return perhapsTwice === 0
    ? undefined
    : `${counted(perhapsTwice, 'record')} without a host id, by which an event of CloudTrail is known to be theirs: up to ` +
        `${counted(Math.min(perhapsTwice, unlogged), 'request')} may be counted twice, by their line and by their event`;
}

function coverageSentence({ coverage }: RehearsalReport): string {
  const { files, lines, records, duplicates, rejects, otherBuckets, outsideWindow } = coverage;
  const parts = [
    [records, 'records'],
    [duplicates, 'duplicates'],
    [rejects, 'could not be read'],
    [otherBuckets, 'of buckets without a planned policy'],
    [outsideWindow, 'outside the window'],
  ] as const;
  const told = parts.filter(([n, name]) => n > 0 || name === 'records').map(([n, name]) => `${grouped(n)} ${name}`);
  const twice = perhapsTwiceSentence(coverage);
  return `${grouped(files)} files, ${grouped(lines)} lines: ${told.join(', ')}${twice === undefined ? '' : `; ${twice}`}`;
}

export const TO_KEEP = 'to keep their access, add in deployment.yaml:';

/** What deployment.yaml would have to say, list by list, narrowest first. */
export function toKeep({ rehearsed }: RehearsalReport): ReturnType<typeof together> {
  return together(rehearsed.flatMap(({ keep }) => keep ?? []));
}

/** What whoever pastes the entries has to look up; nothing where every principal is known by its whole name. */
export function toLookUp({ rehearsed }: RehearsalReport): readonly string[] {
  return rehearsed.some(({ keep }) => keep?.isPathTold === false)
    ? ["a session does not tell the path of its role: where the role has one, write it into the entry's ARN"]
    : [];
}

function linesToKeep(report: RehearsalReport): readonly string[] {
  const lines = toKeep(report).flatMap(([list, items]) => [
    `  ${list}:`,
    ...items.map((item) => `    ${printable(item)}`),
  ]);
  return lines.length === 0 ? [] : [[TO_KEEP, ...lines, ...toLookUp(report).map((one) => `  (${one})`)].join('\n')];
}

const ANSWERS: Readonly<Record<number, string>> = {
  1: 'SOMEBODY LOSES OR GAINS ACCESS',
  3: 'UNDECIDED',
};

/** The answer in one sentence; where somebody loses or gains access and that does not count, it does not say that nobody does. */
export function answerText({ exitCode, rehearsed }: RehearsalReport): string {
  if (exitCode !== 0) return ANSWERS[exitCode] ?? 'UNDECIDED';
  return rehearsed.some(({ change }) => change === 'would-be-denied' || change === 'would-be-allowed')
    ? 'NOTHING HAPPENS THAT --fail-on NAMES'
    : 'NOBODY LOSES ACCESS, NOBODY GAINS IT';
}

const TABLE_COLUMNS: readonly (string | TextColumn)[] = [
  { head: 'CHANGE', kind: 'whole' },
  { head: 'REQUESTS', kind: 'number' },
  'CALLER',
  'OPERATION',
  'REMOTE IP',
  { head: 'FIRST', kind: 'whole', spare: 2 },
  { head: 'LAST', kind: 'whole', spare: 1 },
  'WHY',
];

export function rehearsalTable(report: RehearsalReport, layout: Layout): string {
  const rows = rowsToTell(report).map((row) => [
    row.change,
    grouped(row.requests),
    row.caller,
    row.operation,
    row.remoteIp,
    row.firstSeen,
    row.lastSeen,
    row.why,
  ]);
  return `${[
    coverageSentence(report),
    ...(rows.length === 0 ? [] : [columns(TABLE_COLUMNS, rows, layout)]),
    ...linesToKeep(report),
    unchangedSentence(report),
    `rehearsal: ${answerText(report)}`,
    ...report.reasons.map((reason) => paragraph(printable(reason), layout.width, 2)),
  ].join('\n\n')}\n`;
}

export function rehearsalJson({ exitCode, reasons, coverage, rehearsed }: RehearsalReport): Iterable<string> {
  const changes = new LongList(() => mapped(rehearsed, (one) => Object.assign(rowOf(one), { why: one.why })));
  return jsonParts({ exitCode, reasons, coverage, changes });
}

export function rehearsalCsv(report: RehearsalReport): string {
  const names = [
    'change',
    'requests',
    'caller',
    'operation',
    'bucket',
    'remoteIp',
    'firstSeen',
    'lastSeen',
    'why',
    'keep',
    'requestId',
  ];
  return csvText(report.rehearsed.map(rowOf), names);
}

export function rehearsalMarkdown(report: RehearsalReport): string {
  const rows = rowsToTell(report).map((row) => [
    row.change,
    grouped(row.requests),
    ...[row.caller, row.operation, row.remoteIp, row.firstSeen, row.lastSeen, row.why].map(codeSpan),
  ]);
  const header = ['change', 'requests:', 'caller', 'operation', 'remote IP', 'first', 'last', 'why'];
  const text = [
    `# Rehearsal: ${answerText(report)}`,
    report.reasons.map((reason) => `- ${codeSpan(reason)}`).join('\n'),
    coverageSentence(report),
    ...(rows.length === 0 ? [] : [markdownTable(header, rows)]),
    ...toKeep(report).map(([list, items]) =>
      [`${TO_KEEP} ${codeSpan(list)}`, '', ...items.map((item) => `- ${codeSpan(item.slice('- '.length))}`)].join('\n'),
    ),
    ...toLookUp(report),
    unchangedSentence(report),
  ].join('\n\n');
  return withinLimit(`${text}\n`);
}
