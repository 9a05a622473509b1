import type { PolicyKind } from '../../../audit/policy/document';

// Perimeters as AWS publishes them in its examples of data perimeters (aws-samples/data-perimeter-policy-examples, read July
// 2026): the same conditions, keys and operators, written anew, for an organization, a VPC and an office of our own.

const ORGANIZATION = 'o-abcdefghij';
const OFFICE = '203.0.113.0/24';
const VPC = 'vpc-0b7c9d1e2f3a45678';
const THIRD_PARTIES = ['333333333333', '444444444444'];
const BUCKET = 'arn:aws:s3:::orders-replica-222222222222';

/** A perimeter, and what it guards. */
export interface Perimeter {
  /** File of the published example. */
  readonly example: string;
  readonly kind: PolicyKind;
  /** As `--policy` names what it guards. */
  readonly resource: string;
  readonly document: object;
}

const NOT_A_SERVICE = { 'aws:PrincipalIsAWSService': 'false' };
const NOT_BY_A_SERVICE = { ...NOT_A_SERVICE, 'aws:ViaAWSService': 'false' };

function deny(sid: string, actions: object, condition: object): object {
  return { Sid: sid, Effect: 'Deny', ...actions, Condition: condition };
}

const document = (...statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements });
/** Both examples of bucket policies only deny, and stand beside what the bucket grants. */
const grant = {
  Effect: 'Allow',
  Principal: { AWS: '111111111111' },
  Action: 's3:*',
  Resource: [BUCKET, `${BUCKET}/*`],
};
const ofBucket = { Principal: '*', Action: 's3:*', Resource: [BUCKET, `${BUCKET}/*`] };
const ofServices = (...services: readonly string[]): object => ({
  Principal: '*',
  Action: services.map((service) => `${service}:*`),
  Resource: '*',
});

/** Nobody but the organization, the parties it trusts, and AWS. */
const identities = (tag?: string): object => ({
  StringNotEqualsIfExists: {
    'aws:PrincipalOrgID': ORGANIZATION,
    'aws:PrincipalAccount': THIRD_PARTIES,
    ...(tag !== undefined && { [`aws:ResourceTag/${tag}`]: 'true' }),
  },
  BoolIfExists: NOT_A_SERVICE,
});

/** From nowhere but the office, the VPC, and services that act for a caller; for those who are tagged to be held to it. */
function networks(expected: Readonly<Record<string, string | readonly string[]>>, out: string, held: string): object {
  return {
    NotIpAddressIfExists: { 'aws:SourceIp': OFFICE },
    StringNotEqualsIfExists: { ...expected, [`aws:PrincipalTag/${out}`]: 'true' },
    BoolIfExists: NOT_BY_A_SERVICE,
    ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws:ec2-infrastructure' },
    StringEquals: { [`aws:PrincipalTag/${held}`]: 'true' },
  };
}

const byVpc = { 'aws:SourceVpc': VPC };
const byOrganization = { 'aws:VpceOrgID': ORGANIZATION, 'aws:VpceAccount': THIRD_PARTIES };
const tagged = ['dp:exclude:network', 'dp:include:network'] as const;

const confusedDeputy = deny('ServicesForOthers', ofServices('s3', 'kms'), {
  StringNotEqualsIfExists: { 'aws:SourceOrgID': ORGANIZATION, 'aws:SourceAccount': THIRD_PARTIES },
  Null: { 'aws:SourceAccount': 'false' },
  Bool: { 'aws:PrincipalIsAWSService': 'true' },
});

const regionOfVpc = deny(
  'RegionOfVpc',
  { Action: '*', Resource: '*' },
  { StringEquals: byVpc, StringNotEqualsIfExists: { 'aws:RequestedRegion': 'us-east-1' } },
);

const allow = (sid: string, actions: object, condition?: object): object => ({
  ...{ Sid: sid, Effect: 'Allow', Principal: { AWS: '*' } },
  ...actions,
  ...(condition !== undefined && { Condition: condition }),
});
const everything = { Action: '*', Resource: '*' };

