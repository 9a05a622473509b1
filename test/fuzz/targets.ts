import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isDeepStrictEqual } from 'node:util';
import { parseLine } from '../../audit/access-log/parse-line';
import { worstReading } from '../../audit/access-log/worst-reading';
import { readConfigurationChange } from '../../audit/cloudtrail/configuration-changes';
import { readEvent } from '../../audit/cloudtrail/events';
import { Trail } from '../../audit/cloudtrail/trail';
import { readTrailFile } from '../../audit/cloudtrail/trail-file';
import { CsvRows } from '../../audit/engines/athena/client/csv-rows';
import { readAnswer } from '../../audit/engines/trino/client/answer';
import { createLogReader } from '../../audit/engines/local/log-reader';
import { InputError } from '../../audit/errors/input-error';
import { readExpectations } from '../../audit/judge/expectations';
import { compilePolicy } from '../../audit/policy/compile';
import { parsePolicyText } from '../../audit/policy/parse-document';
import { checkDrift } from '../../audit/review/plan/drift';
import { readPlan } from '../../audit/review/plan/plan';
import { readChunks } from '../../audit/sources/file-bytes';
import { parseBoundedJson } from '../../contract/bounded-json';
import { DeploymentError, readDeployment } from '../../contract/deployment/read';
import { cloudTrailRecord } from '../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../audit/log-lines';

/** What is fed with bytes that nobody wrote, and throws where it does what it never may. */
export interface Target {
  readonly name: string;
  /** What the first inputs are made of. */
  readonly seeds: () => readonly Buffer[];
  readonly run: (input: Buffer) => void | Promise<void>;
}

const lines = (): string =>
  `${logLine()}\n${logLine({ userAgent: 'a" 200 - 1 1 1 1 "-" "b' })}\n${logLine({ requester: null, operation: 'BATCH.DELETE.OBJECT', requestUri: null })}\n`;
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const record = cloudTrailRecord();

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'A',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::111111111111:root'], Service: 's3.amazonaws.com' },
      Action: 's3:Get*',
      Resource: 'arn:aws:s3:::b/${aws:username}/*',
      Condition: { StringLikeIfExists: { 'aws:PrincipalTag/a': ['x*'] }, Bool: { 'aws:SecureTransport': 'true' } },
    },
    {
      Effect: 'Deny',
      NotPrincipal: { AWS: '*' },
      NotAction: ['s3:*'],
      NotResource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] },
        IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
        Null: { 'aws:SourceVpce': false },
        DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
        NumericEquals: { 's3:max-keys': 10 },
      },
    },
  ],
};

const PLAN = {
  format_version: '1.2',
  resource_changes: [
    {
      address: 'module.a["x"].aws_s3_bucket.b[0]',
      mode: 'managed',
      type: 'aws_s3_bucket',
      change: { actions: ['update'], before: { bucket: 'b' }, after: { bucket: 'c' }, after_unknown: { arn: true } },
    },
  ],
  resource_drift: [
    {
      address: 'aws_s3_bucket.b',
      mode: 'managed',
      type: 'aws_s3_bucket',
      change: { actions: ['update'], before: { policy: '{}' }, after: { policy: '{"a":1}' } },
    },
  ],
  configuration: {
    root_module: {
      resources: [{ address: 'aws_s3_bucket.b', expressions: { policy: { constant_value: 'x' } } }],
      module_calls: { a: { module: { resources: [] } } },
    },
  },
};

