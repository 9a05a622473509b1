import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';

type Settings = Record<string, unknown>;

/** What is wrong with a file once the settings at some paths are others. */
function problemsWith(file: string, changes: Readonly<Record<string, unknown>>): readonly string[] {
  const tree = parse(readFileSync(file, 'utf8')) as Settings;
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split('.');
    const last = steps.pop()!;
    const place = steps.reduce<Settings>((at, step) => (at[step] ??= {}) as Settings, tree);
    place[last] = value;
  }
  try {
    readDeployment(stringify(tree), file);
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
}

const SAMPLE = 'deployment.yaml';
const NATIVE = 'examples/native-replication.yaml';
const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`key-${i}`, 'value']));

test.each<[string, string, Record<string, unknown>, RegExp]>([
  ['a VPC of loopback addresses', SAMPLE, { 'privateAccess.vpc.cidr': '127.0.0.0/16' }, /vpc\.cidr: .* lies in 127/],
  ['a VPC of no addresses', SAMPLE, { 'privateAccess.vpc.cidr': '0.10.0.0/16' }, /lies in 0\.0\.0\.0\/8/],
  ['a VPC of link-local addresses', SAMPLE, { 'privateAccess.vpc.cidr': '169.254.0.0/16' }, /lies in 169\.254/],
  [
    'an existing VPC of multicast addresses',
    'examples/private-access.yaml',
    { 'privateAccess.vpc.cidrs': ['10.20.0.0/16', '230.1.0.0/16'] },
    /cidrs\[1\]: .* lies in 224\.0\.0\.0\/4/,
  ],
  ['a tag of other characters', SAMPLE, { tags: { 'team<a>': 'x' } }, /tags.*as a name may hold letters/],
  ['a value of other characters', SAMPLE, { tags: { team: '"x"' } }, /tags\.team: .* may hold letters/],
  ['two tags that IAM takes for one', SAMPLE, { tags: { Team: 'x', team: 'y' } }, /tags\.team: .* is Team to IAM/],
  ['our own tag', SAMPLE, { tags: { 'S3-Private-Path': 'x' } }, /is set by the project/],
  ['more tags than fit', SAMPLE, { tags: many(50) }, /must hold at most 49 tags/],
  ['a path of AWS', SAMPLE, { 'source.iamPath': '/aws-service-role/x/' }, /is a path that IAM keeps for AWS/],
  ['a path of AWS', SAMPLE, { 'destination.iamPath': '/aws-reserved/' }, /is a path that IAM keeps for AWS/],
  [
    'a role whose name is too long',
    SAMPLE,
    { 'source.deployer': `arn:aws:iam::111111111111:role/ci/${'a'.repeat(65)}` },
    /source\.deployer: .* more than the 64 characters/,
  ],
  ['a bucket of a regional namespace', SAMPLE, { 'destination.bucket': { name: 'orders-111-an' } }, /ends with -an/],
  ['a log bucket of one', SAMPLE, { 'source.logs': { bucketName: 'orders-logs-an' } }, /logs\.bucketName: .*-an/],
  [
    'the state in a bucket that it makes',
    SAMPLE,
    { state: { kind: 's3', bucket: 'orders-logs-222222222222', region: 'us-east-1' } },
    /state\.bucket: .* is a bucket that this deployment makes/,
  ],
  [
    'a rule whose alarms would have no name',
    NATIVE,
    { 'replication.native.rules': [{ name: 'a'.repeat(181) }] },
    /must be 1 to 180/,
  ],
  [
    'a prefix of more bytes than a key',
    NATIVE,
    { 'replication.native.rules': [{ name: 'all', prefix: 'é'.repeat(513) }] },
    /at most 1024 bytes/,
  ],
])('%s is refused before AWS refuses it', (_, file, changes, message) => {
  expect(problemsWith(file, changes).join('\n')).toMatch(message);
});

test.each<[string, Record<string, unknown>]>([
  ['an existing bucket has the name it has', { 'destination.bucket': { name: 'orders-111-an', existing: 'adopted' } }],
  ['49 tags fit', { tags: many(49) }],
  ['letters of any language', { tags: { équipe: 'données privées @ 1/2 +x=y' } }],
  ['a VPC of public addresses is one', { 'privateAccess.vpc.cidr': '100.64.0.0/16' }],
  ['the state in a bucket of its own', { state: { kind: 's3', bucket: 'orders-state', region: 'us-east-1' } }],
])('%s', (_, changes) => {
  expect(problemsWith(SAMPLE, changes)).toEqual([]);
});
