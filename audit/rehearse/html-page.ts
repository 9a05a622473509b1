import { isoTime } from '../access-log/log-time';
import { markup, type Html, type HtmlValue } from '../output/html';
import { htmlTable, type Column } from '../output/html-table';
import type { Layout } from '../output/layout';
import { bytesText, counted, grouped } from '../output/numbers';
import { KIND_RULES } from '../policy/document';
import { spanOf } from '../records/extent';
import { COVERAGE_MEANINGS } from '../report/glossary';
import { htmlDocument, TOP_ROWS } from '../report/html/document';
import { list } from '../report/html/drawing';
import { glossary } from '../report/html/glossary';
import { heldAgainst, type Held } from '../report/html/held-against';
import { lineAccounts } from '../report/html/line-accounts';
import { timeBars, type TimeBar } from '../report/html/time-bars';
import { doubtsOf } from './answer';
import type { RehearsalOrigin } from './origin';
import type { Change, Rehearsed } from './rehearsal';
import {
  answerText,
  perhapsTwiceSentence,
  TO_KEEP,
  toKeep,
  toLookUp,
  unchangedSentence,
  type RehearsalReport,
} from './report';
import { rowsOf, sumOf, type Row } from './rows';

/** What became of requests, as readers of the page see it; the gravest first. */
interface Class {
  readonly name: string;
  readonly change: Change;
  /** Where what happened then tells classes apart. */
  readonly then?: Rehearsed['then'];
  /** Its colour. */
  readonly kind: 'violation' | 'doubtful' | 'pass' | 'blocked' | 'harmless';
  readonly meaning: string;
}

const CLASSES: readonly Class[] = [
  {
    ...{ name: 'would be denied', change: 'would-be-denied', kind: 'violation' },
    meaning: 'it got through, and the planned policies refuse it',
  },
  {
    ...{ name: 'would be allowed', change: 'would-be-allowed', kind: 'violation' },
    meaning: 'it was refused, and the planned policies let it in',
  },
  {
    ...{ name: 'undecided', change: 'undecided', kind: 'doubtful' },
    meaning: 'a condition reads what no log tells, or the log does not tell who asked or for what; the reason names it',
  },
  {
    ...{ name: 'passes as before', change: 'unchanged', then: 'passed', kind: 'pass' },
    meaning: 'it got through, and still would',
  },
  {
    ...{ name: 'stays refused', change: 'unchanged', then: 'refused', kind: 'blocked' },
    meaning: 'it was refused, and still would be',
  },
  {
    ...{ name: 'tells nothing', change: 'unchanged', then: 'failed', kind: 'harmless' },
    meaning: 'it failed in a way that anybody can be given: nobody knows whether it would have got through',
  },
];

type Classified = readonly [of: Class, rehearsed: readonly Rehearsed[]];

const VERDICT_CLASSES: Readonly<Record<number, string>> = { 0: 'pass', 1: 'fail' };

/** The rehearsal as one HTML page: the answer and its reasons first, then what would keep the access, then everybody. */
export function rehearsalHtml(report: RehearsalReport, { top = TOP_ROWS }: Partial<Layout> = {}): string {
  const classified = CLASSES.map((of): Classified => [
    of,
    report.rehearsed.filter(({ change, then }) => change === of.change && (of.then ?? then) === then),
  ]);
  return htmlDocument({
    title: `Rehearsal: ${answerText(report)}`,
    header: header(report),
    main: markup`${summary(classified)}
${when(classified, report.origin)}
${classified.filter(([{ change }]) => change !== 'unchanged').flatMap((one) => changed(one, top))}
${unchanged(report, top)}
${origin(report.origin)}
${whatWasRead(report)}
${glossary([
  ['Change: what the planned policies mean for requests that happened', meanings()],
  ['What was read', COVERAGE_MEANINGS],
])}`,
  });
}

function header(report: RehearsalReport): Html {
  return markup`<h1>Who would lose or gain access by the planned policies?</h1>
<p class="verdict ${VERDICT_CLASSES[report.exitCode] ?? 'unproven'}">${answerText(report)}</p>
${list(report.reasons)}
<p class="faint">${unchangedSentence(report)}</p>
${pasted(report)}`;
}

/** The entries of deployment.yaml, to be copied as they stand. */
function pasted(report: RehearsalReport): Html | readonly Html[] {
  const lists = toKeep(report).map(
    ([name, items]) => markup`<h3><code>${name}</code></h3>
<pre>${items.map((item) => markup`${item}`)}</pre>`,
  );
  const lookUp = toLookUp(report).map((one) => markup`<p>${one.replace(/^a/, 'A')}.</p>`);
  return lists.length === 0 ? [] : markup`<h2>${TO_KEEP.replace(/^t/, 'T')}</h2>\n${lists}\n${lookUp}`;
}

