import fc from 'fast-check';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { printable } from '../../../contract/printable';
import { rehearsalHtml } from '../../../audit/rehearse/html-page';
import type { RehearsalOrigin } from '../../../audit/rehearse/origin';
import type { Change, Rehearsed } from '../../../audit/rehearse/rehearsal';
import type { RehearsalReport } from '../../../audit/rehearse/report';
import { filesNamed, hostileText, UNPRINTABLE } from '../report/hostile-reports';
import { groupOf, recorded } from './recorded';
import { elementsOf, shapeOf, textOf } from '../report/page-tree';

type Node = DefaultTreeAdapterTypes.Node;

const START = Date.parse('2026-02-06T00:00:00Z') / 1000;
const HOUR = 3600;
const COVERAGE = {
  ...{ files: 2, lines: 20, records: 15, blank: 1, duplicates: 3, rejects: 1, otherBuckets: 4, outsideWindow: 2 },
  ...{ unlogged: 0, unrehearsed: 0, trailUnreadable: 0, damaged: [] },
};

/** Groups of each change, whose every text is the given one: callers are told apart by a number. */
function groupsOf(text: string): readonly Rehearsed[] {
  const kinds: readonly (readonly [Change, Rehearsed['then']])[] = [
    ['would-be-denied', 'passed'],
    ['would-be-allowed', 'refused'],
    ['undecided', 'passed'],
    ['unchanged', 'passed'],
    ['unchanged', 'refused'],
    ['unchanged', 'failed'],
  ];
  // A log separates its fields by spaces, so these have none.
  const word = text.replace(/\s/g, '');
  return kinds.map(([change, then], i) => ({
    group: groupOf(
      recorded(
        { requester: `${i}${text}`, operation: `REST.${word}`, remoteIp: `${word}.1` },
        { bucket: text, key: text },
      ),
      {
        ...{ requests: 1000 + i, bytesSent: 2_000_000, requestId: text },
        ...{ firstSeen: START + i * HOUR, lastSeen: START + 24 * HOUR },
      },
    ),
    ...{ change, then, why: [text], by: [{ policy: text, kind: 'resource', index: 7, sid: text }] },
    keep: change === 'would-be-denied' ? { list: 'privateAccess.exempt', principal: text, isPathTold: true } : null,
  }));
}

function originOf(text: string): RehearsalOrigin {
  const files = filesNamed(text);
  const change = { eventName: text, target: text, callerArn: text, errorCode: null, effect: text, eventSource: text };
  return {
    provenance: { logs: files, cloudtrail: files, tool: text, madeAt: START },
    selection: { buckets: [text], since: null, until: START + 48 * HOUR },
    policies: [{ name: text, kind: 'endpoint', statements: 12, isPlanned: true }],
    sources: [{ option: text, file: text, sha256: text }],
    told: [text],
    changes: [
      { ...change, time: START + HOUR },
      { ...change, time: START + 30 * 24 * HOUR },
    ],
  };
}

function reportOf(text: string, more: Partial<RehearsalReport> = {}): RehearsalReport {
  return {
    ...{ exitCode: 1, reasons: [text], rehearsed: groupsOf(text), coverage: COVERAGE, origin: originOf(text) },
    ...more,
  };
}

const pageOf = (report: RehearsalReport): DefaultTreeAdapterTypes.Document => parse(rehearsalHtml(report));
const textsOf = (page: Node, tag: string): readonly string[] =>
  elementsOf(page)
    .filter(({ tagName }) => tagName === tag)
    .map(textOf);

/** The cells of the rows of the table with a caption. */
function tableOf(page: Node, caption: RegExp): readonly (readonly string[])[] {
  const table = elementsOf(page).find(
    (one) => one.tagName === 'table' && textsOf(one, 'caption').some((text) => caption.test(text)),
  );
  if (table === undefined) throw new Error(`no table has the caption ${String(caption)}`);
  return elementsOf(table)
    .filter(({ tagName }) => tagName === 'tr')
    .map((row) =>
      elementsOf(row)
        .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
        .map(textOf),
    );
}

