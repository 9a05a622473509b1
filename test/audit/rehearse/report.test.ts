import { parse } from 'csv-parse/sync';
import type { Layout } from '../../../audit/output/layout';
import type { Rehearsed } from '../../../audit/rehearse/rehearsal';
import {
  answerText,
  perhapsTwiceSentence,
  rehearsalCsv,
  rehearsalJson,
  rehearsalMarkdown,
  rehearsalTable,
  unchangedSentence,
  type RehearsalReport,
} from '../../../audit/rehearse/report';
import { groupOf, recorded } from './recorded';

const WIDE: Layout = { colour: false, width: 500 };
const COVERAGE = {
  ...{ files: 2, lines: 1200, records: 15, blank: 1, duplicates: 0, rejects: 0, otherBuckets: 0, outsideWindow: 0 },
  ...{ unlogged: 0, unrehearsed: 0, trailUnreadable: 0, damaged: [] },
};

function one(change: Rehearsed['change'], then: Rehearsed['then'], requests: number): Rehearsed {
  return {
    group: groupOf(recorded(), { requests, requestId: 'R', firstSeen: 0, lastSeen: 60 }),
    ...{ change, then, why: ['a reason'], by: [], keep: null },
  };
}

function report(rehearsed: readonly Rehearsed[], more: Partial<RehearsalReport> = {}): RehearsalReport {
  return { exitCode: 0, reasons: [], rehearsed, coverage: COVERAGE, ...more };
}

const LOST = {
  ...one('would-be-denied', 'passed', 3),
  keep: { list: 'privateAccess.exempt', principal: 'arn:a', isPathTold: true },
} as const;

test('what stays is told by what came of it then, and only what there is', () => {
  expect(unchangedSentence(report([]))).toBe('0 requests pass as before, 0 stay refused');
  const kinds = ['passed', 'refused', 'failed', 'unknown'] as const;
  const all = kinds.map((then, i) => one('unchanged', then, 1000 + i));
  expect(unchangedSentence(report([...all, one('undecided', 'passed', 9)]))).toBe(
    '1,000 requests pass as before, 1,001 stay refused, 1,002 failed in a way that tells nothing of policies, ' +
      '1,003 have no answer, and none would change anything',
  );
});

test.each<readonly [number, readonly Rehearsed[], string]>([
  [0, [], 'NOBODY LOSES ACCESS, NOBODY GAINS IT'],
  [0, [one('undecided', 'passed', 1), one('unchanged', 'passed', 1)], 'NOBODY LOSES ACCESS, NOBODY GAINS IT'],
  [0, [LOST], 'NOTHING HAPPENS THAT --fail-on NAMES'],
  [0, [one('would-be-allowed', 'refused', 1)], 'NOTHING HAPPENS THAT --fail-on NAMES'],
  [1, [LOST], 'SOMEBODY LOSES OR GAINS ACCESS'],
  [3, [], 'UNDECIDED'],
  [4, [], 'UNDECIDED'],
])('exit code %i is told as it is', (exitCode, rehearsed, text) => {
  expect(answerText(report(rehearsed, { exitCode }))).toBe(text);
});

test.each([
  [{ perhapsTwice: 0, unlogged: 5 }, undefined],
  [{ unlogged: 5 }, undefined],
  [{ perhapsTwice: 1, unlogged: 5 }, /^1 record without a host id.*: up to 1 request may be counted twice/],
  [{ perhapsTwice: 7, unlogged: 5 }, /^7 records without a host id.*: up to 5 requests may be counted twice/],
])('how many may be counted twice is told: %j', (coverage, sentence) => {
  const told = perhapsTwiceSentence({ ...COVERAGE, ...coverage });
  if (sentence === undefined) expect(told).toBeUndefined();
  else expect(told).toMatch(sentence);
});

test.each([
  [{}, '2 files, 1,200 lines: 15 records\n'],
  [{ records: 0 }, '2 files, 1,200 lines: 0 records\n'],
  [
    { duplicates: 1, rejects: 2, otherBuckets: 3, outsideWindow: 4 },
    '2 files, 1,200 lines: 15 records, 1 duplicates, 2 could not be read, 3 of buckets without a planned policy, ' +
      '4 outside the window\n',
  ],
  [{ perhapsTwice: 1, unlogged: 1 }, '2 files, 1,200 lines: 15 records; 1 record without a host id'],
])('what was read is told first: %j', (coverage, sentence) => {
  const told = report([], { coverage: { ...COVERAGE, ...coverage } });
  expect(rehearsalTable(told, WIDE)).toMatch(new RegExp(`^${sentence}`));
  expect(rehearsalMarkdown(told)).toContain(sentence);
});