function meanings(): Readonly<Record<string, string>> {
  return Object.fromEntries(CLASSES.map(({ name, meaning }) => [name, meaning]));
}

function summary(classified: readonly Classified[]): Html {
  return markup`<section>
<h2>What became of the requests</h2>
${htmlTable({
  caption: 'Every recorded request, decided by the planned policies',
  columns: [
    { head: 'change' },
    ...['callers and reasons', 'requests', 'bytes sent'].map((head): Column => ({ head, kind: 'number' })),
    ...['first', 'last'].map((head): Column => ({ head, kind: 'time' })),
  ],
  rowHead: 0,
  rows: classified.map(([{ name, kind }, rehearsed]) => {
    const { firstSeen, lastSeen } = spanOf(rehearsed.map(({ group }) => group));
    return [
      rehearsed.length === 0 ? name : markup`<span class="${kind}">${name}</span>`,
      grouped(rowsOf(rehearsed).length),
      grouped(sumOf(rehearsed, 'requests')),
      bytesText(sumOf(rehearsed, 'bytesSent')),
      ...[firstSeen, lastSeen].map((time) => (rehearsed.length === 0 ? '-' : isoTime(time))),
    ];
  }),
  narrow: true,
})}
</section>`;
}

const NO_CHANGES =
  'Changes of configuration are not known: they are read from files of CloudTrail alone (--cloudtrail).';

function when(classified: readonly Classified[], made: RehearsalOrigin | undefined): Html | readonly Html[] {
  const present = classified.filter(([, rehearsed]) => rehearsed.length > 0);
  const rows = present.map(([{ name }]) => name);
  const drawn = timeBars(rows, present.flatMap(barsOf), 'When requests of each kind were seen', made?.changes);
  if (drawn === undefined) return [];
  const { chart, moments } = drawn;
  return markup`<section>
<h2>When</h2>
<figure class="chart" tabindex="0" aria-label="Chart of changes of access in time">${chart}
<figcaption>${moments.key}</figcaption></figure>
<p class="faint">Each bar reaches from the first to the last request that the policies do not tell apart, whatever lies between.
A line is midnight UTC. ${made?.changes === undefined ? NO_CHANGES : ''}</p>
${moments.list}
</section>`;
}

/** More bars than these would only hide each other. */
const MOST_BARS = 500;

function barsOf([{ name, kind }, rehearsed]: Classified): readonly TimeBar[] {
  const rest = rehearsed.slice(MOST_BARS);
  const bars = rehearsed.slice(0, MOST_BARS).map(({ group }): TimeBar => {
    const { requester, recorded, remoteIp } = group;
    const who = `${requester ?? 'anonymous'}, ${recorded.fields.operation} from ${remoteIp ?? 'no address'}`;
    return barOf(name, kind, `${who}, ${grouped(group.requests)} requests`, group);
  });
  if (rest.length === 0) return bars;
  const title = `${counted(rest.length, 'further group')}, ${grouped(sumOf(rest, 'requests'))} requests`;
  return [barOf(name, kind, title, spanOf(rest.map(({ group }) => group))), ...bars];
}

function barOf(
  row: string,
  kind: string,
  what: string,
  { firstSeen, lastSeen }: Pick<TimeBar, 'firstSeen' | 'lastSeen'>,
): TimeBar {
  return {
    ...{ row, kind, firstSeen, lastSeen },
    title: `${row}: ${what}, ${isoTime(firstSeen)} to ${isoTime(lastSeen)}`,
  };
}

/** What is told of a row, in the order of columns. */
const TOLD: readonly (readonly [column: Column, cellOf: (row: Row) => HtmlValue])[] = [
  [{ head: 'caller', kind: 'names' }, ({ caller }) => caller],
  [{ head: 'operation and bucket', kind: 'names' }, ({ operation, bucket }) => divs([...operation.split(' '), bucket])],
  [{ head: 'remote IP', kind: 'address' }, ({ remoteIp }) => divs(remoteIp.split(' '))],
  [{ head: 'requests', kind: 'number' }, ({ requests }) => grouped(requests)],
  [{ head: 'bytes sent', kind: 'number' }, ({ bytesSent }) => bytesText(bytesSent)],
  [{ head: 'first and last seen', kind: 'time' }, ({ firstSeen, lastSeen }) => divs([firstSeen, lastSeen])],
  [
    { head: 'why', kind: 'names' },
    ({ why, statements }) => divs([why, ...statements.filter((one) => !why.includes(one))]),
  ],
  [
    { head: 'sample request', kind: 'names' },
    ({ requestId, key }) => divs([requestId, ...(key === null ? [] : [key])]),
  ],
];
const THEN: (typeof TOLD)[number] = [{ head: 'then' }, ({ then }) => then];
const TO_KEEP_IT: (typeof TOLD)[number] = [
  { head: 'to keep it', kind: 'names' },
  ({ keep }) => (keep === '' ? NO_ENTRY : markup`<code>${keep}</code>`),
];
const NO_ENTRY = 'no entry of deployment.yaml would: change the policy that refuses it';