test('the answer and its reasons come first, then the entry to paste', () => {
  const page = pageOf(reportOf('someone', { reasons: ['1,000 requests that got through would be denied'] }));
  expect(textOf(page)).toMatch(/SOMEBODY LOSES OR GAINS ACCESS\s+1,000 requests that got through would be denied/);
  expect(textsOf(page, 'pre')).toEqual(['- { principal: "someone", reason: "…" }']);
  expect(rehearsalHtml(reportOf('x')).indexOf('<pre')).toBeLessThan(rehearsalHtml(reportOf('x')).indexOf('<table'));
});

test.each([
  [0, 'pass', 'NOBODY LOSES ACCESS, NOBODY GAINS IT'],
  [1, 'fail', 'SOMEBODY LOSES OR GAINS ACCESS'],
  [3, 'unproven', 'UNDECIDED'],
])('exit code %d is the verdict %s', (exitCode, kind, words) => {
  const rehearsed = groupsOf('x').filter(({ change }) => change === 'unchanged');
  expect(rehearsalHtml(reportOf('x', { exitCode, rehearsed }))).toContain(`<p class="verdict ${kind}">${words}</p>`);
});

test('each change is told with its requests, bytes, first and last; what nobody met is told as none', () => {
  const rehearsed = groupsOf('x').filter(({ change }) => change !== 'would-be-allowed');
  const rows = tableOf(pageOf(reportOf('x', { rehearsed })), /Every recorded request/);
  expect(rows.slice(1)).toEqual([
    ['would be denied', '1', '1,000', '2.0 MB', '2026-02-06T00:00:00Z', '2026-02-07T00:00:00Z'],
    ['would be allowed', '0', '0', '0 B', '-', '-'],
    ['undecided', '1', '1,002', '2.0 MB', '2026-02-06T02:00:00Z', '2026-02-07T00:00:00Z'],
    ['passes as before', '1', '1,003', '2.0 MB', '2026-02-06T03:00:00Z', '2026-02-07T00:00:00Z'],
    ['stays refused', '1', '1,004', '2.0 MB', '2026-02-06T04:00:00Z', '2026-02-07T00:00:00Z'],
    ['tells nothing', '1', '1,005', '2.0 MB', '2026-02-06T05:00:00Z', '2026-02-07T00:00:00Z'],
  ]);
});

test('who would be denied is told with the statement that decides, a request as a sample, and what would keep it', () => {
  const [head, row] = tableOf(pageOf(reportOf('x')), /the planned policies refuse it/);
  expect(head?.at(0)).toBe('caller');
  expect(row).toEqual([
    '0x',
    'REST.x\nx',
    'x.1',
    '1,000',
    '2.0 MB',
    '2026-02-06T00:00:00Z\n2026-02-07T00:00:00Z',
    'x\nx.Statement[7] "x"',
    'privateAccess.exempt: - { principal: "x", reason: "…" }',
    'x\nx',
  ]);
});

test('whom no entry keeps is told so', () => {
  const rehearsed = groupsOf('x').map((one) => ({ ...one, keep: null }));
  const page = pageOf(reportOf('x', { rehearsed }));
  expect(tableOf(page, /the planned policies refuse it/)[1]?.at(-2)).toContain('no entry of deployment.yaml would');
  expect(textsOf(page, 'pre')).toEqual([]);
});

test('changes of configuration stand on the same axis of time as the requests, those of another time do not', () => {
  const page = rehearsalHtml(reportOf('PutBucketPolicy'));
  const [bar] = [...page.matchAll(/<rect class="violation" x="130" y="\d+" width="830"/g)];
  expect(bar).toBeDefined();
  expect(page.match(/<line class="moment"[^>]*>/g)).toEqual([
    '<line class="moment" x1="164.6" x2="164.6" y1="0" y2="160">',
  ]);
  expect(tableOf(parse(page), /Changes of configuration/)).toHaveLength(2);
});

