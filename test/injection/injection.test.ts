import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { QUERY_FORMATS } from '../../audit/query/formats';
import { DOCTOR_FORMATS } from '../../audit/doctor/formats';
import type { Check } from '../../audit/doctor/check';
import { InputError } from '../../audit/errors/input-error';
import { callFailureSentence, queryFailureSentence } from '../../audit/engines/athena/client/failures';
import { trinoFailure } from '../../audit/engines/trino/client/failures';
import { queryText } from '../../audit/engines/athena/sql/sql-text';
import { literal } from '../../audit/engines/local/duckdb/sql-text';
import { loadFormat, type Written } from '../../audit/output/formats';
import { pathOfKey } from '../../audit/sources/object-path';
import { DeploymentError, readDeployment } from '../../contract/deployment/read';
import { runS3Audit } from '../audit/cli/run-s3-audit';
import { isLone, ONE_ID, writeCorpus, type Corpus } from './corpus';
import { HOSTILE_TEXTS } from './hostile-texts';
import { SINKS } from './sinks';

const texts = HOSTILE_TEXTS.map(({ text }) => text);
const folder = mkdtempSync(join(tmpdir(), 's3-private-path-injection-'));
const hostile = writeCorpus(join(folder, 'hostile'));
const tame = writeCorpus(join(folder, 'tame'), true);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('at least 150 hostile texts, each once', () => {
  expect(texts.length).toBeGreaterThanOrEqual(150);
  expect(new Set(texts).size).toBe(texts.length);
});

type Command = (corpus: Corpus) => readonly string[];

const logs: Command = ({ logs, trail }) => ['--logs', logs, '--cloudtrail', trail];
const EVERY = ['table', 'json', 'csv', 'markdown', 'html', 'sarif', 'junit'];
const REVIEW = ['table', 'json', 'markdown', 'junit', 'sarif'];
/** Every command that writes what others chose, and the formats it has. */
const COMMANDS: readonly (readonly [string, Command, readonly string[]])[] = [
  // Of addresses alone SARIF and JUnit have nothing to tell: their findings are those of `verify`.
  ['remote-ips', logs, EVERY],
  ['verify', (corpus) => [...logs(corpus), '--expect', corpus.expectations], EVERY],
  ['timeline', (corpus) => [...logs(corpus), '--expect', corpus.expectations], ['table', 'json', 'csv']],
  ['rejects', logs, ['table', 'json', 'csv']],
  ['query', (corpus) => ['SELECT * FROM access_log', ...logs(corpus), '--limit', '5000'], ['table', 'json', 'csv']],
  ['review', ({ stack }) => ['--synth', dirname(stack)], REVIEW],
  ['review', ({ stack, plan }) => ['--synth', dirname(stack), '--plan', plan], REVIEW],
  ['review', ({ plan, goals }) => ['--plan', plan, '--goals', goals], REVIEW],
  ['evaluate', ({ cases }) => [cases], ['table', 'json']],
  ['rehearse', (corpus) => [...logs(corpus), '--policy', `arn:aws:s3:::orders=${corpus.planned}`], EVERY],
  ['request', ({ oneRequest }) => [ONE_ID, '--logs', oneRequest], ['table', 'json']],
];

const rows = COMMANDS.flatMap(([command, args, formats]) =>
  formats.map((format) => ({
    command,
    args,
    format,
    name: `${[command, ...optionsOf(args)].join(' ')} --format ${format}`,
  })),
);

function optionsOf(args: Command): readonly string[] {
  return args(hostile).filter((arg) => /^--[a-z]+$/.test(arg));
}

test.each(COMMANDS)('%s has no format but these', async (command, _args, formats) => {
  const { stdout } = await runS3Audit([command, '--help'], {});
  const [, choices = ''] = /--format <format>[^]*?choices:([^]*?)default/.exec(stdout) ?? [];
  expect([...choices.matchAll(/"([a-z]+)"/g)].map(([, format]) => format).sort()).toEqual([...formats].sort());
});

test.each(rows)('$name: every source is inert', async ({ command, args, format }) => {
  const environment = { XDG_CACHE_HOME: join(folder, 'cache') };
  const run = (corpus: Corpus) => runS3Audit([command, ...args(corpus), '--format', format], environment);
  const written = await run(hostile);
  const like = ['markdown', 'html', 'junit'].includes(format) ? await run(tame) : written;
  expect(written.stderr).not.toMatch(/internal error/);
  expect(written.stdout.length).toBeGreaterThan(
    command === 'remote-ips' && ['sarif', 'junit'].includes(format) ? 0 : 1000,
  );
  expect((SINKS[format] ?? []).flatMap((sink) => sink(written.stdout, like.stdout))).toEqual([]);
  expect((SINKS.table ?? []).flatMap((sink) => sink(written.stderr, like.stderr))).toEqual([]);
});

