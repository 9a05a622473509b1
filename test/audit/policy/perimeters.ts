/*
 * What policies of data perimeters are made of, in our own words: elements that the published policies of
 * aws-samples/data-perimeter-policy-examples have (docs/evaluate.md names them), each decided for a request that it lets
 * through and for one that it stops.
 */
export const ORG = 'o-a1b2c3d4e5';
export const OURS = '111122223333';
export const THEIRS = '444455556666';
export const USER = `arn:aws:iam::${OURS}:user/ann`;
export const ROLE = `arn:aws:iam::${OURS}:role/app`;
export const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
export const UNLESS = 'StringNotEqualsIfExists';

export type Context = Readonly<Record<string, string | string[]>>;
export interface Perimeter {
  readonly name: string;
  readonly kind: 'scp' | 'rcp' | 'endpoint' | 'resource';
  readonly statement: object;
  readonly action: string;
  readonly resource: string;
  readonly passes: Context;
  readonly stopped: Context;
  readonly principal?: string;
  /** What the resource's policy is; of a perimeter that is one, the statement that grants beside it. */
  readonly resourcePolicy?: unknown;
}

export const denied = (Action: string | string[], Condition: object, more: object = {}) => ({
  ...{ Effect: 'Deny', Action, Resource: '*', Condition },
  ...more,
});
export const OBJECT = 'arn:aws:s3:::records/2026/a';
export const IN_ORG = { 'aws:PrincipalOrgID': ORG };

