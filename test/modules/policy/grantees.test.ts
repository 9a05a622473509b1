import { deploymentOf, synthesize } from '../synthesized';

const stack = synthesize(deploymentOf('examples/identity-center.yaml'));
const ANALYSTS = [
  'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_DataAnalyst_????????????????',
  'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DataAnalyst_????????????????',
];

test('people are the roles of their permission set, in their account', () => {
  expect(
    stack.statement('aws_s3_bucket_policy.data_policy', 'AllowReadersThroughOwnByPermissionSetObjects'),
  ).toMatchObject({
    Principal: { AWS: ['arn:aws:iam::111111111111:root'] },
    Condition: { ArnLike: { 'aws:PrincipalArn': ANALYSTS } },
  });
  expect(stack.statement('aws_kms_key.destination', 'AllowReadersThroughS3ByPermissionSet')).toMatchObject({
    Principal: { AWS: ['arn:aws:iam::111111111111:root'] },
    Condition: {
      ArnLike: { 'aws:PrincipalArn': ANALYSTS },
      StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
    },
  });
  expect(stack.statement('aws_vpc_endpoint.s3', 'AllowReadersThroughOwnObjects')).toMatchObject({
    Principal: '*',
    Condition: { ArnLike: { 'aws:PrincipalArn': ANALYSTS } },
  });
});

test('they become operators and readers of the logs beside those who have an ARN, without MFA that their sessions never tell', () => {
  const trust = (name: string) => stack.statements(`aws_iam_role.${name}`, 'assume_role_policy');
  expect(trust('source_operator')).toEqual([
    {
      Sid: 'AllowOperatorsByPermissionSet',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam::111111111111:root'] },
      Action: ['sts:AssumeRole'],
      Condition: {
        ArnLike: { 'aws:PrincipalArn': ANALYSTS.map((arn) => arn.replace('DataAnalyst', 'ReplicationOperator')) },
        IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] },
      },
    },
  ]);
  expect(trust('destination_audit_reader').map(({ Sid, Principal }) => [Sid, Principal])).toEqual([
    ['AllowReaders', { AWS: ['arn:aws:iam::222222222222:role/auditor'] }],
    ['AllowReadersByPermissionSet', { AWS: ['arn:aws:iam::222222222222:root'] }],
  ]);
});
