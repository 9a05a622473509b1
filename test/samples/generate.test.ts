import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readDeployment } from '../../contract/deployment/read';
import { expectationsSchema } from '../../contract/expectations';
import { parseLine } from '../../audit/access-log/parse-line';
import { readTime } from '../../audit/cli/parts/option-values';
import { logReader } from '../../audit/engines/local/log-reader';
import { completenessOf } from '../../audit/judge/completeness';
import { judge } from '../../audit/judge/report';
import { verdictOf } from '../../audit/judge/verdict';
import { readTrail } from '../../audit/cloudtrail/read-trail';
import { findLogFiles } from '../../audit/sources/log-files';
import { sampleLogObjects } from '../../samples/log-objects';
import { sampleTrailFiles } from '../../samples/trail-files';
import { plannedFiles } from '../../samples/planned-backup';
import { BUCKET, WINDOWS } from '../../samples/story';

const ROOT = join(__dirname, '..', '..');
const LOGS = join(ROOT, 'samples', 'logs');
const expectations = expectationsSchema.parse(
  JSON.parse(readFileSync(join(ROOT, 'samples', 'expectations.json'), 'utf8')),
);

const committed = new Map(
  readdirSync(LOGS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      // Compressed bytes may differ from one zlib to the next.
      const content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return [relative(LOGS, path).split('\\').join('/'), content.toString('utf8')] as const;
    }),
);
const lines = [...committed.values()].flatMap((text) => text.trimEnd().split('\n'));
const parsed = lines.map((line) => parseLine(Buffer.from(line).toString('latin1')));

test('generating the nights of the planned change anew gives the committed ones (else: npm run samples)', () => {
  const { logs, cloudtrail } = plannedFiles();
  for (const [folder, files] of [
    ['logs', logs],
    ['cloudtrail', cloudtrail],
  ] as const) {
    for (const { path, text, gzip } of files) {
      const bytes = readFileSync(join(ROOT, 'samples', 'planned', folder, path));
      expect((gzip ? gunzipSync(bytes) : bytes).toString('utf8')).toBe(text);
    }
  }
});

test('generating the sample logs anew gives the committed ones (else: npm run samples)', () => {
  const generated = sampleLogObjects().map(({ path, text }) => [path, text] as const);
  expect(generated.map(([path]) => path).sort()).toEqual([...committed.keys()].sort());
  for (const [path, text] of generated) expect([path, committed.get(path) === text]).toEqual([path, true]);
});

test('generating the sample CloudTrail files anew gives the committed ones (else: npm run samples)', () => {
  const folder = join(ROOT, 'samples', 'cloudtrail');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const generated = sampleTrailFiles();
  expect(files).toHaveLength(generated.length);
  for (const { path, text } of generated) {
    expect([path, gunzipSync(readFileSync(join(folder, path))).toString('utf8') === text]).toEqual([path, true]);
  }
});

test('CloudTrail proves what came through the endpoint, and contradicts nothing', async () => {
  const selection = { buckets: [], since: null, until: readTime(WINDOWS[0].until) };
  const { trail, coverage } = await readTrail(await findLogFiles([join(ROOT, 'samples', 'cloudtrail')]), selection);
  expect(coverage).toMatchObject({ unreadable: 0, damaged: [] });
  const { groups } = await logReader.aggregate(await findLogFiles([LOGS]), selection, trail);
  const { findings } = judge(groups, expectations, undefined);
  expect(findings.filter(({ finding }) => finding === 'violation')).toEqual([]);
  expect(findings.filter(({ network, evidence }) => network === 'endpoint' && evidence === 'proven')).not.toEqual([]);
});

test('the sample logs stay small', () => {
  const bytes = [...committed.keys()].reduce((sum, path) => sum + readFileSync(join(LOGS, path)).length, 0);
  expect(bytes).toBeLessThan(1_500_000);
  expect(lines.length).toBeGreaterThan(2_500);
  expect(lines.length).toBeLessThan(3_500);
});

test('the expectations are those of the sample deployment', () => {
  const { destination, privateAccess } = readDeployment(
    readFileSync(join(ROOT, 'deployment.yaml'), 'utf8'),
    'deployment.yaml',
  );
  expect(expectations.buckets).toEqual([destination.bucket.name]);
  expect(expectations.buckets).toEqual([BUCKET]);
  expect(privateAccess?.vpc).toMatchObject({ kind: 'create', cidr: expectations.vpcCidrs[0], natGateway: true });
  expect(expectations.exempt).toEqual([
    { principal: destination.deployer, reason: 'deployer' },
    ...destination.breakGlass.map((principal) => ({ principal, reason: 'break-glass' })),
  ]);
});

test.each(WINDOWS)('the window "$name" is judged $verdict', async ({ since, until, verdict }) => {
  const buckets = expectations.buckets;
  const selection = { buckets, since: readTime(since), until: readTime(until) };
  const aggregate = await logReader.aggregate(await findLogFiles([LOGS]), selection);
  const { groups, coverage } = aggregate;
  const circumstances = { selection, asked: selection, listed: null, repeatedObjects: null };
  const { findings } = judge(groups, expectations, undefined);
  expect(
    verdictOf(
      findings,
      { coverage, completeness: completenessOf(aggregate, circumstances) },
      { requireProof: false, maxRejects: 0, buckets },
    ),
  ).toMatchObject({ verdict });
  expect(coverage.lines).toBe(coverage.blank + coverage.records + coverage.rejects + coverage.duplicates);
});

test('every sample line can be read, and only the forged ones in two ways', () => {
  expect(parsed.filter(({ kind }) => kind !== 'record')).toEqual([]);
  expect(parsed.filter((line) => line.kind === 'record' && line.ambiguous)).toHaveLength(5);
});

test('the samples hold what makes logs hard to read', () => {
  const records = parsed.flatMap((line) => (line.kind === 'record' ? [line.readings[0]] : []));
  expect(new Set(lines).size).toBeLessThan(lines.length); // delivered twice
  for (const end of [/ TLSv1\.3$/, / TLSv1\.3 -$/, / TLSv1\.3 - -$/]) {
    expect(lines.some((line) => end.test(line))).toBe(true); // 24, 25 and 26 fields
  }
  for (const operation of [
    'REST.COPY.OBJECT_GET',
    'BATCH.DELETE.OBJECT',
    'S3.EXPIRE.OBJECT',
    'S3.CREATE.DELETEMARKER',
    'S3.COMPUTE.OBJECT.CHECKSUM',
  ]) {
    expect(records.map((record) => record.operation)).toContain(operation);
  }
  const copies = records.filter(({ operation }) => operation.startsWith('REST.COPY'));
  expect(new Set(copies.map(({ requestId }) => requestId)).size).toBeLessThan(copies.length);
  const text = lines.join('\n');
  for (const hostile of [
    '\u001b[2J',
    '\u202e',
    '%25E2%2580%25AE',
    '<script>',
    '=HYPERLINK',
    '%2522',
    '" 503 SlowDown',
  ]) {
    expect(text).toContain(hostile);
  }
});
