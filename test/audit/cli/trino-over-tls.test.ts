import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeTrino, type Identity } from '../engines/trino/client/fake-trino';
import { useTemporaryDirectory } from '../../temporary-directory';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const isRun = hasOpenssl || process.env.CI === 'true';
if (!isRun) console.warn('Skipped: openssl is not installed, which makes the certificates of these tests.');
const directory = useTemporaryDirectory();
const PAGE = { columns: [{ name: 'n', type: 'bigint' }], data: [[1]] };

let trino: Awaited<ReturnType<typeof fakeTrino>>;
afterEach(() => trino.close());

function identity(): Identity & { readonly path: string } {
  const [key, cert] = [join(directory(), 'key.pem'), join(directory(), 'cert.pem')];
  const { status, stderr } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=trino', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ]);
  if (status !== 0) throw new Error(String(stderr));
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert };
}

/** Runs the built command as a user does, who presses Ctrl-C when the server has been asked so often. */
async function query(more: readonly string[], environment: Record<string, string>, ctrlCAfter = Infinity) {
  const command = ['query', 'SELECT 1 AS n', '--format', 'csv', '--engine', 'trino', '--trino-url', trino.trinoUrl];
  const child = spawn(process.execPath, ['bin/s3-audit', ...command, '--trino-user', 'auditor', ...more], {
    env: { ...process.env, ...environment },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += String(text)));
  child.stderr.on('data', (text) => (said.err += String(text)));
  const watch = setInterval(() => {
    if (trino.asked.length >= ctrlCAfter) child.kill('SIGINT');
  }, 20);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return { code, ...said };
}

(isRun ? describe : describe.skip)('a Trino over https', () => {
  it.each([
    ['a token', { TRINO_ACCESS_TOKEN: 'head.body.signature' }, 'Bearer head.body.signature'],
    ['a password', { TRINO_PASSWORD: 'secret' }, `Basic ${Buffer.from('auditor:secret').toString('base64')}`],
  ])(
    'is given %s of the environment, with every call, and its rows are asked for until there are none',
    async (_what, environment, proof) => {
      const own = identity();
      const next = (path: string, more = {}) => ({ body: { nextUri: `https://inside.example${path}`, ...more } });
      trino = await fakeTrino(
        [{ status: 503 }, next('/1'), { status: 503 }, next('/2', PAGE), { body: { ...PAGE, data: [[2]] } }],
        own,
      );
      expect(await query(['--trino-ca', own.path], environment)).toMatchObject({ code: 0, out: 'n\n1\n2\n' });
      expect(trino.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
        ...['POST /v1/statement', 'POST /v1/statement', 'GET /1', 'GET /1', 'GET /2'],
      ]);
      expect(new Set(trino.asked.map(({ headers }) => headers.authorization))).toEqual(new Set([proof]));
    },
  );

  it('whose certificate nobody vouches for is told nothing, and the user what to give', async () => {
    trino = await fakeTrino([{ body: PAGE }], identity());
    const { code, out, err } = await query([], { TRINO_ACCESS_TOKEN: 'head.body.signature' });
    expect([code, out, trino.asked]).toEqual([2, '', []]);
    expect(err).toMatch(/Trino cannot be reached: self-signed certificate.*--trino-ca/);
    expect(err).not.toMatch(/signature|\bat .*:\d+/);
  });

  it('that does not take the proof says so', async () => {
    const own = identity();
    trino = await fakeTrino([{ status: 401, body: 'Invalid credentials' }], own);
    const { code, err } = await query(['--trino-ca', own.path], { TRINO_PASSWORD: 'wrong' });
    expect([code, err]).toEqual([2, expect.stringMatching(/does not know auditor: .*Invalid credentials/)]);
    expect(err).not.toContain('wrong');
  });

  it('is told to stop the query on Ctrl-C', async () => {
    const own = identity();
    trino = await fakeTrino([{ body: { nextUri: 'https://inside.example/1', stats: {} } }], own);
    expect(await query(['--trino-ca', own.path], { TRINO_PASSWORD: 'secret' }, 3)).toMatchObject({ code: 130 });
    expect(trino.asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/1' });
  });
});
