import { intendedOf } from '../../../../audit/review/goals/all-goals';
import { intentOf } from '../../../../audit/review/run/prove-goals';
import { unmetNeeds } from '../../../../audit/review/run/unmet-needs';
import { Unreviewed } from '../../../../audit/review/system/policies';
import { systemOf } from '../../../../audit/review/system/read-system';
import { stackOf, synthesized, type StackJson, type StatementJson } from '../synthesized-stack';

/*
 * What has to work works whatever the request says that nobody here knows: the time, tags, the organization. Where a policy
 * asks for such a thing it is unproven, and neither broken nor whole.
 */

type Conditions = NonNullable<StatementJson['Condition']>;

const { json, deployment } = synthesized('deployment.yaml');
const DATA = 'arn:aws:s3:::orders-replica-222222222222/*';
const LOGS = 'arn:aws:s3:::orders-logs-222222222222/*';

const NOT_TOLD: readonly (readonly [key: string, condition: Conditions])[] = [
  ['aws:CurrentTime', { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }],
  ['aws:EpochTime', { NumericGreaterThan: { 'aws:EpochTime': '1800000000' } }],
  ['aws:TokenIssueTime', { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z' } }],
  ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }],
  ['aws:UserAgent', { StringLike: { 'aws:UserAgent': 'aws-sdk-*' } }],
  ['aws:PrincipalTag/team', { StringEquals: { 'aws:PrincipalTag/team': 'orders' } }],
  ['aws:PrincipalOrgID', { Null: { 'aws:PrincipalOrgID': 'false' } }],
  ['aws:ResourceOrgID', { StringLike: { 'aws:ResourceOrgID': 'o-*' } }],
  ['aws:SourceVpcArn', { ArnLike: { 'aws:SourceVpcArn': 'arn:aws:ec2:*:*:vpc/*' } }],
  ['aws:MultiFactorAuthPresent', { Null: { 'aws:MultiFactorAuthPresent': 'false' } }],
  ['s3:signatureAge', { NumericGreaterThan: { 's3:signatureAge': '0' } }],
  ['s3:ExistingObjectTag/kept', { StringLike: { 's3:ExistingObjectTag/kept': '*' } }],
  ['s3:BucketTag/project', { StringLike: { 's3:BucketTag/project': '*' } }],
  ['ec2:RoleDelivery', { NumericLessThan: { 'ec2:RoleDelivery': '3.0' } }],
];

it.each(NOT_TOLD)('reading is unproven where it is denied by %s', (key, condition) => {
  expect(needsUnder(denying('s3:GetObject', DATA, condition))).toEqual({ broken: [], unproven: [key] });
});

it.each(NOT_TOLD)('reading is unproven where it is allowed by %s alone', (key, condition) => {
  const change = (all: StackJson): void => {
    const allow = statementsOf(all, 'data_policy').find(({ Sid }) => Sid === 'AllowInstanceRoleObjects');
    if (allow !== undefined) Object.assign((allow.Condition ??= {}), condition);
  };
  expect(needsUnder(change).unproven).toContain(key);
});

it.each([
  ['aws:EpochTime', { NumericGreaterThan: { 'aws:EpochTime': '1800000000' } }],
  ['aws:SourceIp', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
  ['s3:x-amz-server-side-encryption', { StringEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } }],
])('delivery of logs is unproven where it is denied by %s, which nobody says what AWS sends', (key, condition) => {
  expect(needsUnder(denying('s3:PutObject', LOGS, condition))).toEqual({ broken: [], unproven: [key] });
});

it.each<[what: string, condition: Conditions]>([
  ['a header that no client need send', { StringEquals: { 's3:x-amz-storage-class': 'GLACIER' } }],
  ['the keys of a function', { Null: { 'kms:ViaService': 'false' } }],
  ['a service that calls another', { StringLike: { 'aws:CalledViaFirst': '*' } }],
])('reading through the endpoint works though it is denied with %s', (_, condition) => {
  expect(needsUnder(denying('s3:GetObject', DATA, condition))).toEqual({ broken: [], unproven: [] });
});

it('whoever is exempt may come from any address of the internet', () => {
  const condition = { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
  expect(needsUnder(denying('s3:GetObject', DATA, condition))).toEqual({ broken: [], unproven: ['aws:SourceIp'] });
});

it('an instance that is denied what every request carries is cut off', () => {
  const always = { Null: { 'aws:CurrentTime': 'false' } };
  expect(needsUnder(denying('s3:GetObject', DATA, always)).broken).toContain('flow-instance');
});

function denying(action: string, resource: string, condition: Conditions): (all: StackJson) => void {
  const policy = resource === LOGS ? 'destination_logs_policy' : 'data_policy';
  return (all) => {
    statementsOf(all, policy).push({
      Sid: 'Added',
      Effect: 'Deny',
      Principal: '*',
      Action: [action],
      Resource: [resource],
      Condition: condition,
    });
  };
}

function statementsOf({ resource }: StackJson, name: string): StatementJson[] {
  return (resource.aws_s3_bucket_policy?.[name]?.policy as { Statement: StatementJson[] }).Statement;
}

/** The flows that are broken, and the keys that those depend on of which it is not known. */
function needsUnder(change: (all: StackJson) => void): { broken: readonly string[]; unproven: readonly string[] } {
  const changed = structuredClone(json);
  change(changed);
  const unreviewed = new Unreviewed();
  const system = systemOf(stackOf(changed), deployment);
  const { findings } = unmetNeeds(intendedOf(intentOf(system, deployment)).needs, system, unreviewed);
  const keys = unreviewed.entries.flatMap(
    ({ reason }) => /the value of (.+) is not known$/.exec(reason)?.[1]?.split(', ') ?? reason,
  );
  return { broken: findings.map(({ finding }) => finding.rule), unproven: [...new Set(keys)] };
}