/** What is told beside, where it differs among rows. */
const MORE_TOLD: Readonly<Record<Change, typeof TOLD>> = {
  'would-be-denied': [TO_KEEP_IT],
  'would-be-allowed': [],
  undecided: [THEN],
  unchanged: [THEN],
};

function changed([{ name, meaning, change }, rehearsed]: Classified, top: number): Html | readonly Html[] {
  if (rehearsed.length === 0) return [];
  return markup`<section>
<h2>${name.replace(/^./, (first) => first.toUpperCase())}</h2>
${rowTable(rehearsed, `Each caller and reason: ${meaning}`, top, MORE_TOLD[change])}
</section>`;
}

/** Those that stay are told in sums above; one by one only to whoever opens the list. */
function unchanged({ rehearsed }: RehearsalReport, top: number): Html | readonly Html[] {
  const same = rehearsed.filter(({ change }) => change === 'unchanged');
  if (same.length === 0) return [];
  return markup`<section>
<h2>Unchanged</h2>
<details><summary>${grouped(rowsOf(same).length)} callers and reasons</summary>
${rowTable(same, 'Each caller and reason whose access stays as it was', top, [THEN])}
</details>
</section>`;
}

function rowTable(rehearsed: readonly Rehearsed[], caption: string, top: number, more: typeof TOLD): Html {
  const rows = rowsOf(rehearsed);
  // What to do stands before what only identifies: a narrow window shows the first columns.
  const told = [...TOLD.slice(0, -1), ...more, ...TOLD.slice(-1)];
  return markup`${htmlTable({
    ...{ caption, rowHead: 0, listed: true },
    columns: told.map(([column]) => column),
    rows: rows.slice(0, top).map((row) => told.map(([, cellOf]) => cellOf(row))),
  })}
${further(rows.slice(top))}`;
}

function further(rest: readonly Row[]): Html | readonly Html[] {
  if (rest.length === 0) return [];
  const requests = rest.reduce((total, row) => total + row.requests, 0);
  return markup`<p>${grouped(rest.length)} more of them with ${grouped(requests)} requests: --format json or csv has all.</p>`;
}

function divs(texts: readonly string[]): readonly Html[] {
  return texts.map((text) => markup`<div>${text}</div>`);
}

function origin(made: RehearsalOrigin | undefined): Html | readonly Html[] {
  if (made === undefined) return [];
  const { policies, sources, told } = made;
  const held: readonly Held[] = [
    ['policies from', [...new Set(sources.map(({ option }) => option))]],
    ['told by options', told],
  ];
  return markup`<section>
${heldAgainst(made.provenance, made.selection, held)}
<h3>Policies</h3>
${htmlTable({
  caption: 'Policies that requests were decided by',
  columns: [
    { head: 'policy', kind: 'names' },
    { head: 'kind' },
    { head: 'is' },
    { head: 'statements', kind: 'number' },
  ],
  rowHead: 0,
  rows: policies.map(({ name, kind, isPlanned, statements }) => [
    name,
    KIND_RULES[kind].name,
    isPlanned ? 'planned' : 'in force',
    grouped(statements),
  ]),
})}
<h3>Their files</h3>
${htmlTable({
  caption: 'Files that policies were read from',
  columns: [
    { head: 'file', kind: 'names' },
    { head: 'SHA-256', kind: 'names' },
  ],
  rowHead: 0,
  rows: sources.map(({ file, sha256 }) => [file, sha256 ?? 'could not be read again']),
})}
</section>`;
}

function whatWasRead({ coverage }: RehearsalReport): Html {
  const doubts = [...doubtsOf(coverage), perhapsTwiceSentence(coverage) ?? []].flat();
  return markup`<section>
<h2>What was read</h2>
${doubts.length === 0 ? [] : list(doubts)}
${lineAccounts(coverage, 'records of buckets without a planned policy')}
</section>`;
}