export const PERIMETERS: readonly Perimeter[] = [
  {
    example: 'resource_based_policies/s3_bucket_policy.json',
    kind: 'resource',
    resource: BUCKET,
    document: document(
      grant,
      deny('Identities', ofBucket, identities()),
      deny('Networks', ofBucket, networks(byVpc, 'network-perimeter-exception', 'data-perimeter-include')),
    ),
  },
  {
    example: 'resource_control_policies/identity_perimeter_rcp.json',
    kind: 'rcp',
    resource: 'rcp',
    document: document(deny('Identities', ofServices('s3', 'kms'), identities('dp:exclude:identity')), confusedDeputy),
  },
  {
    example: 'resource_control_policies/network_perimeter_rcp.json',
    kind: 'rcp',
    resource: 'rcp',
    document: document(deny('Networks', ofServices('s3', 'kms'), networks(byVpc, ...tagged))),
  },
  {
    example: 'resource_control_policies/network_perimeter_vpceorgid_rcp.json',
    kind: 'rcp',
    resource: 'rcp',
    document: document(deny('Networks', ofServices('s3', 'kms'), networks(byOrganization, ...tagged))),
  },
  {
    example: 'resource_control_policies/resource_based_policies/s3_deny_sse-c.json',
    kind: 'resource',
    resource: BUCKET,
    document: document(
      grant,
      deny(
        'CustomerKeys',
        { Principal: '*', Action: 's3:PutObject', Resource: `${BUCKET}/*` },
        { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
      ),
    ),
  },
  {
    example: 'service_control_policies/network_perimeter_sourcevpc_scp.json',
    kind: 'scp',
    resource: 'scp',
    document: document(
      deny('Networks', { NotAction: ['es:ES*', 'rds-db:connect'], Resource: '*' }, networks(byVpc, ...tagged)),
      regionOfVpc,
    ),
  },
  {
    example: 'service_control_policies/network_perimeter_vpceorgid_scp.json',
    kind: 'scp',
    resource: 'scp',
    document: document(
      deny('Networks', { Action: ['kms:*', 's3:*'], Resource: '*' }, networks(byOrganization, ...tagged)),
    ),
  },
  {
    example: 'service_control_policies/resource_perimeter_scp.json',
    kind: 'scp',
    resource: 'scp',
    document: document(
      deny(
        'ResourcesOfOthers',
        { Action: '*', NotResource: ['arn:aws:iam::aws:policy/*', 'arn:aws:s3:::aws-neptune-notebook/*'] },
        {
          StringNotEqualsIfExists: {
            'aws:ResourceOrgID': ORGANIZATION,
            'ec2:Owner': 'amazon',
            'aws:PrincipalTag/dp:exclude:resource': 'true',
          },
        },
      ),
    ),
  },
  ...(
    [
      ['ec2', byVpc, { Null: { 'ec2:SourceInstanceARN': 'false' } }],
      ['glue', byVpc, { Null: { 'glue:CredentialIssuingService': 'false' } }],
      ['lambda', { 'aws:VpceOrgID': ORGANIZATION }, { Null: { 'lambda:SourceFunctionArn': 'false' } }],
      ['iam_users', byVpc, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }],
    ] as const
  ).map(([whose, expected, only]): Perimeter => ({
    example: `service_control_policies/service_specific_controls/network_perimeter_${whose}_scp.json`,
    kind: 'scp',
    resource: 'scp',
    document: document(
      deny(
        'Networks',
        { NotAction: ['es:ES*', 'dax:Scan'], Resource: '*' },
        {
          BoolIfExists: { 'aws:ViaAWSService': 'false' },
          NotIpAddressIfExists: { 'aws:SourceIp': OFFICE },
          StringNotEqualsIfExists: expected,
          ...only,
        },
      ),
    ),
  })),
  {
    example: 'service_control_policies/data_perimeter_governance_scp.json',
    kind: 'scp',
    resource: 'scp',
    document: document(
      deny(
        'Tags',
        { Action: '*', Resource: '*' },
        {
          StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'admin' },
          'ForAnyValue:StringLike': { 'aws:TagKeys': ['dp:*', 'team'] },
        },
      ),
    ),
  },
  {
    example: 'vpc_endpoint_policies/default_endpoint_policy.json',
    kind: 'endpoint',
    resource: 'vpce-0a1b2c3d4e5f67890',
    document: document(
      allow('OursToOurs', everything, {
        StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:ResourceOrgID': ORGANIZATION },
      }),
      allow('Services', everything, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }),
      allow('OursToAny', everything, {
        StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalTag/dp:exclude:resource': 'true' },
      }),
    ),
  },
  {
    example: 'vpc_endpoint_policies/s3_endpoint_policy.json',
    kind: 'endpoint',
    resource: 'vpce-0a1b2c3d4e5f67890',
    document: document(
      allow('OursToOurs', everything, {
        StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:ResourceOrgID': ORGANIZATION },
      }),
      allow('Services', everything, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }),
      allow('BucketsOfAws', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*' }),
    ),
  },
];

/** What our organization knows of itself and no log tells. */
export const KNOWN = {
  'aws:PrincipalOrgID': ORGANIZATION,
  'aws:ResourceOrgID': ORGANIZATION,
  'aws:VpceOrgID': ORGANIZATION,
  'aws:SourceVpc': VPC,
  'aws:RequestedRegion': 'us-east-1',
} as const;
