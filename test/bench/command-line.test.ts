import { spawnSync } from 'node:child_process';

function run(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/tsx', [`bench/${script}`, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each([
  ['run.ts', ['--rounds', '0'], /--rounds.*'0' is invalid/],
  ['run.ts', ['--only', 'nothing'], /'nothing' is invalid.*65,000 groups.*formats/],
  ['run.ts', ['--write', 'README.md'], /'README.md' is invalid.*no place for results/],
  ['compare.ts', [], /missing required argument 'revision'/],
  ['compare-review.ts', ['no-such-revision'], /no-such-revision is no commit of this repository/],
  ['review.ts', ['no-such-file.yaml'], /ENOENT.*no-such-file\.yaml/],
  ['generate.ts', ['--directory', '.', '--mixture', 'none'], /'none' is invalid.*usual/],
])('bench/%s %j tells the mistake in one line and ends with 2', (script, args, line) => {
  const { status, stdout, stderr } = run(script, ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(line);
  expect(stderr).toMatch(new RegExp(`^bench/${script}: .*\n$`));
});

test('a benchmark has help', () => {
  const { status, stdout, stderr } = run('run.ts', '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Usage: npx tsx bench/run.ts [options]');
});
