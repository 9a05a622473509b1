import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { policiesBeside } from '../../../../contract/policy/policies-beside';
import { buildStack } from '../../../../modules/assembly/private-path-stack';
import { deploymentOf } from '../../../modules/synthesized';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { runS3Audit } from '../run-s3-audit';

const directory = useTemporaryDirectory();
const FILE = 'examples/existing.yaml';
const exported = (...args: readonly string[]) => runS3Audit(['export', ...args], {});

const beside = policiesBeside(deploymentOf(FILE));
const jsonOf = (name: string): unknown => JSON.parse(beside[name]!) as unknown;

test.each(['rcp', 'scp'])('export %s writes what synthesis writes beside the stack', async (kind) => {
  const one = await exported(kind, '--deployment', FILE, '--account', 'destination');
  expect([one.code, JSON.parse(one.stdout)]).toEqual([0, jsonOf(`${kind}-destination.json`)]);

  const names = [`${kind}-source.json`, `${kind}-destination.json`];
  const both = await exported(kind, '--deployment', FILE);
  expect(JSON.parse(both.stdout)).toEqual(Object.fromEntries(names.map((name) => [name, jsonOf(name)])));

  const folder = join(directory(), 'made', 'here');
  const files = await exported(kind, '--deployment', FILE, '--output', folder);
  expect([files.code, files.stdout, readdirSync(folder).sort()]).toEqual([0, '', names.sort()]);
  for (const name of names) expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual(jsonOf(name));
});

test.each([
  ['no organization', ['rcp', '--deployment', 'deployment.yaml'], /deployment\.yaml: organization is missing: rcp is/],
  ['no deployment there', ['scp', '--deployment', 'none.yaml'], /--deployment none\.yaml: .*no such file/],
  ['what cannot be exported', ['nix', '--deployment', FILE], /'nix' is invalid for argument 'what'/],
  ['an account of neither side', ['rcp', '--deployment', FILE, '--account', 'third'], /Allowed choices are source, /],
])('%s is a mistake of the user', async (_, args, problem) => {
  const { code, stdout, stderr } = await exported(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(problem);
});

test('a file in the place of the folder is a mistake of the user', async () => {
  const place = join(directory(), 'file');
  writeFileSync(place, '');
  const { code, stderr } = await exported('rcp', '--deployment', FILE, '--output', place);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--output .*file: /);
});

describe.each([
  ['examples/replication-sender.yaml', 'source', 'destination'],
  ['examples/replication-receiver.yaml', 'destination', 'source'],
] as const)('of %s, which builds %s alone', (example, built, elsewhere) => {
  // Without the organization of a deployment there is no such policy.
  const withOrganization = (): string => {
    const file = join(directory(), 'one-sided.yaml');
    writeFileSync(file, `${readFileSync(example, 'utf8')}\norganization: o-a1b2c3d4e5\n`);
    return file;
  };

  test.each(['rcp', 'scp'])('%s is written for the side that is built, by itself and as one of all', async (kind) => {
    const file = withOrganization();
    const asked = await exported(kind, '--deployment', file, '--account', built);
    const all = await exported(kind, '--deployment', file);
    expect([asked.code, asked.stdout]).toEqual([0, all.stdout]);
    expect(JSON.parse(all.stdout)).toEqual(
      JSON.parse(policiesBeside(deploymentOf(file))[`${kind}-${built}.json`]!) as unknown,
    );
  });

  test.each(['rcp', 'scp', 'deployer'])('%s of the side that somebody else builds is refused', async (kind) => {
    const { code, stdout, stderr } = await exported(kind, '--deployment', withOrganization(), '--account', elsewhere);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`--account ${elsewhere}: `);
    expect(stderr).toContain(`builds only ${built}; ${elsewhere}.elsewhere says that somebody else builds`);
  });
});

test('the deployer of a one-sided deployment is that of the side that is built', async () => {
  const synth = join(directory(), 'synthesis');
  const app = new App({ outdir: synth });
  const sender = 'examples/replication-sender.yaml';
  buildStack(app, deploymentOf(sender));
  app.synth();
  const { code, stdout, stderr } = await exported('deployer', '--deployment', sender, '--synth', synth);
  expect([code, stderr]).toEqual([0, '']);
  expect(Object.keys(JSON.parse(stdout) as object).filter((name) => !name.includes('-source'))).toEqual([]);
});

describe('of a deployment with a log archive', () => {
  const archive = 'examples/log-archive.yaml';
  const synthesis = (): string => {
    const synth = join(directory(), 'synthesis');
    const app = new App({ outdir: synth });
    buildStack(app, deploymentOf(archive));
    app.synth();
    return synth;
  };

  test('the deployer is written of each of the three accounts, or of the archive alone', async () => {
    const synth = synthesis();
    const all = await exported('deployer', '--deployment', archive, '--synth', synth);
    const files = (account: string) => [`deployer-${account}-1.json`, `deployer-${account}.tf.json`];
    const one = await exported('deployer', '--deployment', archive, '--synth', synth, '--account', 'archive');
    expect([all.code, one.code]).toEqual([0, 0]);
    expect(Object.keys(JSON.parse(all.stdout) as object)).toEqual(expect.arrayContaining(files('archive')));
    expect(Object.keys(JSON.parse(one.stdout) as object)).toEqual(files('archive'));
    expect(one.stdout).toContain('evidence-trail-archive-333333333333');
  });

  test.each([
    ['the deployer where none is built', ['deployer', '--deployment', FILE], /kind: create/],
    [
      'a policy of the organization',
      ['rcp', '--deployment', 'ORGANIZED'],
      /--account archive: rcp is written for source/,
    ],
  ])('%s is a mistake of the user', async (_, args, problem) => {
    const organized = join(directory(), 'archive.yaml');
    writeFileSync(organized, `${readFileSync(archive, 'utf8')}\norganization: o-a1b2c3d4e5\n`);
    const given = args.map((arg) => (arg === 'ORGANIZED' ? organized : arg));
    const { code, stdout, stderr } = await exported(...given, '--account', 'archive');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(problem);
  });
});
