import { problemsAfter } from './deployment-problems';

const EXISTING = 'examples/existing.yaml';
const VPC_OF_SAMPLE = '    availabilityZones: [us-east-1a, us-east-1b]';

describe('an endpoint that exists', () => {
  test.each([
    [
      'lies in a VPC that exists',
      'deployment.yaml',
      [
        '  awsBuckets:',
        '  endpoint: { kind: existing, endpointId: vpce-0123456789abcdef0, policy: managed }\n  awsBuckets:',
      ],
      'privateAccess.endpoint: cannot exist in a VPC that does not',
    ],
    [
      'says whether its policy is managed',
      EXISTING,
      ['    policy: managed\n', ''],
      'privateAccess.endpoint.policy: must be managed or left-alone',
    ],
    [
      'is told nothing of its policy when that is left alone',
      EXISTING,
      ['policy: managed', 'policy: left-alone'],
      'privateAccess.endpointPolicy: says what may pass an endpoint whose policy is left alone',
    ],
    [
      'belongs to who shares the VPC',
      EXISTING,
      ['    natAddresses: [52.78.10.20]', '    sharedBy: "555555555555"'],
      'privateAccess.endpoint: must be existing and left-alone',
    ],
  ] as const)('%s', (_, file, change, sentence) => {
    expect(problemsAfter(file, change)).toEqual([expect.stringContaining(sentence)]);
  });
});

test('a new endpoint in an existing VPC needs its private route tables', () => {
  const problems = problemsAfter('examples/private-access.yaml', [
    '    privateRouteTableIds: [rtb-0123456789abcdef0, rtb-0123456789abcdef1]\n',
    '',
  ]);
  expect(problems).toEqual([
    expect.stringContaining('privateRouteTableIds: must name at least one private route table'),
  ]);
});

describe('consumers', () => {
  test.each([
    [
      'come through endpoints that the file names',
      ['through: partner', 'through: partners'],
      'consumers[2].through: "partners" is not an endpoint; allowed here: own, billing, partner',
    ],
    [
      'are listed once for each endpoint',
      [
        'consumers:\n',
        'consumers:\n  - { principal: "arn:aws:iam::333333333333:role/billing-tasks", through: billing, access: read-write }\n',
      ],
      'consumers[2]: names arn:aws:iam::333333333333:role/billing-tasks through billing again',
    ],
    [
      'are no whole accounts',
      ['arn:aws:iam::333333333333:role/billing-tasks', 'arn:aws:iam::333333333333:root'],
      'consumers[1].principal: "arn:aws:iam::333333333333:root" is not the ARN of an IAM role or user',
    ],
  ] as const)('%s', (_, change, sentence) => {
    expect(problemsAfter(EXISTING, change)).toEqual([expect.stringContaining(sentence)]);
  });

  test('may come through several endpoints', () => {
    const again = '  - { principal: "arn:aws:iam::333333333333:role/billing-tasks", through: partner }\n';
    expect(problemsAfter(EXISTING, ['consumers:\n', `consumers:\n${again}`])).toEqual([]);
  });

  test('an endpoint of our own has somebody who comes through it', () => {
    expect(
      problemsAfter(EXISTING, ['    access: read-write\n', '    access: read-write\n    through: billing\n']),
    ).toEqual([expect.stringContaining('privateAccess: needs instance, a consumer, or replication.lambda.inVpc')]);
    expect(problemsAfter('deployment.yaml', ['  awsBuckets:', '  interfaceEndpoint: {}\n  awsBuckets:'])).toEqual([
      expect.stringContaining('privateAccess.interfaceEndpoint: needs a consumer that comes through interface'),
    ]);
  });
});

test('further endpoints have names and ids of their own', () => {
  expect(problemsAfter(EXISTING, ['name: partner', 'name: billing'], ['through: partner', 'through: billing'])).toEqual(
    [expect.stringContaining('privateAccess.endpoints[1].name: "billing" is the name of another endpoint')],
  );
  expect(problemsAfter(EXISTING, ['endpointId: vpce-0123456789abcdef4', 'endpointId: vpce-0123456789abcdef0'])).toEqual(
    [expect.stringContaining('privateAccess.endpoints[1].endpointId: "vpce-0123456789abcdef0" is named before')],
  );
});

test.each(['10.20.3.4', '100.64.0.1', '169.254.1.1', '192.168.1.1', 'fe80::1', '127.0.0.1', '224.0.0.1'])(
  'the NAT address %s is no public one',
  (address) => {
    expect(problemsAfter(EXISTING, ['natAddresses: [52.78.10.20]', `natAddresses: ["${address}"]`])).toEqual([
      expect.stringContaining(`natAddresses[0]: "${address}" is no public address`),
    ]);
  },
);

test.each([
  ['us-east-1g', 'us-east-1', false],
  ['us-east-1f', 'us-east-1', true],
  ['us-west-2a', 'us-east-1', false],
  ['us-east-1', 'us-east-1', false],
  ['us-east-1-bos-1a', 'us-east-1', false],
])('zone %s in region %s: %s', (zone, _region, allowed) => {
  const problems = problemsAfter('deployment.yaml', [VPC_OF_SAMPLE, `    availabilityZones: [${zone}]`]);
  expect(problems.length === 0).toBe(allowed);
  if (!allowed)
    expect(problems[0]).toContain('is not an availability zone of source.region us-east-1 (us-east-1a to f)');
});

describe('what AWS would refuse late', () => {
  test.each([
    ['name: orders', 'name: or--ders', 'name: "or--ders" must not have two hyphens in a row'],
    ['name: orders', 'name: sg-orders', 'name: "sg-orders" begins with what AWS reserves'],
    ['name: orders', 'name: amzn-s3-demo-orders', 'begins with what AWS reserves'],
    ['role/terraform-deployer\n\ndest', 'root\n\ndest', 'source.deployer: '],
    ['    - arn:aws:iam::222222222222:role/break-glass', '    - arn:aws:iam::222222222222:root', 'breakGlass[0]: '],
    [
      '    - arn:aws:iam::222222222222:role/break-glass',
      '    - arn:aws:iam::222222222222:role/break-glass\n    - arn:aws:iam::222222222222:role/break-glass',
      'destination.breakGlass[1]: "arn:aws:iam::222222222222:role/break-glass" is listed twice',
    ],
    ['[amazon-linux-2023, ssm]', '[ssm, ssm]', 'privateAccess.awsBuckets[1]: "ssm" is listed twice'],
    ['[us-east-1a, us-east-1b]', '[us-east-1a, us-east-1a]', 'availabilityZones[1]: "us-east-1a" is listed twice'],
    ['cidr: 10.20.0.0/16', 'cidr: 10.20.0.0/25', 'must be an IPv4 range from /16 to /24'],
  ])('%s → %s', (from, to, sentence) => {
    expect(problemsAfter('deployment.yaml', [from, to])).toEqual([expect.stringContaining(sentence)]);
  });
});
