import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { cloudTrailRecord, loggedRequest } from '../../cloudtrail/cloudtrail-record';
import { eventsName, listed, writeSignedTrail } from '../../cloudtrail/signed-trail';
import { expectations } from '../../judge/request-group';
import { logLine } from '../../log-lines';
import { runS3Audit, type Run } from '../run-s3-audit';

const directory = useTemporaryDirectory();
const at = (name: string): string => join(directory(), name);
/** The window ends so long before the last digest that each one which is asked has a next one, where its signature stands. */
const HOURS = [9, 10, 11, 12, 13, 14, 15, 16, 17];
const WINDOW = ['--since', '2026-01-05T08:00:00Z', '--until', '2026-01-05T09:00:00Z'];
const answer = ({ stdout }: Run): { verdict: string; reasons: string[] } =>
  JSON.parse(stdout) as { verdict: string; reasons: string[] };

beforeEach(() => {
  mkdirSync(at('trail'));
  writeSignedTrail({
    directory: at('trail'),
    hours: HOURS,
    recordsOf: (hour) => (hour === 9 ? [cloudTrailRecord()] : []),
  });
  const { requestId, hostId } = loggedRequest;
  writeFileSync(at('log'), `${logLine({ requestId, hostId })}\n`);
  writeFileSync(at('expect.json'), JSON.stringify(expectations));
  writeFileSync(at('keys.json'), JSON.stringify(listed()));
});

const verify = (more: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> =>
  runS3Audit(
    [
      ...['verify', '--logs', at('log'), '--expect', at('expect.json'), '--format', 'json', ...WINDOW],
      ...['--require-proof', ...more],
    ],
    environment,
  );
const withKeys = ['--digests', 'DIGESTS', '--digest-keys', 'KEYS'];
const given = (args: readonly string[]): string[] => [
  ...['--cloudtrail', at('trail')],
  ...args.map((arg) => arg.replace('DIGESTS', at('trail')).replace('KEYS', at('keys.json'))),
];

describe('verify --digests', () => {
  test('passes where every file is as its signed digest says', async () => {
    const run = await verify(given(withKeys));
    expect([run.stderr, answer(run).reasons, run.code]).toEqual([
      '',
      ['every request that got through is proven to have come by an expected path or was exempt'],
      0,
    ]);
  });

  test.each([
    [
      'is missing',
      (name: string) => {
        rmSync(name);
      },
      /^1 CloudTrail file that digests name is not there/,
    ],
    [
      'was altered',
      (name: string) => {
        writeFileSync(name, gzipSync(JSON.stringify({ Records: [cloudTrailRecord({ eventID: 'x' })] })));
      },
      /^1 CloudTrail file that digests name is not as they say/,
    ],
  ])('does not pass where a file of events %s', async (_what, harm, reason) => {
    harm(join(at('trail'), eventsName(9)));
    const run = await verify(given(withKeys));
    expect(answer(run).reasons).toContainEqual(expect.stringMatching(reason));
    expect([answer(run).verdict, run.code]).toEqual(['unproven', 3]);
  });

  test('does not pass where the digests were signed by somebody else', async () => {
    writeFileSync(
      at('keys.json'),
      JSON.stringify(listed(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)),
    );
    const run = await verify(given(withKeys));
    expect(answer(run).reasons).toContainEqual(expect.stringMatching(/^the signature of the digest .* is not valid$/));
    expect(run.code).toBe(3);
  });

  test.each([
    ['digests without files to hold against them', ['--digests', 'DIGESTS'], /^s3-audit: --digests: .*--cloudtrail/m],
    ['keys without digests', ['--digest-keys', 'KEYS'], /^s3-audit: --digest-keys: .*--digests/m],
  ])('refuses %s', async (_what, args, sentence) => {
    const all = given(args);
    const { stderr, code } = await verify(args.includes('--digests') ? all.slice(2) : all);
    expect([stderr, code]).toEqual([expect.stringMatching(sentence), 2]);
  });

  test('refuses a file of keys that holds none', async () => {
    writeFileSync(at('keys.json'), '{}');
    const { stderr, code } = await verify(given(withKeys));
    expect([stderr, code]).toEqual([expect.stringMatching(/--digest-keys .*has no PublicKeyList/), 2]);
  });
});

describe('verify --digests without a file of keys asks CloudTrail for them', () => {
  let server: Server | undefined;
  const asked: Record<string, unknown>[] = [];
  afterEach(() => {
    server?.close();
    asked.length = 0;
  });

  /** Speaks the protocol of CloudTrail, AWS JSON 1.1: a page for each answer. */
  async function cloudTrail(pages: readonly { status: number; body: unknown }[]): Promise<NodeJS.ProcessEnv> {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const page = pages[Math.min(asked.length, pages.length - 1)] ?? { status: 500, body: {} };
        const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
        asked.push({ target: request.headers['x-amz-target'], ...input });
        response.writeHead(page.status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(page.body));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' },
    };
  }

  test('page by page, for a day around the window', async () => {
    const environment = await cloudTrail([
      { status: 200, body: { PublicKeyList: [], NextToken: 'more' } },
      { status: 200, body: listed() },
    ]);
    const run = await verify(given(['--digests', 'DIGESTS']), environment);
    expect([run.stderr, answer(run).verdict, run.code]).toEqual(['', 'pass', 0]);
    const second = (time: string): number => Date.parse(time) / 1000;
    const window = { StartTime: second('2026-01-04T08:00:00Z'), EndTime: second('2026-01-06T09:00:00Z') };
    expect(asked).toMatchObject([window, { ...window, NextToken: 'more' }]);
    expect(asked[0]?.target).toMatch(/\.ListPublicKeys$/);
  });

  test('and tells which right is missing', async () => {
    const environment = await cloudTrail([
      { status: 400, body: { __type: 'AccessDeniedException', message: 'not you' } },
    ]);
    const { stderr, code } = await verify(given(['--digests', 'DIGESTS']), environment);
    expect([stderr, code]).toEqual([
      expect.stringMatching(/--digests: access denied.*cloudtrail:ListPublicKeys.*--digest-keys/s),
      2,
    ]);
  });
});
