import { readFileSync } from 'node:fs';
import { readDeployment } from '../../../contract/deployment/read';
import { problemsIn } from './deployment-problems';

const sample = readFileSync('deployment.yaml', 'utf8');

const changed = (...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sample has no ${from}`);
    return text.replace(from, to);
  }, sample);

test('the sample deployment is valid and gets its defaults', () => {
  const deployment = readDeployment(sample, 'deployment.yaml');
  expect(deployment.partition).toBe('aws');
  expect(deployment.destination.bucket.incompleteUploadDays).toBe(7);
});

test('five faults of different kinds print five sentences, each with line, path, value and rule, in the order of the file', () => {
  const faulty = changed(
    ['name: orders', 'name: Orders!'],
    ['region: us-east-1', 'region: ap-northeast-9'],
    ['"222222222222"', '22'],
    ['cidr: 10.20.0.0/16', 'cidr: 10.20.0.5/16'],
    ['ssm', 'sms'],
  );
  const problems = problemsIn(faulty);
  expect(problems).toEqual([
    expect.stringMatching(/^deployment\.yaml:4: name: "Orders!" must be 3 to 32 of a-z/),
    'deployment.yaml:10: source.region: "ap-northeast-9" is not an AWS region of partition aws',
    'deployment.yaml:14: destination.account: 22 must be an AWS account id in quotes, 12 digits',
    'deployment.yaml:29: privateAccess.vpc.cidr: "10.20.0.5/16" is not a CIDR range without host bits',
    expect.stringMatching(
      /^deployment\.yaml:32: privateAccess\.awsBuckets\[1\]: "sms" is not a group of AWS-owned buckets/,
    ),
  ]);
});

describe('a file that is no deployment at all is one sentence, not a stack trace', () => {
  const line = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]`;
  test.each([
    ['aliases that multiply', `a: &a x\n${line('b', 'a')}\n${line('c', 'b')}\n${line('d', 'c')}\n${line('e', 'd')}`],
    ['an alias of nothing', 'version: *one'],
    ['brackets without end', `name: ${'['.repeat(20_000)}`],
    ['an empty file', ''],
    ['a list', '- version: 1'],
    ['two documents', `${sample}\n---\n${sample}`],
    ['a tag that means code', '!!js/function "x"'],
    ['a mapping as a key', '? {a: b}\n: 1'],
  ])('%s', (_, text) => {
    const problems = problemsIn(text);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^deployment\.yaml(:\d+)?: [^\n]+$/);
  });

  test('a mapping that holds itself', () => {
    const problems = problemsIn(changed(['tags:\n  project: s3-private-path', 'tags: &a\n  project: *a']));
    expect(problems).toEqual([expect.stringMatching(/^deployment\.yaml:6: tags\.project: must be a string/)]);
  });
});

describe('rules across settings', () => {
  test.each([
    [
      'accounts differ',
      [['account: "222222222222"', 'account: "111111111111"']],
      /destination\.account: "111111111111" must differ from source\.account/,
    ],
    [
      'private access stays in one region',
      [
        [
          'destination: # account B: owner of the data\n  account: "222222222222"\n  region: us-east-1',
          'destination:\n  account: "222222222222"\n  region: us-west-2',
        ],
      ],
      /destination\.region: "us-west-2" must be source\.region \(us-east-1\).*gateway endpoint serves its own region only/,
    ],
    [
      'the region is of the partition',
      [['version: 1', 'version: 1\npartition: aws-us-gov']],
      /source\.region: "us-east-1" is not an AWS region of partition aws-us-gov/,
    ],
    [
      'the deployer is of its account',
      [['arn:aws:iam::111111111111:role/terraform-deployer', 'arn:aws:iam::333333333333:role/terraform-deployer']],
      /source\.deployer: .* must be a principal of account 111111111111/,
    ],
    [
      'exempt principals are ARNs without wildcards',
      [['arn:aws:iam::222222222222:role/break-glass', 'arn:aws:iam::222222222222:role/*']],
      /destination\.breakGlass\[0\]: .* is not the ARN of an IAM role or user/,
    ],
    [
      'availability zones are of the region',
      [['us-east-1b', 'us-west-2b']],
      /availabilityZones\[1\]: "us-west-2b" is not an availability zone of source\.region us-east-1/,
    ],
    [
      'an unknown setting is refused, not ignored',
      [['    natGateway: true', '    natGatway: true']],
      /privateAccess\.vpc\.natGatway: true is not a setting with kind: create; allowed here: .*natGateway/,
    ],
    [
      'bucket names are global',
      [['name: orders-replica-222222222222', 'name: orders-logs-222222222222']],
      /gives two buckets the name orders-logs-222222222222/,
    ],
  ] as const)('%s', (_rule, changes, sentence) => {
    expect(problemsIn(changed(...changes))).toContainEqual(expect.stringMatching(sentence));
  });
});

test('deployments of the China and GovCloud partitions are valid', () => {
  const moved = (partition: string, region: string): string =>
    sample
      .replaceAll('us-east-1', region)
      .replaceAll('arn:aws:', `arn:${partition}:`)
      .replace('version: 1', `version: 1\npartition: ${partition}`);
  expect(problemsIn(moved('aws-cn', 'cn-north-1'))).toEqual([]);
  expect(problemsIn(moved('aws-us-gov', 'us-gov-west-1'))).toEqual([]);
});

describe('a setting of another kind', () => {
  const misplaced = (line: string): string =>
    problemsIn(changed(['    cidr: 10.20.0.0/16', `    cidr: 10.20.0.0/16\n    ${line}`])).join('\n');

  test('is told with the kind it belongs to, and is not among what is allowed', () => {
    const problem = misplaced('vpcId: vpc-0123456789abcdef0');
    expect(problem).toMatch(
      /vpc\.vpcId: .*is not a setting with kind: create, only with kind: existing; allowed here: /,
    );
    expect(problem.split('allowed here: ')[1]).not.toContain('vpcId');
  });

  test('is told apart from one of no kind', () => {
    expect(misplaced('vpcIdd: x')).toMatch(/is not a setting with kind: create; allowed here: .*cidr/);
  });
});

describe('files that are no deployment', () => {
  test.each([
    ['an empty file', '', /deployment\.yaml:1: must be a mapping/],
    ['a list', '- a\n', /deployment\.yaml:1: must be a mapping/],
    ['broken YAML', 'a: [1\nb: 2\n', /deployment\.yaml:\d+: /],
    ['a key twice', 'version: 1\nversion: 1\n', /deployment\.yaml:2: the key "version" occurs twice$/],
    ['an alias bomb', 'a: &a [1,1]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c,*c]\n', /deployment\.yaml/],
  ])('%s is answered with sentences', (_what, text, sentence) => {
    expect(problemsIn(text)[0]).toMatch(sentence);
  });

  test('control characters of a value are shown as escapes', () => {
    expect(problemsIn(changed(['name: orders', 'name: "ord\\e[31mers"'])).join()).not.toContain('\u001b');
  });
});
