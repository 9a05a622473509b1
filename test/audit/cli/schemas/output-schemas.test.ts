import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import fc from 'fast-check';
import type { z } from 'zod';
import { DESCRIPTIONS } from '../../../../audit/cli/parts/descriptions';
import { OUTPUT_SCHEMAS, outputJsonSchema } from '../../../../audit/cli/schemas/output-schemas';
import { collectJson } from '../../../../audit/collect/collect-report';
import { checksJson } from '../../../../audit/doctor/doctor-report';
import { caseJson } from '../../../../audit/evaluate/case-report';
import type { Finding, RemoteIpRow } from '../../../../audit/judge/report';
import type { RehearsalCoverage } from '../../../../audit/rehearse/report';
import type { Row } from '../../../../audit/rehearse/rows';
import { jsonReport } from '../../../../audit/report/json-report';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { cloudTrailRecord } from '../../cloudtrail/cloudtrail-record';
import { hostileReports } from '../../report/hostile-reports';
import { logLine } from '../../log-lines';
import { rehearsedTwice, together } from '../../rehearse/search/in-sql';
import { recordedWorld } from '../../rehearse/search/recorded-world';
import { runS3Audit } from '../run-s3-audit';

type Name = keyof typeof OUTPUT_SCHEMAS;
type OutputOf<N extends Name> = z.infer<(typeof OUTPUT_SCHEMAS)[N]>;
/** `true` where both have the same keys, optional ones among them. */
type SameKeys<A, B> = [Exclude<keyof A, keyof B> | Exclude<keyof B, keyof A>] extends [never] ? true : never;
const NAMES = Object.keys(OUTPUT_SCHEMAS) as readonly Name[];
const directory = useTemporaryDirectory();

/** By an implementation that knows nothing of ours: the published file, not the code behind it. */
function validatorOf(name: Name): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false, allErrors: true });
  return ajv.compile(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as object);
}

function expectValid(name: Name, json: string): void {
  const validate = validatorOf(name);
  validate(JSON.parse(json));
  expect(validate.errors ?? []).toEqual([]);
}

test.each(NAMES)('schemas/%s.schema.json is the schema of today (npm run schema)', (name) => {
  expect(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'))).toEqual(outputJsonSchema(name));
});

test('every command that can write JSON has a schema', async () => {
  for (const name of Object.keys(DESCRIPTIONS)) {
    const { stdout } = await runS3Audit([name, '--help'], {});
    const choices = /--format <format>[^(]*\(choices:([^)]*)/s.exec(stdout)?.[1] ?? '';
    if (choices.includes('"json"')) expect(NAMES).toContain(name);
  }
});

test.each(['31/Dec/9999:23:59:59 -1200', '01/Jan/0000:00:00:00 +1200', '05/Jan/2026:00:00:03 +0000'])(
  'a report of a line of %s is of the schema',
  async (time) => {
    writeFileSync(join(directory(), 'log'), `${logLine({}).replace(/\[[^\]]*\]/, `[${time}]`)}\n`);
    const { stdout } = await runS3Audit(['remote-ips', '--logs', join(directory(), 'log'), '--format', 'json'], {});
    expect(JSON.parse(stdout)).toMatchObject({ coverage: { records: 1 } });
    expectValid('remote-ips', stdout);
  },
);

const SAMPLE = ['--logs', 'samples/logs', '--cloudtrail', 'samples/cloudtrail'];
const EXPECT = ['--expect', 'samples/expectations.json'];

test.each<[Name, readonly string[]]>([
  ['verify', [...SAMPLE, ...EXPECT]],
  ['remote-ips', SAMPLE],
  ['timeline', [...SAMPLE, ...EXPECT]],
  ['rejects', ['--logs', 'README.md']],
  ['query', ['SELECT * FROM access_log LIMIT 3', '--logs', 'samples/logs']],
  ['rehearse', ['--policy', 'orders-replica-222222222222=POLICY', ...SAMPLE, ...EXPECT]],
  ['expect', ['--bucket', 'orders', '--cidr', '10.20.0.0/16', '--exempt', '222222222222=deployer']],
])('what %s writes of the sample is valid', async (name, args) => {
  const policy = join(directory(), 'policy.json');
  writeFileSync(
    policy,
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }],
    }),
  );
  const words = args.map((word) => word.replace('POLICY', policy));
  const { stdout } = await runS3Audit([name, ...words, ...(name === 'expect' ? [] : ['--format', 'json'])], {});
  expectValid(name, stdout);
});

