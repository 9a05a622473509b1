import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { expectations } from '../judge/request-group';
import { serveAthena, type Answers, type AthenaServer } from './athena-server';
import { NO_CONFIGURATION } from './run-s3-audit';

const directory = useTemporaryDirectory();
const ID = '11111111-2222-3333-4444-555555555555';
const RUNNING = { QueryExecution: { QueryExecutionId: ID, Status: { State: 'RUNNING' } } };
const started = { QueryExecutionId: ID };

let server: AthenaServer | undefined;
afterEach(async () => {
  await server?.close();
});

interface Interrupted {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command against a server of ours and presses Ctrl-C when the server says so. */
async function interrupted(
  command: readonly string[],
  answers: (pressCtrlC: () => void) => Answers,
): Promise<Interrupted> {
  let pressCtrlC = (): void => undefined;
  server = await serveAthena(
    answers(() => {
      pressCtrlC();
    }),
  );
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const child = spawn(process.execPath, ['bin/s3-audit', ...command, '--engine', 'athena', '--database', 'audit'], {
    env: {
      ...Object.fromEntries(inherited),
      ...NO_CONFIGURATION,
      ...{ AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'us-east-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
  });
  pressCtrlC = () => child.kill('SIGINT');
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += String(text)));
  child.stderr.on('data', (text) => (said.err += String(text)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}

const expectFile = (): string => {
  const path = join(directory(), 'expect.json');
  writeFileSync(path, JSON.stringify(expectations));
  return path;
};
const COMMANDS: readonly (readonly [string, () => readonly string[]])[] = [
  ['verify', () => ['verify', '--since', '2026-01-05', '--expect', expectFile()]],
  ['request', () => ['request', 'AAAAAAAAAAAAAAA1', '--since', '2026-01-05']],
  ['query', () => ['query', 'SELECT 1', '--format', 'json', '--output', join(directory(), 'rows.json')]],
];

describe('Ctrl-C', () => {
  test.each(COMMANDS)('stops the query of %s, and ends with 130 and no result', async (_name, command) => {
    const { code, out, err } = await interrupted(command(), (pressCtrlC) => ({
      StartQueryExecution: () => started,
      GetQueryExecution: () => {
        pressCtrlC();
        return RUNNING;
      },
    }));
    expect([code, out, server?.stopped]).toEqual([130, '', [ID]]);
    expect(err).toContain('s3-audit: interrupted; no result was written\n');
    expect(err).not.toContain('may run on');
  });

  test('before Athena has answered the start stops the query that the answer names', async () => {
    const { code } = await interrupted(['query', 'SELECT 1'], (pressCtrlC) => ({
      StartQueryExecution: async () => {
        pressCtrlC();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return started;
      },
      GetQueryExecution: () => RUNNING,
    }));
    expect([code, server?.stopped]).toEqual([130, [ID]]);
  });

  test('of a query that cannot be stopped says so', async () => {
    const { code, err } = await interrupted(['query', 'SELECT 1'], (pressCtrlC) => ({
      StartQueryExecution: () => started,
      GetQueryExecution: () => {
        pressCtrlC();
        return RUNNING;
      },
      StopQueryExecution: () => ({ __type: 'ExpiredTokenException', message: 'expired' }),
    }));
    expect(code).toBe(130);
    expect(err).toMatch(/the query could not be stopped and may run on/);
  });
});