export const PERIMETERS: readonly Perimeter[] = [
  {
    name: 'identities of the organization alone, but for named accounts, tagged resources and services',
    kind: 'rcp',
    statement: denied(
      ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:GetServiceBearerToken', 'sts:SetContext'],
      {
        [UNLESS]: { 'aws:PrincipalOrgID': ORG, 'aws:PrincipalAccount': THEIRS, 'aws:ResourceTag/dp:spare:who': 'true' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
      { Principal: '*' },
    ),
    action: 's3:GetObject',
    resource: OBJECT,
    passes: { ...IN_ORG, 'aws:ResourceTag/dp:spare:who': 'false' },
    stopped: { 'aws:PrincipalOrgID': 'o-elsewhere00', 'aws:ResourceTag/dp:spare:who': 'false' },
  },
  {
    name: 'tags of sessions that only administrators set',
    kind: 'rcp',
    statement: denied(
      'sts:TagSession',
      {
        Null: { 'SAML:aud': 'true' },
        [UNLESS]: { 'aws:PrincipalTag/team': 'admin' },
        'ForAnyValue:StringLike': { 'aws:TagKeys': ['dp:*', 'team'] },
      },
      { Principal: '*' },
    ),
    action: 'sts:TagSession',
    resource: `arn:aws:iam::${OURS}:role/other`,
    resourcePolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: OURS }, Action: 'sts:TagSession' }],
    },
    passes: { 'aws:TagKeys': ['project'], 'aws:PrincipalTag/team': 'sales' },
    stopped: { 'aws:TagKeys': ['project', 'dp:spare'], 'aws:PrincipalTag/team': 'sales' },
  },
  {
    name: 'networks of the organization alone',
    kind: 'rcp',
    statement: denied(
      ['s3:*', 'kms:*'],
      {
        NotIpAddressIfExists: { 'aws:SourceIp': '192.0.2.0/24' },
        [UNLESS]: { 'aws:VpceOrgID': ORG, 'aws:VpceAccount': [THEIRS] },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
        ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/aws:ec2-infrastructure' },
        StringEquals: { 'aws:PrincipalTag/dp:held:network': 'true' },
      },
      { Principal: '*' },
    ),
    action: 's3:GetObject',
    resource: OBJECT,
    passes: { 'aws:SourceIp': '192.0.2.9', 'aws:PrincipalTag/dp:held:network': 'true', 'aws:ViaAWSService': 'false' },
    stopped: {
      'aws:SourceIp': '198.51.100.9',
      'aws:PrincipalTag/dp:held:network': 'true',
      'aws:ViaAWSService': 'false',
    },
  },
  {
    name: 'resources of the organization alone, but for what AWS owns',
    kind: 'scp',
    statement: {
      Effect: 'Deny',
      Action: '*',
      NotResource: [
        ...['arn:aws:iam::aws:policy/*', 'arn:aws:ssm:*::parameter/*', 'arn:aws:ec2:*:aws:prefix-list/*'],
        ...['arn:aws:imagebuilder:*:aws:image/*', 'arn:aws:s3:::elasticbeanstalk-us-east-1/*'],
      ],
      Condition: { [UNLESS]: { 'aws:ResourceOrgID': ORG, 'ec2:Owner': 'amazon' } },
    },
    action: 's3:GetObject',
    resource: OBJECT,
    passes: { 'aws:ResourceOrgID': ORG },
    stopped: { 'aws:ResourceOrgID': 'o-elsewhere00' },
  },
  {
    name: 'buckets of others through named services alone',
    kind: 'scp',
    statement: denied(
      '*',
      { 'ForAllValues:StringNotEquals': { 'aws:CalledVia': ['dataexchange.amazonaws.com'] } },
      { Resource: 'arn:aws:s3:::records/*' },
    ),
    action: 's3:GetObject',
    resource: OBJECT,
    passes: { 'aws:CalledVia': ['dataexchange.amazonaws.com'] },
    stopped: { 'aws:CalledVia': ['athena.amazonaws.com'] },
  },
  {
    name: 'subscriptions of the own domain alone',
    kind: 'scp',
    statement: denied('sns:Subscribe', {
      StringEquals: { 'sns:Protocol': 'email' },
      StringNotLike: { 'sns:Endpoint': '*@example.com' },
    }),
    action: 'sns:Subscribe',
    resource: `arn:aws:sns:us-east-1:${OURS}:news`,
    passes: { 'sns:Protocol': 'email', 'sns:Endpoint': 'ann@example.com' },
    stopped: { 'sns:Protocol': 'email', 'sns:Endpoint': 'ann@example.net' },
  },
  ...(
    [
      ['lambda:CreateFunction', 'lambda:VpcIds', ['vpc-1'], `arn:aws:lambda:us-east-1:${OURS}:function:f`],
      ['glue:CreateJob', 'glue:VpcIds', ['vpc-1'], `arn:aws:glue:us-east-1:${OURS}:job/j`],
      ['cloudshell:CreateEnvironment', 'cloudshell:VpcIds', ['vpc-1'], '*'],
      ['sagemaker:CreateModel', 'sagemaker:VpcSubnets', ['s'], `arn:aws:sagemaker:us-east-1:${OURS}:model/m`],
    ] as const
  ).map(([action, key, values, resource]): Perimeter => ({
    name: `${action} within a VPC alone`,
    kind: 'scp',
    statement: denied(action, { Null: { [key]: 'true' } }),
    action,
    resource,
    passes: { [key]: [...values] },
    stopped: {},
  })),
  {
    name: 'authorizers of an API that are known alone',
    kind: 'scp',
    statement: denied(['apigateway:PATCH', 'apigateway:POST'], {
      Null: { 'apigateway:Request/AuthorizerUri': 'false' },
      'ForAnyValue:StringNotLike': { 'apigateway:Request/AuthorizerUri': 'arn:aws:apigateway:*:lambda:path/*/known/*' },
    }),
    action: 'apigateway:POST',
    resource: 'arn:aws:apigateway:us-east-1::/restapis/a/authorizers',
    passes: { 'apigateway:Request/AuthorizerUri': ['arn:aws:apigateway:us-east-1:lambda:path/x/known/y'] },
    stopped: { 'apigateway:Request/AuthorizerUri': ['arn:aws:apigateway:us-east-1:lambda:path/x/other/y'] },
  },
  {
    name: 'all but actions that no network key reaches, from instances within their VPC',
    kind: 'scp',
    statement: {
      Effect: 'Deny',
      NotAction: [
        'es:ES*',
        'dax:GetItem',
        'neptune-db:*',
        'kafka-cluster:*',
        'elasticfilesystem:client*',
        'rds-db:connect',
      ],
      Resource: '*',
      Condition: {
        BoolIfExists: { 'aws:ViaAWSService': 'false' },
        [UNLESS]: { 'aws:SourceVpc': ['vpc-1'] },
        Null: { 'ec2:SourceInstanceARN': 'false' },
      },
    },
    principal: ROLE,
    action: 's3:GetObject',
    resource: OBJECT,
    passes: {
      ...{ 'aws:SourceVpc': 'vpc-1', 'aws:SourceVpce': 'vpce-1', 'aws:ViaAWSService': 'false' },
      'ec2:SourceInstanceARN': `arn:aws:ec2:us-east-1:${OURS}:instance/i-1`,
    },
    stopped: {
      ...{ 'aws:SourceVpc': 'vpc-2', 'aws:SourceVpce': 'vpce-2', 'aws:ViaAWSService': 'false' },
      'ec2:SourceInstanceARN': `arn:aws:ec2:us-east-1:${OURS}:instance/i-1`,
    },
  },
  {
    name: 'an endpoint for the organization and its resources alone',
    kind: 'endpoint',
    statement: {
      ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: '*', Resource: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG, 'aws:ResourceOrgID': ORG } },
    },
    action: 's3:GetObject',
    resource: OBJECT,
    passes: { ...IN_ORG, 'aws:ResourceOrgID': ORG, 'aws:SourceVpce': 'vpce-1' },
    stopped: { ...IN_ORG, 'aws:ResourceOrgID': 'o-elsewhere00', 'aws:SourceVpce': 'vpce-1' },
  },
];