test('what request writes is valid, with and without expectations', async () => {
  const log = join(directory(), 'log');
  writeFileSync(log, `${logLine({ requestId: '0123456789ABCDEF' })}\n`);
  for (const more of [[], EXPECT]) {
    const { stdout } = await runS3Audit(
      ['request', '0123456789ABCDEF', '--logs', log, ...more, '--format', 'json'],
      {},
    );
    expectValid('request', stdout);
  }
});

test('what request writes of events is valid, be there a line of the request or not', async () => {
  const trail = join(directory(), 'trail.json');
  const alone = cloudTrailRecord({ requestID: 'FEDCBA9876543210', responseElements: null });
  writeFileSync(trail, JSON.stringify({ Records: [alone, alone, { ...alone, eventSource: 7 }] }));
  for (const more of [[], EXPECT]) {
    const words = ['FEDCBA9876543210', '--logs', 'samples/logs', '--cloudtrail', trail, ...more, '--format', 'json'];
    const { stdout } = await runS3Audit(['request', ...words], {});
    expectValid('request', stdout);
    expect(JSON.parse(stdout)).toMatchObject({ unlogged: [{}], events: [{}, {}] });
  }
});

test('what rehearse writes of any request is valid, over files and over tables', async () => {
  const kinds = new Set<string>();
  const worlds = fc.sample(recordedWorld, { numRuns: 8, seed: 20 });
  for (let at = 0; at < worlds.length; at += 4) {
    for (const json of Object.values(await rehearsedTwice(together(worlds.slice(at, at + 4))))) {
      expectValid('rehearse', json);
      const { changes } = JSON.parse(json) as { changes: readonly { change: string; then: string }[] };
      for (const { change, then } of changes) kinds.add(change).add(then);
    }
  }
  expect([...kinds]).toEqual(
    expect.arrayContaining(['passed', 'refused', 'unchanged', 'undecided', 'would-be-denied']),
  );
});

test('the schema of rehearse has every count of what is written, and no other: the compiler says so', () => {
  const coverage: SameKeys<OutputOf<'rehearse'>['coverage'], RehearsalCoverage> = true;
  const rows: SameKeys<OutputOf<'rehearse'>['changes'][number], Row> = true;
  expect([coverage, rows]).toEqual([true, true]);
});

test('what review writes is valid', async () => {
  const stack = join(directory(), 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify({ resource: { aws_s3_bucket: { data: { bucket: 'orders' } } } }));
  const { stdout } = await runS3Audit(['review', '--synth', stack, '--format', 'json'], {});
  expectValid('review', stdout);
});

test('what doctor, evaluate and collect write is valid', () => {
  expectValid(
    'doctor',
    checksJson([{ check: 'logging', subject: 'orders', result: 'wrong', what: 'off', why: 'blind', mend: null }]),
  );
  expectValid(
    'evaluate',
    caseJson([{ name: 'a', expect: null, result: 'not-supported', agrees: false, reason: 'open' }]),
  );
  const counts = { listed: 2, collected: 1, bytes: 10, unchanged: 0, leftOut: 0, failed: 1 };
  expectValid(
    'collect',
    collectJson({
      from: 's3://a/',
      to: 'b',
      ...counts,
      failures: [{ name: 's3://a/x', reason: 'gone' }],
      gaveUp: false,
    }),
  );
});

/** A finding's row without what makes it one. */
function remoteIpOf(finding: Finding): RemoteIpRow {
  const known = new Set(['requester', 'finding', 'evidence', 'exemption', 'violations', 'doubtful']);
  return Object.fromEntries(Object.entries(finding).filter(([key]) => !known.has(key))) as unknown as RemoteIpRow;
}

test('whatever a report of verify holds, it is valid', () => {
  const validate = validatorOf('verify');
  fc.assert(
    fc.property(hostileReports, (report) => {
      const remoteIps = report.findings.map(remoteIpOf);
      validate(JSON.parse([...jsonReport({ ...report, remoteIps })].join('')));
      expect(validate.errors ?? []).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('the package holds the schemas', () => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files?: readonly string[] };
  if (files !== undefined) expect(files).toContain('schemas');
  expect(existsSync('schemas')).toBe(true);
});
