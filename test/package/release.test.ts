import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const release = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['packaging/release.mjs', ...args], { encoding: 'utf8' });

test.each([
  ['without a folder', [], /which folder/],
  ['of another version than its tag', ['new', 'v99.0.0'], /tag v99.0.0: package.json has version/],
  ['into a folder that holds something', ['.'], /\.: is not empty/],
])('a release %s is refused', (_what, args, problem) => {
  expect(release(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(problem) as string });
});

test('a bill of materials names what is installed and what is bundled, and nothing that only tests need', () => {
  const { stdout } = spawnSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const { bomFormat, components } = JSON.parse(stdout) as {
    readonly bomFormat: string;
    readonly components: readonly { readonly 'bom-ref': string }[];
  };
  const names = components.map((component) => component['bom-ref'].replace(/(?<=.)@.*/, ''));
  expect(bomFormat).toBe('CycloneDX');
  expect(names).toEqual(expect.arrayContaining(['@duckdb/node-api', 'zod', '@aws-sdk/client-s3', 'commander']));
  for (const name of ['jest', 'typescript', 'eslint', 'cdktf-cli']) expect(names).not.toContain(name);
});

test('the workflow publishes a file: without ./ npm takes release/x.tgz for a repository of GitHub', () => {
  const workflow = readFileSync('.github/workflows/release.yml', 'utf8');
  expect(workflow.match(/(?<=npm publish .*)\S*\.tgz/g)).toEqual(['./release/*.tgz']);
});
