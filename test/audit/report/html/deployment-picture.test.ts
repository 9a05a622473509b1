import { judge } from '../../../../audit/judge/report';
import { deploymentPicture } from '../../../../audit/report/html/deployment-picture';
import type { DeploymentShape, Reviewed, VerifyReport } from '../../../../audit/report/rendering';
import { expectations, group } from '../../judge/request-group';

const SHAPE: DeploymentShape = {
  name: 'orders',
  source: { account: '111111111111', region: 'us-east-1' },
  destination: { account: '222222222222', region: 'us-east-1', bucket: 'orders', key: 'KMS', logBucket: 'orders-logs' },
  vpc: 'VPC 10.20.0.0/16',
  endpoint: 'gateway, S3',
  consumers: 'instances',
  hasSource: false,
  replication: null,
  trail: true,
};

function pictureOf(
  groups: readonly ReturnType<typeof group>[],
  shape: DeploymentShape | undefined,
  reviewed?: Reviewed,
): string {
  const { findings } = judge(groups, expectations, undefined);
  const aggregate = { coverage: { records: groups.length } };
  const picture = deploymentPicture({ findings, aggregate, shape, reviewed } as unknown as VerifyReport);
  return 'html' in picture ? picture.html : '';
}

test('there is none without a deployment', () => {
  expect(pictureOf([group()], undefined)).toBe('');
});

test('it names the accounts, buckets and places of the deployment, and no others', () => {
  const picture = pictureOf([group()], SHAPE);
  for (const name of [
    'account 111111111111',
    'account 222222222222',
    'VPC 10.20.0.0/16',
    'orders-logs',
    'CloudTrail',
  ]) {
    expect(picture).toContain(name);
  }
  expect(picture).not.toContain('source bucket');
  const without = pictureOf([group()], { ...SHAPE, vpc: null, trail: false, hasSource: true, replication: 'native' });
  expect(without).not.toMatch(/VPC 10|>endpoint<|>CloudTrail</);
  expect(without).toContain('replication: native');
});

test('a source bucket is drawn that nothing replicates any more, without an arrow', () => {
  const kept = pictureOf([group()], { ...SHAPE, hasSource: true });
  expect(kept).toMatch(/>source bucket<[^]*>not replicated</);
  expect(kept).not.toContain('<li>replication:');
  const replicated = pictureOf([group()], { ...SHAPE, hasSource: true, replication: 'native and lambda' });
  expect(replicated).toMatch(/>source bucket<[^]*>native and lambda</);
  expect(replicated).toContain('<li>replication:');
});

test('of what somebody else builds no logs are drawn', () => {
  const elsewhere = { ...SHAPE, destination: { ...SHAPE.destination, logBucket: null }, trail: false };
  expect(pictureOf([group()], elsewhere)).not.toMatch(/>log bucket<|access logs to the log bucket/);
});

test('an arrow is as grave as what the logs saw there', () => {
  expect(pictureOf([group()], SHAPE)).toContain('any other way to the data: no request seen');
  const seen = pictureOf([group(), group({ remoteIp: '52.198.48.49' })], SHAPE);
  expect(seen).toContain('the VPC to the data, through the endpoint: 1 requests (pass)');
  expect(seen).toContain('any other way to the data: 1 requests (violation)');
});

test.each<[string, Reviewed | undefined]>([
  ['not given', undefined],
  ['proved', { broken: [], complete: true }],
  ['refuted', { broken: ['endpoint-only'], complete: true }],
  ['open', { broken: [], complete: false }],
])('of a review it says: %s', (word, reviewed) => {
  expect(pictureOf([group()], SHAPE, reviewed)).toContain(`no request seen; review: ${word}`);
});