const HEADS = ['CHANGE', 'REQUESTS', 'CALLER', 'OPERATION', 'REMOTE IP', 'FIRST', 'LAST', 'WHY'];
const CELLS = [
  ...['would-be-denied', '3', 'arn:aws:sts::111111111111:assumed-role/reader', 'REST.GET.OBJECT', '10.20.3.4'],
  ...['1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z', 'a reason'],
];
const TO_KEEP = 'to keep their access, add in deployment.yaml:';
const ITEM = '{ principal: "arn:a", reason: "…" }';

test('the table has a column for each thing that a row tells, the entry to add, the answer, and its reasons', () => {
  const rehearsed = [LOST, one('unchanged', 'passed', 5)];
  const parts = rehearsalTable(report(rehearsed, { exitCode: 1, reasons: ['a sentence'] }), WIDE).split('\n\n');
  const [head = '', row = ''] = (parts[1] ?? '').split('\n');
  expect(head.trim().split(/ {2,}/)).toEqual(HEADS);
  expect(row.trim().split(/ {2,}/)).toEqual(CELLS);
  expect(parts.slice(2)).toEqual([
    `${TO_KEEP}\n  privateAccess.exempt:\n    - ${ITEM}`,
    '5 requests pass as before, 0 stay refused',
    'rehearsal: SOMEBODY LOSES OR GAINS ACCESS',
    expect.stringContaining('a sentence'),
  ]);
});

test('Markdown has the same', () => {
  const text = rehearsalMarkdown(report([LOST], { exitCode: 1, reasons: ['a sentence'] }));
  const cellsOf = (line = ''): readonly string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  expect(cellsOf(lines[0])).toEqual(HEADS.map((head) => (head === 'REMOTE IP' ? 'remote IP' : head.toLowerCase())));
  expect(cellsOf(lines[1])[1]).toBe('---:');
  expect(cellsOf(lines[2])).toEqual(CELLS);
  expect(text).toMatch(/^# Rehearsal: SOMEBODY LOSES OR GAINS ACCESS\n\n- `a sentence`\n\n/);
  expect(text).toContain(`${TO_KEEP} \`privateAccess.exempt\`\n\n- \`${ITEM}\``);
});

test('where the path of a role is not told, whoever pastes its entry is told to look it up', () => {
  const keep = { list: 'privateAccess.exempt', principal: 'arn:a', isPathTold: false } as const;
  const told = report([{ ...LOST, keep }]);
  for (const text of [rehearsalTable(told, WIDE), rehearsalMarkdown(told)])
    expect(text).toContain('a session does not tell the path of its role');
  expect(rehearsalTable(report([LOST]), WIDE)).not.toContain('path of its role');
});

test('where nobody loses or gains access there is no table, and nothing to add', () => {
  const told = report([one('unchanged', 'passed', 5)]);
  expect(rehearsalTable(told, WIDE).split('\n\n')).toHaveLength(3);
  expect(rehearsalTable(told, WIDE)).not.toContain(TO_KEEP);
  expect(rehearsalMarkdown(told)).not.toContain('|');
});

test('CSV and JSON have a row for each group, what stays too', () => {
  const rehearsed = [LOST, one('unchanged', 'passed', 5)];
  const [names, ...rows] = parse(rehearsalCsv(report(rehearsed)));
  expect(names).toEqual([
    ...['change', 'requests', 'caller', 'operation', 'bucket', 'remoteIp', 'firstSeen', 'lastSeen', 'why', 'keep'],
    'requestId',
  ]);
  expect(rows.map(([change, requests]) => [change, requests])).toEqual([
    ['would-be-denied', '3'],
    ['unchanged', '5'],
  ]);
  expect(rows[0]?.slice(4)).toEqual([
    ...['data', '10.20.3.4', '1970-01-01T00:00:00Z', '1970-01-01T00:01:00Z', 'a reason'],
    ...[`privateAccess.exempt: - ${ITEM}`, 'R'],
  ]);
  const json = JSON.parse(
    [...rehearsalJson(report(rehearsed, { exitCode: 1, reasons: ['a sentence'] }))].join(''),
  ) as object;
  expect(json).toMatchObject({
    ...{ exitCode: 1, reasons: ['a sentence'], coverage: COVERAGE },
    changes: [
      { change: 'would-be-denied', why: ['a reason'] },
      { change: 'unchanged', then: 'passed' },
    ],
  });
});
