import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLine } from '../../audit/access-log/parse-line';
import { LARGEST_WHOLE_FILE, readTextFile } from '../../audit/cli/parts/files';
import { MOST_SAIDS } from '../../audit/cloudtrail/crowd';
import { LONGEST_EVENT_TEXT, readEvent } from '../../audit/cloudtrail/events';
import { LARGEST_FILE, readEvents } from '../../audit/cloudtrail/read-events';
import { Trail } from '../../audit/cloudtrail/trail';
import { DEEPEST_ENVELOPE, readTrailFile } from '../../audit/cloudtrail/trail-file';
import { createLogReader } from '../../audit/engines/local/log-reader';
import { MOST_MEMORY } from '../../audit/engines/local/scanner/program';
import { MOST_SHARES } from '../../audit/engines/local/scanner/shares';
import { columns, LONGEST_CELL } from '../../audit/output/table';
import { parsePolicyText } from '../../audit/policy/parse-document';
import { MOST_ATOMS, MOST_STEPS } from '../../audit/review/contexts/atoms/atoms';
import { MOST_CONTEXTS } from '../../audit/review/contexts/enumerate';
import { MOST_DECISIONS } from '../../audit/review/plan/compare-policies';
import { LONGEST_ADDRESS, readPlan } from '../../audit/review/plan/plan';
import { DEEPEST_FOLDER, findLogFiles, MOST_FILES } from '../../audit/sources/log-files';
import { KEPT_OF_LONGER_LINE, LONGEST_LINE, TOO_LONG } from '../../audit/sources/longest-line';
import { DEEPEST_JSON } from '../../contract/bounded-json';
import { readDeployment } from '../../contract/deployment/read';
import { LONGEST_YAML, MOST_ALIASES } from '../../contract/yaml-text';
import { cloudTrailRecord } from '../audit/cloudtrail/cloudtrail-record';
import { useTemporaryDirectory } from '../temporary-directory';
import { tableRows } from './tables';

const directory = useTemporaryDirectory();
const [limits = ''] = readFileSync('docs/limits.md', 'utf8').split('\n## ');
const rows = tableRows(limits);

const grouped = (n: number): string => n.toLocaleString('en-US');
const mebibytes = (bytes: number): string => `${bytes / 2 ** 20} MiB`;