test('where nobody asked CloudTrail, the page says that changes are not known', () => {
  const sentence = 'Changes of configuration are not known';
  expect(rehearsalHtml(reportOf('x', { origin: { ...originOf('x'), changes: undefined } }))).toContain(sentence);
  expect(rehearsalHtml(reportOf('x'))).not.toContain(sentence);
});

test('a page without an origin says nothing of policies, files and logs', () => {
  const page = pageOf(reportOf('x', { origin: undefined }));
  const told = textsOf(page, 'h2');
  expect(textsOf(pageOf(reportOf('x')), 'h2').filter((title) => !told.includes(title))).toHaveLength(1);
  expect(textOf(page)).not.toContain('undefined');
});

test('what it was held against: policies, their files, window, logs and tool', () => {
  const page = pageOf(reportOf('x'));
  expect(tableOf(page, /Policies that requests were decided by/)[1]).toEqual([
    'x',
    'an endpoint policy',
    'planned',
    '12',
  ]);
  expect(tableOf(page, /Files that policies were read from/)[1]).toEqual(['x', 'x']);
  const held = new Map(tableOf(page, /What was expected/).map(([what = '', value = '']) => [what, value]));
  expect(held.get('window')).toBe('the first record to 2026-02-08T00:00:00Z');
  expect(held.get('made')).toBe('2026-02-06T00:00:00Z by x');
});

test('all lines are accounted for, and what was not read is told', () => {
  const coverage = { ...COVERAGE, damaged: [{ file: 'half.gz', reason: 'it ends early' }] };
  const page = pageOf(reportOf('x', { coverage }));
  const lines = tableOf(page, /What became of 20 lines/).map(([part, n]) => [part, Number(n)] as const);
  const before = lines.slice(1, -1).reduce((total, [, n]) => total + n, 0);
  expect(lines.at(-1)).toEqual(['all lines', 20]);
  expect(before).toBe(20);
  expect(textOf(page)).toContain('half.gz was read only in part: it ends early');
});

test('thousands of callers are listed as far as a page opens at once, and the others counted', () => {
  const [denied] = groupsOf('x');
  const rehearsed = Array.from({ length: 3000 }, (_, i): Rehearsed => {
    return { ...denied!, group: { ...denied!.group, requester: `caller-${i}` } };
  });
  const page = rehearsalHtml(reportOf('x', { rehearsed }));
  expect(tableOf(parse(page), /the planned policies refuse it/)).toHaveLength(1 + 1000);
  expect(page).toContain('2,000 more of them with 2,000,000 requests');
  expect(page.match(/<rect class="violation"/g)).toHaveLength(501);
  expect(page.length).toBeLessThan(2_000_000);
});

test('hostile text changes nothing but text, and is there to read', () => {
  const calm = shapeOf(pageOf(reportOf('calm')));
  fc.assert(
    fc.property(hostileText, (text) => {
      const page = rehearsalHtml(reportOf(text));
      expect(shapeOf(parse(page))).toEqual(calm);
      expect(textOf(parse(page))).toContain(printable(text));
      expect(page).not.toMatch(UNPRINTABLE);
    }),
  );
});

test('the page loads nothing, follows nothing, and handles no event', () => {
  for (const { tagName, attrs } of elementsOf(pageOf(reportOf('x')))) {
    expect(['img', 'iframe', 'object', 'link', 'a', 'base', 'form', 'use']).not.toContain(tagName);
    for (const { name } of attrs)
      expect(name).not.toMatch(/^(on.*|style|src|srcset|href|xlink:href|action|background)$/);
  }
});

test.each(['undecided', 'unchanged'] as const)('of what is %s, what came of it stands beside it', (change) => {
  const rehearsed = groupsOf('x').filter((one) => one.change === change);
  const heads = textsOf(pageOf(reportOf('x', { rehearsed })), 'th');
  expect(heads).toContain('then');
  expect(heads).not.toContain('to keep it');
});
