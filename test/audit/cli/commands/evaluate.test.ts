import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../../temporary-directory';

const directory = useTemporaryDirectory();

const evaluate = (content: string, ...args: readonly string[]): SpawnSyncReturns<string> => {
  const path = join(directory(), 'cases.json');
  writeFileSync(path, content);
  return spawnSync(process.execPath, ['bin/s3-audit', 'evaluate', path, ...args], { encoding: 'utf8' });
};

const reads = {
  name: 'the application reads',
  expect: 'allow',
  request: {
    principal: 'arn:aws:iam::111111111111:role/app',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::orders/a',
    resourceAccount: '111111111111',
  },
  identityPolicies: [{ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } }],
};
const writes = { ...reads, name: 'and writes', request: { ...reads.request, action: 's3:PutObject' } };

describe('s3-audit evaluate', () => {
  it('exits 0 and says why each case was decided', () => {
    const result = evaluate(JSON.stringify([reads]));
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toMatch(/^ok +the application reads +allow +allow +an identity policy allows it/m);
    expect(result.stdout).toMatch(/^1 of 1 as expected$/m);
  });

  it('exits 1 when an expectation is missed, and marks it', () => {
    const result = evaluate(JSON.stringify([reads, writes]));
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/^MISSED +and writes +allow +implicit-deny +no statement allows it$/m);
  });

  it('writes the JSON of the contract, to a file where asked', () => {
    const path = join(directory(), 'result.json');
    const result = evaluate(JSON.stringify([writes]), '--format', 'json', '--output', path);
    expect([result.status, result.stdout]).toEqual([1, '']);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      cases: [
        {
          name: 'and writes',
          expect: 'allow',
          result: 'implicit-deny',
          agrees: false,
          reason: 'no statement allows it',
        },
      ],
    });
  });

  it('keeps a hostile name inert on the terminal', () => {
    const { stdout } = evaluate(JSON.stringify([{ ...reads, name: 'a\u001b[2Jb\u202e' }]));
    expect(stdout).toContain('a\\x1b[2Jb\\u202e');
  });

  it.each([
    ['a malformed file', '[{"name": 1}]', /^s3-audit: .*cases\.json: \[0\]\.name: /],
    ['no JSON', 'x', /^s3-audit: .*cases\.json: is not JSON/],
  ])('exits 2 with every problem on standard error for %s', (_what, content, sentence) => {
    const result = evaluate(content);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toMatch(sentence);
  });

  it('runs the example of its documentation', () => {
    const [, example = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/evaluate.md', 'utf8')) ?? [];
    expect(evaluate(example).stdout).toMatch(/^1 of 1 as expected$/m);
  });

  it('exits 2 for a file that is not there', () => {
    const result = spawnSync(process.execPath, ['bin/s3-audit', 'evaluate', '/none.json'], { encoding: 'utf8' });
    expect([result.status, result.stderr]).toEqual([2, 's3-audit: /none.json: no such file or directory\n']);
  });
});
