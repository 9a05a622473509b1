import { useTemporaryDirectory, writerInto } from '../../temporary-directory';
import { logLine } from '../log-lines';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const write = writerInto(directory);
const verify = (...more: readonly string[]) => {
  const log = write('log', `${logLine({ remoteIp: '52.198.48.49' })}\n${logLine()}\n`);
  return runS3Audit(
    ['verify', '--vpce', 'vpce-0a1b2c3d', '--cidr', '10.20.0.0/16', '--bucket', 'orders', '--logs', log, ...more],
    {},
  );
};
const waivers = (text: string): string[] => ['--waivers', write('waivers.yaml', text)];

test('a waiver excuses a violation until its day, and the report says so', async () => {
  const until = (day: string): string[] =>
    waivers(`waivers:\n  - remoteIp: 52.198.48.0/24\n    reason: moving house\n    expires: "${day}"\n`);
  const waived = await verify(...until('2999-12-31'));
  expect(waived.stdout).toMatch(/exempt +52\.198\.48\.49.*waived until 2999-12-31: moving house/);
  expect(waived.stdout).not.toContain('verdict: FAIL');
  const ended = await verify(...until('2020-01-01'));
  expect([ended.code, ended.stdout]).toEqual([
    1,
    expect.stringContaining('the waiver "moving house" ended with 2020-01-01'),
  ]);
});

test('a baseline excuses what it had', async () => {
  const baseline = write('baseline.json', (await verify('--format', 'json')).stdout);
  expect((await verify('--baseline', baseline)).stdout).toMatch(/exempt +52\.198\.48\.49.*known: in the baseline/);
});

test('--fail-on says which verdicts end with an error', async () => {
  expect([(await verify()).code, (await verify('--fail-on', 'unproven')).code]).toEqual([1, 0]);
});

test.each([
  [
    'all that is wrong at once',
    'waivers:\n  - reason: ""\n    expires: 2026-02-30\n',
    [/waivers\.0\.reason: must say why/, /waivers\.0\.expires: is not a date/],
  ],
  [
    'a waiver of everything',
    'waivers:\n  - bucket: orders\n    reason: x\n    expires: "2026-12-31"\n',
    [/must say of what: network, remoteIp or requester/],
  ],
  ['an unknown word', 'waivers:\n  - netwrok: public\n    reason: x\n    expires: "2026-12-31"\n', [/netwrok/]],
  ['a key twice', 'waivers: []\nwaivers: []\n', [/waivers\.yaml:2: the key "waivers" occurs twice/]],
])('a file of waivers is refused for %s', async (_what, text, sentences) => {
  const { code, stderr } = await verify(...waivers(text));
  expect(code).toBe(2);
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
});

test('what is no report of verify is no baseline', async () => {
  const { code, stderr } = await verify('--baseline', write('x.json', '{}'));
  expect([code, stderr]).toEqual([2, expect.stringContaining('verdict: is missing')]);
});
