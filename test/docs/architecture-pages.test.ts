import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { RULES } from '../../audit/review/rules';
import { readDeployment } from '../../contract/deployment/read';
import { deploymentOf, synthesize, type Synthesized } from '../modules/synthesized';
import { firstCells } from './tables';

const read = (file: string): string => readFileSync(file, 'utf8');
const codeOf = (page: string): readonly string[] => [...page.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
const yamlOf = (page: string): readonly string[] =>
  [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

const EVERY = 'docs/architectures/every.md';
const every = read(EVERY);
const everything = synthesize(deploymentOf('examples/everything.yaml'));
const pages = globSync('docs/architectures/*.md').filter((file) => file !== EVERY);
const exampleOf = (page: string): string => page.replace('docs/architectures/', 'examples/').replace('.md', '.yaml');

const sidsOf = ({ json }: Synthesized): readonly string[] => [
  ...new Set([...JSON.stringify(json.resource).matchAll(/\\"Sid\\":\s*\\"(\w+)\\"/g)].map(([, sid = '']) => sid)),
];
const isSid = (code: string): boolean => /^(Allow|Delegate|Deny)[A-Z]\w+$/.test(code);

const settings = firstCells(read('docs/deployment-yaml.md'));
const topLevel = new Set(settings.map((setting) => setting.split('.')[0]!.replace('[]', '')));

/** The settings that a page names by their path, such as `privateAccess.vpc.kind`. */
const settingsNamedIn = (page: string): readonly string[] =>
  codeOf(page)
    .map((code) => /^[a-zA-Z]+(?:\[\])?(?:\.[a-zA-Z]+(?:\[\])?)+/.exec(code)?.[0] ?? '')
    .filter((path) => topLevel.has(path.split('.')[0]!));

test('every example but those of more has a page of its architecture', () => {
  // The second is docs/migration.md, the next two stand in docs/deploy.md, the last two are one side of what has its page.
  const more = [
    'everything',
    'existing',
    'identity-center',
    'log-archive',
    'replication-receiver',
    'replication-sender',
  ];
  const others = more.map((name) => `examples/${name}.yaml`);
  const examples = globSync('examples/*.yaml').filter((file) => !others.includes(file));
  expect(pages.map(exampleOf).sort()).toEqual(examples.sort());
});

describe.each(pages)('%s', (file) => {
  const page = read(file);
  const example = exampleOf(file);
  const stack = synthesize(deploymentOf(example));

  test('gives a reason for each policy statement of its example', () => {
    const told = [...firstCells(page), ...firstCells(every)].filter(isSid);
    expect(sidsOf(stack).filter((sid) => !told.includes(sid))).toEqual([]);
  });

  test('names resources that its example has, and no statement that nothing has', () => {
    const addresses = firstCells(page).filter((code) => code.startsWith('aws_'));
    expect(addresses.filter((address) => !stack.addresses.includes(address))).toEqual([]);
    expect(codeOf(page).filter((code) => isSid(code) && !sidsOf(stack).includes(code) && !sidsOf(everything).includes(code))).toEqual([]); // prettier-ignore
  });

  test('names each type of resource that not every architecture has', () => {
    const told = `${page}${every}`;
    const types = new Set(stack.addresses.map((address) => address.split('.')[0]!));
    expect([...types].filter((type) => !told.includes(`\`${type}.`))).toEqual([]);
  });

  test('says what to set in the words of its example', () => {
    const blocks = yamlOf(page);
    expect(blocks).not.toEqual([]);
    expect(blocks.filter((yaml) => !read(example).includes(yaml))).toEqual([]);
  });

  test('reads outputs that its example has', () => {
    const outputs = [...page.matchAll(/ output -raw (\w+)/g)].map(([, name = '']) => name);
    expect(outputs.filter((name) => stack.output(name) === undefined)).toEqual([]);
  });
});

test('what every architecture has is in everything at once', () => {
  const named = codeOf(every);
  expect(named.filter((code) => /^aws_\w+\.\w+$/.test(code) && !everything.addresses.includes(code))).toEqual([]);
  expect(named.filter((code) => isSid(code) && !sidsOf(everything).includes(code))).toEqual([]);
});

describe('docs/migration.md', () => {
  const [first = '', second = ''] = yamlOf(read('docs/migration.md'));
  const stackOf = (yaml: string) => synthesize(readDeployment(yaml, 'docs/migration.md'));
  const before = stackOf(first);
  const after = stackOf(first + second);

  test('adopts bucket and key, and denies nobody the way, with the first file', () => {
    expect(before.json.import).toEqual([
      expect.objectContaining({ to: 'aws_kms_key.destination' }),
      expect.objectContaining({ to: 'aws_s3_bucket.data' }),
    ]);
    expect(sidsOf(before)).not.toContain('DenyDataAccessOutsideEndpoint');
  });

  test('denies it with the second, which removes nothing', () => {
    expect(sidsOf(after)).toContain('DenyDataAccessOutsideEndpoint');
    expect(before.addresses.filter((address) => !after.addresses.includes(address))).toEqual([]);
  });

  test('lets the endpoint admit before the bucket denies', () => {
    expect(after.dependsOn('aws_s3_bucket_policy.data_policy')).toContain('aws_vpc_endpoint_policy.s3');
  });
});

test.each([...pages, EVERY, 'docs/migration.md', 'docs/threat-model.md'])(
  '%s names settings and rules that there are',
  (file) => {
    const page = read(file);

    expect(settingsNamedIn(page).filter((setting) => !settings.includes(setting))).toEqual([]);
    const rules = Object.values(RULES).flat() as readonly string[];
    expect(codeOf(page).filter((code) => /^(flow|order)-[a-z-]+$/.test(code) && !rules.includes(code))).toEqual([]);
  },
);