/** What each row must say, and what an input beyond the limit is answered with. */
const LIMITS: Readonly<Record<string, { readonly says: readonly string[]; readonly beyond?: () => unknown }>> = {
  'a line of an access log': {
    says: [mebibytes(LONGEST_LINE), `${KEPT_OF_LONGER_LINE / 1024} KiB`],
    beyond: async () => {
      const path = join(directory(), 'log');
      writeFileSync(path, 'x');
      truncateSync(path, LONGEST_LINE + 1); // a hole of zeros, one line without an end
      const reasons: string[] = [];
      await createLogReader({}).rejects([{ kind: 'file', path }], ({ reason }) => reasons.push(reason));
      expect(reasons).toEqual([TOO_LONG]);
    },
  },
  'a word of a line that a regular expression must look at as a whole': {
    says: [],
    beyond: () => {
      const line = `owner orders [05/Jan/2026:08:00:00 +0000] 10.20.3.4 - ID REST${'.A'.repeat(4 * 2 ** 20)} - "GET / HTTP/1.1" 200 - 1 1 1 1 "-" "-" -`;
      expect(parseLine(line)).toEqual({ kind: 'reject', reason: 'holds a word that is too long to be read' });
    },
  },
  'an access log, as it lies there or unpacked from gzip': { says: [] },
  'what a run that reads logs may take': { says: ['200 MB at least'] },
  'different lines and groups of a log': {
    says: [`${Math.round(MOST_MEMORY / 2 ** 30)} GiB`, grouped(MOST_SHARES)],
  },
  'a CloudTrail file, unpacked': {
    says: [mebibytes(LARGEST_FILE)],
    beyond: async () => {
      const path = join(directory(), 'trail.json');
      writeFileSync(path, '');
      truncateSync(path, LARGEST_FILE + 1);
      const { damaged } = await readEvents([{ kind: 'file', path }], () => undefined);
      expect(damaged).toEqual([{ file: path, reason: 'is larger than 500 MiB' }]);
    },
  },
  'a text in an event that the verdict hangs on': {
    says: [mebibytes(LONGEST_EVENT_TEXT)],
    beyond: () => {
      const long = 'a.'.repeat(LONGEST_EVENT_TEXT);
      const fields: readonly Record<string, unknown>[] = [
        { sourceIPAddress: long },
        { errorCode: long },
        { userIdentity: { type: 'AssumedRole', arn: long } },
        { requestParameters: { bucketName: 'orders', 'x-amz-copy-source': long } },
        { resources: [{ ARN: long }] },
      ];
      for (const field of fields) {
        const { kind, ...told } = readEvent(cloudTrailRecord(field));
        expect({ kind, ...told }).toMatchObject({ kind: 'unreadable', reason: expect.stringMatching(/^has a \S+ longer than 1 MiB/) as string }); // prettier-ignore
      }
      // As long as allowed, it is read, and a service it is not.
      expect(() => { new Trail().add(readEvent(cloudTrailRecord({ sourceIPAddress: long.slice(0, 2 ** 20) })) as never); }).not.toThrow(); // prettier-ignore
    },
  },
  'envelopes in envelopes, of CloudTrail': {
    says: [String(DEEPEST_ENVELOPE)],
    beyond: () => {
      let wrapped = JSON.stringify(cloudTrailRecord());
      for (let i = 0; i <= DEEPEST_ENVELOPE; i++) wrapped = JSON.stringify({ Type: 'Notification', Message: wrapped });
      const { records, unreadable } = readTrailFile(wrapped);
      expect([records, unreadable[0]?.reason]).toEqual([[], 'holds envelopes in envelopes without end']);
    },
  },
  'different things that the events of one request say': {
    says: [String(MOST_SAIDS)],
    beyond: () => {
      const crowd = new Trail();
      for (let i = 0; i < 5_000; i++) {
        crowd.add(readEvent(cloudTrailRecord({ sourceIPAddress: `10.1.${i >> 8}.${i & 255}` })) as never);
      }
      const [{ told } = { told: undefined }] = crowd.unlogged();
      expect(told?.witness).toMatchObject({ path: 'contradiction', about: 'events' });
    },
  },
  'requests that CloudTrail has events of, at once': {
    says: ['30 %', '150 bytes'],
    beyond: () => {
      const few = new Trail(undefined, 100_000);
      expect(() => {
        for (let i = 0; i < 10_000; i++) few.add(readEvent(cloudTrailRecord({ requestID: `R${i}` })) as never);
      }).toThrow(/judge a shorter time/);
    },
  },
  'JSON of policies, plans, expectations, cases, goals and address ranges': {
    says: [`${DEEPEST_JSON} levels`],
    beyond: () => {
      const deep = `{"Version":"2012-10-17","Statement":${'['.repeat(DEEPEST_JSON)}${']'.repeat(DEEPEST_JSON)}}`;
      expect(parsePolicyText(deep, 'policy', 'resource')).toEqual({ ok: false, problems: ['policy: is not JSON: it nests deeper than 200 levels'] }); // prettier-ignore
      expect(readPlan(deep, 'plan')).toEqual({ ok: false, problems: ['plan: is not JSON: it nests deeper than 200 levels'] }); // prettier-ignore
    },
  },
  'a file that is read as a whole: plan, stack, policy, expectations, cases, goals, waivers, baseline, address ranges':
    {
      says: [mebibytes(LARGEST_WHOLE_FILE)],
      beyond: async () => {
        const path = join(directory(), 'plan.json');
        writeFileSync(path, '');
        truncateSync(path, LARGEST_WHOLE_FILE + 1);
        // One that tells its size, and a device that tells none and has no end.
        for (const file of [path, '/dev/zero']) {
          await expect(readTextFile('--plan', file)).rejects.toThrow(`--plan ${file}: is larger than 256 MiB`);
        }
      },
    },
  'an address of a resource in a plan': {
    says: [grouped(LONGEST_ADDRESS)],
    beyond: () => {
      const resource = { mode: 'managed', type: 't', change: { actions: ['no-op'] } };
      const plan = { format_version: '1.2', resource_changes: [{ ...resource, address: `a["${'\\"'.repeat(2 ** 22)}"]` }] }; // prettier-ignore
      expect(readPlan(JSON.stringify(plan), 'plan')).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.stringMatching(/resource_changes.0.address/)]) as unknown }); // prettier-ignore
    },
  },
  'deployment.yaml': {
    says: [grouped(LONGEST_YAML), `${MOST_ALIASES} values`],
    beyond: () => {
      const beyond: readonly (readonly [string, RegExp])[] = [
        [`name: ${'a'.repeat(LONGEST_YAML)}`, /^d: is longer than 1 MiB$/],
        [`name: ${'['.repeat(100_000)}`, /^d:1: it is nested too deeply$/],
      ];
      for (const [text, problem] of beyond) expect(() => readDeployment(text, 'd')).toThrow(problem);
    },
  },
  'files in one run': { says: [grouped(MOST_FILES)] },
  'folders in folders, below one that is named': {
    says: [String(DEEPEST_FOLDER)],
    beyond: async () => {
      const deep = join(directory(), ...Array<string>(DEEPEST_FOLDER + 1).fill('f'));
      mkdirSync(deep, { recursive: true });
      writeFileSync(join(deep, 'log'), '');
      await expect(findLogFiles([directory()])).rejects.toThrow(/\/f\/f: lies more than 100 folders deep$/);
      await expect(findLogFiles([join(directory(), 'f')])).resolves.toHaveLength(1);
    },
  },
  'groups of requests, addresses': { says: [] },
  'a path': { says: [] },
  'a cell of a table on the terminal': {
    says: [grouped(LONGEST_CELL)],
    beyond: () => {
      const table = columns(['KEY'], [['k'.repeat(2 ** 23)]]);
      expect(table.length).toBeLessThan(2 * LONGEST_CELL);
      expect(table).toMatch(/k… \(8,388,608 characters\)$/);
    },
  },
  'values of a condition key that a review tells apart': { says: [grouped(MOST_ATOMS), grouped(MOST_STEPS)] },
  'contexts of a statement that a review tells apart': { says: [grouped(MOST_CONTEXTS)] },
  'decisions by which two policies of a plan are compared': { says: [grouped(MOST_DECISIONS)] },
};

test('docs/limits.md has a row for every limit, and for nothing else', () => {
  expect(rows.map(([what]) => what)).toEqual(Object.keys(LIMITS));
});

test.each(Object.entries(LIMITS))('%s: the row says the limit', (what, { says }) => {
  const text = rows.find(([name]) => name === what)?.join(' ') ?? '';
  expect(says.filter((number) => !text.includes(number))).toEqual([]);
});

const tried = Object.entries(LIMITS).flatMap(([what, { beyond }]) => (beyond ? [{ what, beyond }] : []));

test.each(tried)('$what: what lies beyond is told', async ({ beyond }) => {
  await beyond();
});
