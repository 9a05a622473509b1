import { spawnSync } from 'node:child_process';

const replay = (...options: string[]) =>
  spawnSync(
    process.execPath,
    [require.resolve('tsx/cli'), 'modules/lambda-replication/operate/replay.ts', ...options],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' },
    },
  );

const queue = ['--queue', 'http://127.0.0.1:1/111111111111/failures'];

describe('the replay command', () => {
  test.each([
    ['no function', queue, /required option '--function <name>' not specified/],
    ['a queue that is no URL', ['--function', 'f', '--queue', 'failures'], /must be the URL of an SQS queue/],
    ['a limit that is no number', ['--function', 'f', ...queue, '--max', '0'], /must be a whole number above zero/],
  ])('given %s, says so on stderr and exits with 2', (_, options, message) => {
    const { status, stderr, stdout } = replay(...options);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('that cannot reach the queue says why in one sentence, without a stack trace, and exits with 2', () => {
    const { status, stderr } = replay('--function', 'f', '--region', 'us-east-1', ...queue);
    expect(stderr).toMatch(/^The replay stopped: .*ECONNREFUSED.* stay in the queue\.\n$/);
    expect(status).toBe(2);
  });
});
