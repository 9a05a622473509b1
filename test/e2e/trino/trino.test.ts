import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cloudTrailRecord, ENDPOINT } from '../../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../../audit/log-lines';
import { synthesized } from '../../audit/review/synthesized-stack';
import { THOROUGH } from '../../thorough';
import { emulatorUnavailable } from '../emulator/emulator';
import { containersOf, unreadInTables } from './containers';
import { differentlyReadWorlds, filesBelow, handedWorlds } from './handed-worlds';
import { startStage } from './on-stage';
import { borderWorlds, randomWorlds } from './random-worlds';
import { differencesFrom, rehearsedWorlds, withPolicies } from './rehearsed-worlds';
import { expectSame, worldsTold } from './same-answer';
import { describeStatements } from './statements';
import { CATALOG, trinoUnavailable, type Trino } from './trino';
import { ACCOUNT, REGION, type Answer, type Files, type Stage, type World } from './worlds';

const unavailable = emulatorUnavailable() ?? trinoUnavailable();
const withTrino = unavailable === undefined ? describe : describe.skip;
if (unavailable !== undefined) console.warn(`Skipped: ${unavailable}.`);
const BUCKET = 'orders-replica-222222222222';

jest.setTimeout(360_000);

withTrino('a Trino over the emulator', () => {
  let trino: Trino;
  let stage: Stage;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ trino, stage, stop } = await startStage());
  });
  afterAll(() => stop());

  const expectWorld = (world: World): Promise<string> => expectSame(stage, world);
  afterAll(() => {
    process.stdout.write(`${worldsTold()} worlds, each the same for both engines\n`);
  });

  it('reports the sample as the local engine does, with CloudTrail, byte for byte', async () => {
    for (const command of ['verify', 'remote-ips']) {
      await expectWorld({
        ...{ name: 'sample', layout: 'partitioned', buckets: [BUCKET] },
        logs: filesBelow('samples/logs', 's3-access', (path) => path.includes(BUCKET) && /\/0[5-8]\//.test(path)),
        trail: filesBelow('samples/cloudtrail', 'AWSLogs', (path) => /\/0[4-8]\//.test(path)),
        expect: readFileSync('samples/expectations.json', 'utf8'),
        args: [command, '--format', 'json', '--bucket', BUCKET, '--since', '2026-01-05', '--until', '2026-01-07'],
      });
    }
  });

  it('rehearses the sample as the local engine does, with CloudTrail, byte for byte', async () => {
    await expectWorld(rehearsedSample('json'));
  });

  it('makes the page of the rehearsed sample that the local engine makes, but for the files that were read', async () => {
    const { local, trino: found } = await stage.ask(rehearsedSample('html'));
    const parts = ({ code, text }: Answer): unknown => [code, text.split(/(?=<section>)/).map(withoutFiles)];
    expect(parts(found)).toEqual(parts(local));
    expect(found.text).toContain('Changes of configuration are not known');
  });

  function rehearsedSample(format: string): World {
    const stack = join(stage.folder, 'cdk.tf.json');
    writeFileSync(stack, JSON.stringify(synthesized('samples/planned/deployment.yaml', false).json));
    const window = ['--since', '2026-01-05', '--until', '2026-01-07'];
    return {
      ...{ name: 'rehearsed sample', layout: 'partitioned', buckets: [BUCKET] },
      logs: filesBelow('samples/logs', 's3-access', (path) => path.includes(BUCKET) && /\/0[5-8]\//.test(path)),
      trail: filesBelow('samples/cloudtrail', 'AWSLogs', (path) => /\/0[4-8]\//.test(path)),
      expect: readFileSync('samples/expectations.json', 'utf8'),
      args: ['rehearse', '--synth', stack, '--bucket', BUCKET, '--plain', '--format', format, ...window],
    };
  }

  /** A table has no files to digest, and changes of configuration are read from files; when it was made differs. */
  const withoutFiles = (part: string): string =>
    part
      .replace(/<details>\s*<summary>(access log|CloudTrail) files, all[^]*?<\/details>/g, '')
      .replace(
        /<div>[\d,]+ files, [\d,]+ bytes<\/div>\s*<div>SHA-256 of their list: \w+<\/div>/g,
        '<div>not read from files here</div>',
      )
      .replace(/Changes of configuration are not known: [^<]*/, '')
      .replace(/\d{4}-\d\d-\d\dT\S+ by s3-audit/, '')
      .replace(/\s+/g, ' ')
      .replaceAll('> <', '><');

  // The long search is `npx tsx test/e2e/trino/search-rehearsals.ts`; this is a part of it with a seed.
  it.each(rehearsedWorlds(2, 19, 4).map((world) => [world.name, world] as const))(
    'says of every request of %s what evaluate says of it alone, as the local engine does',
    async (_name, world) => {
      const told = await expectWorld(withPolicies(world, stage.folder));
      expect(differencesFrom(told, world)).toEqual([]);
    },
  );

  it('verifies the samples by the commands of docs/trino.md', async () => {
    const [, commands = ''] =
      /```\n(bin\/s3-audit tables --print --dialect trino [^]*?)```/.exec(readFileSync('docs/trino.md', 'utf8')) ?? [];
    const [tables = '', , verify = ''] = commands.trim().split('\n');
    for (const [place, folder] of [
      ['s3-access', 'samples/logs/s3-access'],
      ['AWSLogs', 'samples/cloudtrail/AWSLogs'],
    ] as const) {
      for (const [path, body] of Object.entries(filesBelow(folder, '.')))
        await stage.put(`readme/${place}/${path}`, body);
    }
    const argsOf = (command: string): readonly string[] =>
      command
        .replace(/^bin\/s3-audit /, '')
        .replace(/ > tables.sql$/, '')
        .replaceAll('s3://orders-logs-222222222222/', 's3://logs/readme/')
        .replace('https://trino.example.com:8443', `${trino.url} --trino-catalog ${CATALOG}`)
        .replace(' expectations.json', ' samples/expectations.json')
        .split(' ');
    const printed = await stage.run(argsOf(tables));
    expect(printed.code).toBe(0);
    for (const statement of printed.text.split(/;\n/)) if (statement.trim() !== '') await stage.execute(statement);
    const over = ['--logs', 'samples/logs', '--cloudtrail', 'samples/cloudtrail/AWSLogs'];
    const local = verify.replace(/--engine trino --trino-url \S+ --cloudtrail-table/, over.join(' '));
    const { code, text } = await stage.run(argsOf(verify));
    // Trino reads the folders of the window, the other all it is given: what each read differs, and nothing else.
    const judged = (report: string): string => report.replace(/^(.* lines: |.* log objects; |CloudTrail: ).*\n/gm, '');
    expect([code, judged(text)]).toEqual([0, judged((await stage.run(argsOf(local))).text)]);
    expect(text).toContain('verdict: PASS');
  });

  const WINDOW = ['--since', '2026-01-01', '--until', '2026-01-20'];
  if (handedWorlds().length === 0) console.warn('Skipped: no handed cases lie beside the repository.');

  const hostile = (): Files => ({
    'cut.log': `${logLine({ requestId: 'A1' })}\n${logLine({ requestId: 'A2' })}`,
    'returns.log': `${logLine({ requestId: 'B1' })}\r\n${logLine({ requestId: 'B2' })}\r\n`,
    'mixed.log': `${logLine({ requestId: 'C1' })}\r\n${logLine({ requestId: 'C2' })}\n`,
    'blank.log': '\n',
    'lone.log': `${logLine({ requestId: 'D1' }).replace('GET', 'G\rET')}\n`,
    'odd.log': ['\u000b', '\u0085', '\u2028', '\u0000', '\ufffd', '\u{1f600}']
      .map((character, i) => `${logLine({ requestId: `E${i}`, userAgent: `a${character}b` })}\n`)
      .join(''),
    'latin1.log': Buffer.from(`${logLine({ requestId: 'F1', userAgent: 'a\u00e0b' })}\n`, 'latin1'),
    'long.log': ['" 200 - 1 1 1 1 "', '" 200 - 1 1 1 1 x', '" "', ' [+0000]', ' a']
      .flatMap((piece) => ['', ' \t +0000]'].map((end) => `${logLine({ userAgent: piece.repeat(5_000) })}${end}\n`))
      .join(''),
    'packed.log.gz': gzipSync(`${logLine({ requestId: 'G1' })}\n`),
  });

  it.each(Object.keys(hostile()))('reads %s as the local engine does', async (name) => {
    await expectWorld({
      ...{ name, layout: 'simple', logs: { [name]: hostile()[name] ?? '' } },
      args: ['remote-ips', '--format', 'json', ...WINDOW],
    });
  });

  const eventAt = (day: string, change: Record<string, unknown>): Files => ({
    [`${ACCOUNT}/CloudTrail/${REGION}/${day}/${ACCOUNT}_CloudTrail_${REGION}_x.json.gz`]: gzipSync(
      JSON.stringify({ Records: [cloudTrailRecord({ ...IDS, ...change })] }),
    ),
  });
  const IDS = { requestID: 'R1', additionalEventData: { 'x-amz-id-2': 'h1=' }, eventTime: '2026-01-05T08:00:00Z' };

  it.each([
    ['of its second', '2026/01/05', {}],
    ['with a fraction of a second', '2026/01/05', { eventTime: '2026-01-05T08:00:00.250Z' }],
    ['at the end of the day before the window', '2026/01/04', { eventTime: '2026-01-04T23:59:59Z' }],
    ['of a day that does not exist', '2026/01/05', { eventTime: '2026-02-30T08:00:00Z' }],
    ['of an hour that does not exist', '2026/01/05', { eventTime: '2026-01-05T24:00:00Z' }],
    ['whose endpoint is a number', '2026/01/05', { vpcEndpointId: 123 }],
    ['whose endpoint is an object', '2026/01/05', { vpcEndpointId: { id: 'vpce-0a1b2c3d4e5f67890' } }],
    ['past the endpoint', '2026/01/05', { vpcEndpointId: undefined, sourceIPAddress: '52.1.2.3' }],
    ['of a request without a line', '2026/01/05', { requestID: 'R2' }],
  ])('joins an event %s as the local engine does', async (_what, day, change) => {
    const at = day === '2026/01/04' ? '2026-01-05T00:00:00Z' : '2026-01-05T08:00:00Z';
    await expectWorld({
      ...{ name: 'event', layout: 'simple' },
      logs: { 'a.log': `${logLine({ requestId: 'R1', hostId: 'h1=', at })}\n` },
      trail: eventAt(day, change),
      args: ['remote-ips', '--format', 'json', '--since', '2026-01-05', '--until', '2026-01-06'],
    });
  });

  const event = cloudTrailRecord(IDS);
  const foreign = cloudTrailRecord({ ...IDS, vpcEndpointId: 'vpce-0ther' });
  it.each([
    ['Records without an event', JSON.stringify({ Records: [] })],
    ['Records that are no objects', JSON.stringify({ Records: [event, null, 5, 'x', []] })],
    ['lines', `${JSON.stringify(event)}\n${JSON.stringify(foreign)}\n`],
    ['lines of which one is damaged', `${JSON.stringify(event)}\n{"eventVersion":\n`],
    [
      'lookup-events',
      JSON.stringify({ Events: [event, foreign].map((own) => ({ CloudTrailEvent: JSON.stringify(own) })) }),
    ],
    ['EventBridge', JSON.stringify({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail: foreign })],
    [
      'CloudWatch Logs',
      JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ id: '1', message: JSON.stringify(foreign) }] }),
    ],
    [
      'an Insight event',
      JSON.stringify({ Records: [event, { ...event, eventCategory: 'Insight', eventSource: undefined }] }),
    ],
    ['no source', JSON.stringify({ Records: [event, { ...foreign, eventSource: undefined }] })],
    ['a source that is a number', JSON.stringify({ Records: [event, { ...foreign, eventSource: 7 }] })],
  ])('reads a CloudTrail file of %s as the local engine does', async (_what, text) => {
    await expectWorld({
      ...{ name: 'container', layout: 'simple' },
      logs: { 'a.log': `${logLine({ requestId: 'R1', hostId: 'h1=' })}\n` },
      trail: { [`${ACCOUNT}/CloudTrail/${REGION}/2026/01/05/x.json`]: text },
      expect: JSON.stringify({ version: 1, buckets: ['orders'], vpcEndpoints: [ENDPOINT], vpcCidrs: ['10.20.0.0/16'] }),
      args: ['verify', '--format', 'json', '--since', '2026-01-05', '--until', '2026-01-06'],
    });
  });

  const eventIn = (name: string, text: string): World => ({
    ...{ name, layout: 'simple', logs: { 'a.log': `${logLine({ requestId: 'R1', hostId: 'h1=' })}\n` } },
    trail: { [`${ACCOUNT}/CloudTrail/${REGION}/2026/01/05/x.json`]: text },
    expect: JSON.stringify({ version: 1, buckets: ['orders'], vpcEndpoints: [ENDPOINT], vpcCidrs: ['10.20.0.0/16'] }),
    args: ['verify', '--format', 'json', '--since', '2026-01-05', '--until', '2026-01-06'],
  });

  it.each(Object.entries(containersOf(foreign)))(
    'judges the event in %s as the local engine does',
    async (name, text) => {
      const { local, trino: found } = await stage.ask(eventIn(name, text));
      expect(found.code).toBe(local.code);
      // Of a trail a file is damaged here, and an event there.
      if (!local.text.includes('CloudTrail file ')) await expectWorld(eventIn(name, text));
    },
  );

  it.each(Object.entries(unreadInTables(foreign)))('counts %s as what cannot be read', async (name, text) => {
    const { trino: found } = await stage.ask(eventIn(name, text));
    expect([found.code, found.text]).toEqual([3, expect.stringMatching(/CloudTrail records? could not be read/)]);
  });

  it('leaves a report unproven where the engine tells no size of an object', async () => {
    const world = { name: 'sizes', layout: 'simple', logs: { 'a.log': `${logLine()}\n` }, args: [] } as const;
    const schema = await stage.lay(world);
    await stage.execute(`CREATE VIEW ${schema}.unsized AS SELECT "$path" AS "$path", * FROM ${schema}.access_logs`);
    const ask = (table: string) =>
      stage.run([
        ...['verify', '--format', 'json', '--since', '2026-01-05', '--until', '2026-01-06', '--vpce', ENDPOINT],
        ...['--cidr', '10.20.0.0/16', '--engine', 'trino', '--trino-url', trino.url, '--trino-catalog', CATALOG],
        ...['--trino-schema', schema, '--layout', 'simple', '--table', table, '--bucket', 'orders'],
      ]);
    expect(await ask('access_logs')).toMatchObject({ code: 0 });
    const { code, text } = await ask('unsized');
    expect([code, text]).toEqual([3, expect.stringContaining('tells no size of the log object that it read')]);
  });

  describeStatements(
    () => stage,
    () => trino.url,
    CATALOG,
  );

  it.each(handedWorlds().map((world) => [world.name, world] as const))(
    'gives %s the answer that the local engine gives',
    async (_name, world) => {
      // An object without a line has no row: then the answers differ in its name, and not in the verdict.
      if (Object.values(world.logs).every(({ length }) => length > 0)) return expectWorld(world);
      const { local, trino: found } = await stage.ask(world);
      expect(found.code).toBe(local.code);
    },
  );

  it.each(differentlyReadWorlds().map((world) => [world.name, world] as const))(
    'reads the lines of %s as the local engine does',
    (_name, world) => expectWorld(world),
  );

  it.each(borderWorlds(THOROUGH ? 100 : 2).map((world) => [world.name, world] as const))(
    'reads 2,000 lines that no server wrote as the local engine does, %s',
    (_name, world) => expectWorld(world),
  );

  it.each(randomWorlds(THOROUGH ? 200 : 8).map((world) => [world.name, world] as const))(
    'gives %s the answer that the local engine gives',
    (_name, world) => expectWorld(world),
  );
});
