import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { problemsIn } from './deployment-problems';

type Settings = Record<string, unknown>;

const example = parse(readFileSync('examples/instance-access.yaml', 'utf8')) as Settings;
const instance = { access: 'read', example: { amiId: 'ami-0123456789abcdef0' } };
const existing = {
  vpc: {
    kind: 'existing',
    vpcId: 'vpc-0123456789abcdef0',
    cidrs: ['10.0.0.0/16'],
    privateRouteTableIds: ['rtb-0123456789abcdef0'],
  },
};

const problemsOf = (change: Settings): readonly string[] => problemsIn(stringify({ ...example, ...change }));

test.each([
  [
    'an endpoint for the guard',
    { instance: { credentialGuard: true }, privateAccess: undefined },
    /instance\.credentialGuard: true needs privateAccess: AWS tells the VPC/,
  ],
  ['a VPC for the instance', { instance, privateAccess: undefined }, /instance\.example: needs privateAccess/],
  [
    'a subnet for the instance',
    { instance, privateAccess: existing },
    /instance\.example: needs privateAccess\.vpc\.privateSubnetIds/,
  ],
  ['an image', { instance: { example: { amiId: 'al2023' } } }, /amiId: "al2023" is not an image id/],
])('demands %s', (_, change, problem) => {
  expect(problemsOf(change)).toEqual([expect.stringMatching(problem)]);
});