test.each(Object.keys(QUERY_FORMATS))('answers of Athena and Trino, written as %s, are inert', async (format) => {
  const render = await loadFormat(QUERY_FORMATS, format);
  const columns = texts.map((text, i) => ({ name: `${text}${i}`, type: 'varchar' }));
  const answer = { columns, rows: async function* () { yield* await Promise.resolve(texts.map(() => texts)); } }; // prettier-ignore
  const written = await textOf(render(answer, {} as never));
  expect((SINKS[format] ?? []).flatMap((sink) => sink(written, written))).toEqual([]);
});

test('errors of Trino are inert', () => {
  const where = { origin: 'https://trino', catalog: 'c', schema: 's', user: 'u', ownStatement: true };
  for (const text of texts) {
    const { message } = trinoFailure({ errorName: text, message: text }, where);
    expect(SINKS.table!.flatMap((sink) => sink(`s3-audit: ${message}`, ''))).toEqual([]);
  }
});

test('errors of Athena are inert, whether a query failed or a call', () => {
  const where = { who: 'you', workgroup: 'w', ownStatement: true } as Parameters<typeof queryFailureSentence>[1];
  for (const text of texts) {
    const failed = queryFailureSentence(text, where);
    const refused = callFailureSentence(Object.assign(new Error(text), { name: text }), 'StartQueryExecution', where);
    for (const message of [failed, refused]) {
      const { problems } = new InputError([message]);
      expect(SINKS.table!.flatMap((sink) => sink(`s3-audit: ${problems.join()}`, ''))).toEqual([]);
    }
  }
});

test.each(Object.keys(DOCTOR_FORMATS))('what doctor is told by AWS, written as %s, is inert', async (format) => {
  const render = await loadFormat(DOCTOR_FORMATS, format);
  const checksOf = (all: readonly string[]): readonly Check[] =>
    all.map((text) => ({ check: 'logging', subject: text, result: 'wrong', what: text, why: 'because', mend: text }));
  const hostileText = await textOf(render(checksOf(texts), {} as never));
  const tameText = await textOf(render(checksOf(texts.map((_, i) => `harmless${i}`)), {} as never));
  expect((SINKS[format] ?? []).flatMap((sink) => sink(hostileText, tameText))).toEqual([]);
});

test('what is wrong with a deployment.yaml is told inertly', () => {
  const told = texts.flatMap((text) =>
    [{ name: text, [text]: text, tags: { [text]: text } }].flatMap((file) => {
      try {
        readDeployment(JSON.stringify(file), 'd');
        return [];
      } catch (error) {
        if (error instanceof DeploymentError) return error.problems;
        throw error;
      }
    }),
  );
  expect(told.length).toBeGreaterThan(texts.length);
  expect(SINKS.table!.flatMap((sink) => sink(told.join('\n'), ''))).toEqual([]);
});

test('SQL: a text is one literal, or is refused', async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const wellFormed = texts.filter((text) => !isLone(text) && !text.includes('\0'));
  const reader = await connection.runAndReadAll(`SELECT unnest([${wellFormed.map(literal).join(', ')}])`);
  expect(reader.getRows().map(([value]) => value)).toEqual(wellFormed);
  connection.closeSync();
  for (const text of texts) {
    if (/\p{Cc}|\p{Cs}/u.test(text)) expect(() => queryText(text)).toThrow();
    else expect(queryText(text).replaceAll("''", '')).toMatch(/^'[^']*'$|^$/);
  }
});

test('paths: no key leads out of its folder, hides, or meets another', () => {
  const paths = texts.map(pathOfKey);
  expect(
    paths.filter((path) => !/^[!-~]+$/.test(path) || path.split('/').some((part) => /^(?:|\..*)$/.test(part))),
  ).toEqual([]);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(
    new Set(texts.map((text) => Buffer.from(text).toString())).size,
  );
});

async function textOf(written: Written): Promise<string> {
  const parts: string[] = [];
  const whole = await written;
  for await (const part of typeof whole === 'string' ? [whole] : whole) parts.push(part);
  return parts.join('');
}