export const TARGETS: readonly Target[] = [
  { name: 'scanner and parser', seeds: () => [Buffer.from(lines())], run: agreeOnLines },
  {
    name: 'parser',
    seeds: () =>
      lines()
        .split('\n')
        .map((line) => Buffer.from(line)),
    run: (input) => {
      const parsed = parseLine(input.toString('latin1').replaceAll('\n', ' '));
      if (parsed.kind === 'record') worstReading(parsed.readings);
    },
  },
  {
    name: 'gzip',
    seeds: () => [gzipSync(lines()), Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]), Buffer.from('a\n')],
    run: (input) =>
      withFile(input, async (path) => {
        await readChunks({ kind: 'file', path }, () => undefined);
      }),
  },
  {
    name: 'CloudTrail',
    seeds: () => [
      json({ Records: [record, { ...record, eventName: 'PutBucketPolicy', eventCategory: 'Management' }] }),
      Buffer.from(`${JSON.stringify(record)}\n${JSON.stringify({ 'detail-type': 'x', detail: record })}\n`),
      json({ Events: [{ CloudTrailEvent: JSON.stringify(record) }], NextToken: 'a' }),
      json({ messageType: 'DATA_MESSAGE', logEvents: [{ message: JSON.stringify(record) }] }),
      json({ records: [{ data: Buffer.from(JSON.stringify(record)).toString('base64') }] }),
      json({ results: [[{ field: '@message', value: JSON.stringify(record) }]], status: 'Complete' }),
      json({ Type: 'Notification', Message: JSON.stringify({ Records: [record] }) }),
      Buffer.from(
        'eventtime,eventsource,eventname,errorcode,vpcendpointid,requestparameters\n2026-01-05 08:00:00,s3.amazonaws.com,GetObject,,vpce-1,"{""bucketName"":""b""}"\n',
      ),
    ],
    run: (input) => {
      const trail = new Trail();
      for (const one of readTrailFile(input.toString()).records) {
        const event = readEvent(one);
        if (event.kind === 'request') trail.add(event);
        readConfigurationChange(one);
      }
      for (const unlogged of trail.unlogged()) JSON.stringify(unlogged);
    },
  },
  {
    name: 'plan',
    seeds: () => [json(PLAN)],
    run: (input) => {
      const plan = readPlan(input.toString(), 'plan');
      if (plan.ok) checkDrift(plan.value);
    },
  },
  {
    name: 'policy',
    seeds: () => [json(POLICY)],
    run: (input) => {
      for (const kind of ['resource', 'identity', 'endpoint'] as const) {
        const policy = parsePolicyText(input.toString(), 'policy', kind);
        if (policy.ok) compilePolicy(policy.value);
      }
    },
  },
  {
    name: 'deployment.yaml',
    seeds: () =>
      ['deployment.yaml', 'examples/everything.yaml', 'examples/existing.yaml'].map((file) => readFileSync(file)),
    run: (input) => {
      allowing(DeploymentError, () => readDeployment(input.toString(), 'd'));
    },
  },
  {
    name: 'expectations',
    seeds: () => [readFileSync('samples/expectations.json')],
    run: (input) => {
      allowing(InputError, () => readExpectations(jsonOr(input, {}), 'e'));
    },
  },
  {
    name: 'results of Athena',
    seeds: () => [Buffer.from('"a","b"\n"x""y",\n,"line\nfeed"\n')],
    run: (input) => {
      const whole = rowsOf([input.toString()]);
      const cut = Math.floor(input.toString().length / 2);
      const parts = rowsOf([input.toString().slice(0, cut), input.toString().slice(cut)]);
      if (!isDeepStrictEqual(whole, parts)) throw new Error('rows depend on how the file comes');
    },
  },
  {
    name: 'answers of Trino',
    seeds: () => [
      json({ nextUri: 'http://t/v1/statement/1?slug=x', stats: { state: 'RUNNING', physicalInputBytes: 7 } }),
      Buffer.from(
        '{"columns":[{"name":"n","type":"bigint"},{"name":"m","type":"map(a,b)"}],"data":[[9007199254740993,{"a":[1]}],[null,"\\"1"]]}',
      ),
      json({ error: { errorName: 'TABLE_NOT_FOUND', message: 'line 1:1: no table' }, columns: null, data: null }),
    ],
    run: (input) => {
      allowing(InputError, () => readAnswer(input.toString(), { origin: 'http://t' }));
    },
  },
];

/** The scanner counts what the parser reads, line by line. */
async function agreeOnLines(input: Buffer): Promise<void> {
  await withFile(Buffer.concat([input, Buffer.from('\n')]), async (path) => {
    const { coverage } = await createLogReader({}).aggregate([{ kind: 'file', path }], {
      buckets: [],
      since: null,
      until: null,
    });
    // A lone return ends a line too (audit/sources/line-ends.ts); behind the last line feed there is a line more.
    const texts = `${input.toString('latin1')}\n`
      .replace(/\r(?!\n)/g, '\n')
      .split('\n')
      .slice(0, -1);
    const count = { records: 0, rejects: 0, blank: 0, duplicates: 0 };
    const seen = new Set<string>();
    for (const text of texts) {
      const { kind } = parseLine(text);
      if (kind === 'blank') count.blank++;
      else if (kind === 'reject') count.rejects++;
      else if (seen.has(text.replace(/\r$/, ''))) count.duplicates++;
      else count.records++;
      if (kind === 'record') seen.add(text.replace(/\r$/, ''));
    }
    const { records, rejects, blank, duplicates } = coverage;
    if (!isDeepStrictEqual({ records, rejects, blank, duplicates }, count)) {
      throw new Error(
        `scanner ${JSON.stringify({ records, rejects, blank, duplicates })}, parser ${JSON.stringify(count)}`,
      );
    }
  });
}

function rowsOf(chunks: readonly string[]): unknown {
  const rows: unknown[] = [];
  const reader = new CsvRows((row) => rows.push(row));
  try {
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
  } catch (error) {
    return [rows, (error as Error).message];
  }
  return rows;
}

function jsonOr(input: Buffer, other: unknown): unknown {
  try {
    return parseBoundedJson(input.toString());
  } catch {
    return other;
  }
}

function allowing(kind: abstract new (...args: never[]) => Error, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

async function withFile(input: Buffer, action: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 's3-private-path-fuzz-'));
  const path = join(folder, 'input');
  try {
    writeFileSync(path, input);
    await action(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
