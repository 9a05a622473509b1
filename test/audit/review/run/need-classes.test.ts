import { intendedOf } from '../../../../audit/review/goals/all-goals';
import { intentOf } from '../../../../audit/review/run/prove-goals';
import { unmetNeeds } from '../../../../audit/review/run/unmet-needs';
import { Unreviewed } from '../../../../audit/review/system/policies';
import { systemOf } from '../../../../audit/review/system/read-system';
import { stackOf, statementOf, synthesized, type StatementJson } from '../synthesized-stack';

/*
 * What a flow needs it needs of every object and from every address, though a request can name only one: a policy that happens
 * to let the example through lets the flow through no more than one that does not.
 */

const PRIVATE = synthesized('deployment.yaml');
const LOCK = synthesized('examples/object-lock.yaml');
const LAMBDA = synthesized('examples/lambda-replication.yaml');
const DATA = 'aws_s3_bucket_policy.data_policy';
const BUCKET = 'arn:aws:s3:::orders-replica-222222222222';

function under(
  { json, deployment }: typeof PRIVATE,
  [address, sid]: readonly [address: string, sid: string],
  change: (statement: StatementJson) => void,
): { readonly broken: readonly string[]; readonly open: number } {
  const changed = structuredClone(json);
  change(statementOf(changed, address, sid));
  const unreviewed = new Unreviewed();
  const system = systemOf(stackOf(changed), deployment);
  const { findings } = unmetNeeds(intendedOf(intentOf(system, deployment)).needs, system, unreviewed);
  return { broken: [...new Set(findings.map(({ finding }) => finding.rule))], open: unreviewed.entries.length };
}

const OBJECTS = [DATA, 'AllowInstanceRoleObjects'] as const;
const ROLE = ['aws_iam_role_policy.instance_data', 'AllowDataKey'] as const;

it.each([
  ['that begin like the example', `${BUCKET}/a*`],
  ['that are called as the example is', `${BUCKET}/*an-object`],
  ['in no folder of these', `${BUCKET}/an-*`],
  ['of names of one length', `${BUCKET}/?????????`],
])('objects %s are not all objects', (_what, resource) => {
  expect(under(PRIVATE, OBJECTS, (one) => (one.Resource = [resource])).broken).toEqual(['flow-instance']);
});

it('all objects may be told in parts', () => {
  const parts = [`${BUCKET}/a*`, `${BUCKET}/*`];
  expect(under(PRIVATE, OBJECTS, (one) => (one.Resource = parts))).toEqual({ broken: [], open: 0 });
});

it('a key for some objects of the bucket is none for all', () => {
  const some = { 'kms:EncryptionContext:aws:s3:arn': [BUCKET, `${BUCKET}/a*`] };
  const { broken } = under(PRIVATE, ROLE, (one) => Object.assign(one.Condition ?? {}, { StringLike: some }));
  expect(broken).toEqual(['flow-instance']);
});

it.each([
  ['the lower half of the VPC', 'IpAddress', '10.20.0.0/17', ['flow-instance']],
  ['its first addresses', 'IpAddress', '10.20.0.0/24', ['flow-instance']],
  ['all but its last address', 'NotIpAddress', '10.20.255.255/32', ['flow-instance']],
  ['the whole VPC', 'IpAddress', '10.20.0.0/16', []],
  ['more than the VPC', 'IpAddress', '10.0.0.0/8', []],
  ['whatever is not of another network', 'NotIpAddress', '10.21.0.0/16', []],
])('of requests from %s', (_what, operator, cidr, broken) => {
  const limited = under(PRIVATE, OBJECTS, (one) => {
    Object.assign((one.Condition ??= {}), { [operator]: { 'aws:VpcSourceIp': cidr } });
  });
  expect(limited).toEqual({ broken, open: 0 });
});

it('nobody knows the address of a client of the internet', () => {
  const limited = under(LOCK, OBJECTS, (one) => {
    Object.assign((one.Condition ??= {}), { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
  });
  expect(limited.broken).toEqual([]);
  expect(limited.open).toBeGreaterThan(0);
});

it.each([
  ['half of their addresses', (cidr: string) => cidr.replace(/\d+$/, '25')],
  ['one of them', (cidr: string) => cidr.replace(/\d+$/, '32')],
])('operators come from all their addresses, not only %s', (_what, narrower) => {
  const changed = { ...LAMBDA, json: structuredClone(LAMBDA.json) };
  const trust = changed.json.resource.aws_iam_role?.source_operator as { assume_role_policy: unknown };
  trust.assume_role_policy = JSON.parse(
    JSON.stringify(trust.assume_role_policy).replace(/"aws:SourceIp":\["([^"]+)"/, (_, cidr: string) => {
      return `"aws:SourceIp":["${narrower(cidr)}"`;
    }),
  );
  const system = systemOf(stackOf(changed.json), changed.deployment);
  const { needs } = intendedOf(intentOf(system, changed.deployment));
  const { findings } = unmetNeeds(needs, system, new Unreviewed());
  expect(findings.map(({ finding }) => finding.rule)).toContain('flow-operators');
});

it('logs that nobody of their account can read prove nothing', () => {
  const shut = under(
    PRIVATE,
    ['aws_s3_bucket_policy.destination_logs_policy', 'DenyWritesExceptByAwsServices'],
    (one) => {
      one.Action = ['s3:*'];
    },
  );
  expect(shut.broken).toContain('flow-log-readers');
});

it('clients may speak any version of TLS that the deployment lets them', () => {
  const newest = under(PRIVATE, [DATA, 'DenyOldTls'], (one) => {
    one.Condition = { NumericLessThan: { 's3:TlsVersion': '1.3' } };
  });
  expect(newest.broken).toContain('flow-instance');
});
