import { denied, IN_ORG, OBJECT, ORG, OURS, ROLE, THEIRS, UNLESS, USER, type Perimeter } from './perimeters';

// Elements of published perimeters that name one service, as ./perimeters has those that name all.

const ISSUER = 'token.actions.githubusercontent.com';
const REPOSITORY = 'repo:example/app:ref:refs/heads/main';
const HELD = { 'aws:PrincipalTag/dp:held:network': 'true', 'aws:ViaAWSService': 'false' };
const OUTSIDE = { 'aws:SourceIp': '198.51.100.9', 'aws:ViaAWSService': 'false' };
const VIA_VPC = { 'aws:SourceVpc': 'vpc-1', 'aws:SourceVpce': 'vpce-1', 'aws:ViaAWSService': 'false' };
const SPARED = { 'aws:PrincipalTag/dp:spare': 'true' };

/** From the office or the VPC alone; `only` says whom the statement holds. */
const fromNetworks = (only: object) => ({
  BoolIfExists: { 'aws:ViaAWSService': 'false' },
  NotIpAddressIfExists: { 'aws:SourceIp': ['192.0.2.0/24'] },
  [UNLESS]: { 'aws:SourceVpc': ['vpc-1'] },
  ...only,
});
const grantOf = (principal: object, action: string, resource?: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: action, ...(resource && { Resource: resource }) }],
});
const BY_WEB_IDENTITY = {
  principal: `arn:aws:iam::${OURS}:oidc-provider/${ISSUER}`,
  action: 'sts:AssumeRoleWithWebIdentity',
  resource: ROLE,
  resourcePolicy: grantOf(
    { Federated: `arn:aws:iam::${OURS}:oidc-provider/${ISSUER}` },
    'sts:AssumeRoleWithWebIdentity',
  ),
};

/** Actions that nobody takes but administrators, one of each service that a published list names. */
const OF_ADMINISTRATORS: readonly (readonly [action: string, resource: string])[] = [
  ['iam:CreateSAMLProvider', `arn:aws:iam::${OURS}:saml-provider/p`],
  ['rolesanywhere:CreateTrustAnchor', '*'],
  ['sso:CreateInstance', 'arn:aws:sso:::instance/ssoins-1'],
  ['codeartifact:PutDomainPermissionsPolicy', `arn:aws:codeartifact:us-east-1:${OURS}:domain/d`],
  ['dynamodb:PutResourcePolicy', `arn:aws:dynamodb:us-east-1:${OURS}:table/t`],
  ['events:PutPermission', '*'],
  ['glacier:SetVaultAccessPolicy', `arn:aws:glacier:us-east-1:${OURS}:vaults/v`],
  ['logs:PutDestinationPolicy', `arn:aws:logs:us-east-1:${OURS}:destination:d`],
  ['lex:UpdateResourcePolicy', `arn:aws:lex:us-east-1:${OURS}:bot/b`],
  ['schemas:PutResourcePolicy', `arn:aws:schemas:us-east-1:${OURS}:registry/r`],
  ['serverlessrepo:PutApplicationPolicy', `arn:aws:serverlessrepo:us-east-1:${OURS}:applications/a`],
  ['ec2:ModifySnapshotAttribute', 'arn:aws:ec2:us-east-1::snapshot/snap-1'],
  ['ds:ShareDirectory', `arn:aws:ds:us-east-1:${OURS}:directory/d-1`],
  ['oam:CreateLink', `arn:aws:oam:us-east-1:${OURS}:sink/s`],
  ['lakeformation:GrantPermissions', '*'],
  ['detective:CreateMembers', `arn:aws:detective:us-east-1:${OURS}:graph:g`],
];

/** The keys that tell who asks: signing in has one of its own beside that of all services. */
const whoAsks = (action: string): readonly string[] =>
  action.startsWith('signin:') ? ['aws:PrincipalArn', 'signin:PrincipalArn'] : ['aws:PrincipalArn'];

export const OF_SERVICES: readonly Perimeter[] = [
  ...OF_ADMINISTRATORS.map(([action, resource]): Perimeter => ({
    name: `${action} by administrators alone`,
    kind: 'scp',
    statement: denied([action], { [UNLESS]: { 'aws:PrincipalTag/dp:spare': 'true' } }),
    ...{ action, resource, passes: SPARED, stopped: {} },
  })),
  ...(
    [
      ['ram:CreateResourceShare', '*', 'Bool', 'ram:RequestedAllowsExternalPrincipals', 'false', 'true'],
      [
        'kms:CreateGrant',
        `arn:aws:kms:us-east-1:${OURS}:key/k`,
        'BoolIfExists',
        'kms:GrantIsForAWSResource',
        'true',
        'false',
      ],
      [
        ...(['lambda:CreateFunctionUrlConfig', `arn:aws:lambda:us-east-1:${OURS}:function:f`] as const),
        ...(['StringEquals', 'lambda:FunctionUrlAuthType', 'AWS_IAM', 'NONE'] as const),
      ],
      ['s3:PutBucketAcl', 'arn:aws:s3:::records', 'StringEquals', 's3:x-amz-acl', 'private', 'public-read'],
    ] as const
  ).map(([action, resource, operator, key, harmless, harmful]): Perimeter => ({
    name: `${action} that opens nothing`,
    kind: 'scp',
    statement: denied(action, { [operator]: { [key]: harmful } }),
    ...{ action, resource, resourcePolicy: grantOf({ AWS: USER }, action, '*') },
    passes: { [key]: harmless },
    stopped: { [key]: harmful },
  })),
  {
    name: 'targets of rules that are no destination outside of AWS',
    kind: 'scp',
    statement: denied('events:PutTargets', {
      'ForAnyValue:ArnLike': { 'events:TargetArn': 'arn:aws:events:*:*:api-destination/*' },
    }),
    ...{ action: 'events:PutTargets', resource: `arn:aws:events:us-east-1:${OURS}:rule/r` },
    passes: { 'events:TargetArn': [`arn:aws:sqs:us-east-1:${OURS}:q`] },
    stopped: {
      'events:TargetArn': [`arn:aws:sqs:us-east-1:${OURS}:q`, `arn:aws:events:us-east-1:${OURS}:api-destination/d/1`],
    },
  },
  {
    name: 'calls of state machines to known addresses alone',
    kind: 'scp',
    statement: denied('states:InvokeHTTPEndpoint', {
      StringNotLike: { 'states:HTTPEndpoint': 'https://api.example.com/*' },
    }),
    ...{ action: 'states:InvokeHTTPEndpoint', resource: `arn:aws:states:us-east-1:${OURS}:stateMachine:m` },
    passes: { 'states:HTTPEndpoint': 'https://api.example.com/orders' },
    stopped: { 'states:HTTPEndpoint': 'https://api.example.net/orders' },
  },
  ...['1', '2'].map((version): Perimeter => ({
    name: `mail to the own domain alone, by version ${version} of SES`,
    kind: 'scp',
    statement: denied(['ses:SendEmail'], {
      'ForAnyValue:StringNotLike': { 'ses:Recipients': ['*@example.com'] },
      StringEquals: { 'ses:ApiVersion': version },
    }),
    ...{ action: 'ses:SendEmail', resource: `arn:aws:ses:us-east-1:${OURS}:identity/example.com` },
    passes: { 'ses:ApiVersion': version, 'ses:Recipients': ['ann@example.com'] },
    stopped: { 'ses:ApiVersion': version, 'ses:Recipients': ['ann@example.com', 'ann@example.net'] },
  })),
  {
    name: 'builds within a VPC alone',
    kind: 'scp',
    statement: denied(['codebuild:CreateProject'], { Null: { 'codebuild:vpcConfig.vpcId': 'true' } }),
    ...{ action: 'codebuild:CreateProject', resource: `arn:aws:codebuild:us-east-1:${OURS}:project/p` },
    passes: { 'codebuild:vpcConfig.vpcId': 'vpc-1' },
    stopped: {},
  },
  {
    name: 'tags of the perimeter that only administrators set',
    kind: 'scp',
    statement: denied('*', {
      [UNLESS]: { 'aws:PrincipalTag/team': 'admin' },
      'ForAnyValue:StringLike': { 'aws:TagKeys': ['dp:*', 'team'] },
    }),
    ...{ action: 'iam:TagRole', resource: ROLE },
    passes: { 'aws:TagKeys': ['team'], 'aws:PrincipalTag/team': 'admin' },
    stopped: { 'aws:TagKeys': ['team'], 'aws:PrincipalTag/team': 'sales' },
  },
  ...(
    [
      ['acm-pca', 'acm-pca:GetCertificate', `arn:aws:acm-pca:us-east-1:${OURS}:certificate-authority/c`],
      ['comprehendmedical', 'comprehendmedical:DetectPHI', '*'],
      ['omics', 'omics:GetRun', `arn:aws:omics:us-east-1:${OURS}:run/1`],
      ['rbin', 'rbin:ListRules', '*'],
      ['s3', 's3:GetObject', OBJECT],
    ] as const
  ).map(([service, action, resource]): Perimeter => ({
    name: `${service} through endpoints of the organization alone`,
    kind: 'scp',
    statement: denied([`${service}:*`], {
      NotIpAddressIfExists: { 'aws:SourceIp': ['192.0.2.0/24'] },
      [UNLESS]: { 'aws:VpceOrgID': ORG, 'aws:VpceAccount': [THEIRS] },
      StringEquals: { 'aws:PrincipalTag/dp:held:network': 'true' },
    }),
    ...{ action, resource },
    passes: { ...HELD, 'aws:VpceOrgID': ORG, 'aws:SourceVpce': 'vpce-1' },
    stopped: {
      ...HELD,
      'aws:VpceOrgID': 'o-elsewhere00',
      'aws:VpceAccount': '777788889999',
      'aws:SourceVpce': 'vpce-2',
    },
  })),
  ...(
    [
      ['glue:CredentialIssuingService', 'glue.amazonaws.com'],
      ['lambda:SourceFunctionArn', `arn:aws:lambda:us-east-1:${OURS}:function:f`],
    ] as const
  ).map(([key, value]): Perimeter => ({
    name: `the network alone, of credentials with ${key}`,
    kind: 'scp',
    statement: {
      ...{ Effect: 'Deny', NotAction: ['dax:Scan', 'logs:PutLogEvents', 'xray:PutTraceSegments'], Resource: '*' },
      Condition: fromNetworks({ Null: { [key]: 'false' } }),
    },
    ...{ principal: ROLE, action: 's3:GetObject', resource: OBJECT },
    passes: OUTSIDE,
    stopped: { ...OUTSIDE, [key]: value },
  })),
  {
    name: 'the network alone, of users',
    kind: 'scp',
    statement: {
      ...{ Effect: 'Deny', NotAction: ['es:ES*', 'rds-db:connect'], Resource: '*' },
      Condition: fromNetworks({ ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:user/*'] } }),
    },
    ...{ action: 's3:GetObject', resource: OBJECT, passes: VIA_VPC, stopped: OUTSIDE },
  },
  {
    name: 'a VPC in its own region alone',
    kind: 'scp',
    statement: denied('*', {
      StringEquals: { 'aws:SourceVpc': 'vpc-1' },
      [UNLESS]: { 'aws:RequestedRegion': 'us-east-1' },
    }),
    ...{ action: 's3:GetObject', resource: OBJECT },
    passes: { ...VIA_VPC, 'aws:RequestedRegion': 'us-east-1' },
    stopped: { ...VIA_VPC, 'aws:RequestedRegion': 'eu-west-1' },
  },
  ...(
    [
      ['aoss:APIAccessAll', `arn:aws:aoss:us-east-1:${OURS}:collection/c`],
      ['ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${OURS}:repository/r`],
      ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${OURS}:q`],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${OURS}:secret:s`],
      ['signin:Authenticate', 'arn:aws:signin:::console/c'],
      ['signin:CreateOAuth2Token', `arn:aws:signin:us-east-1:${OURS}:oauth2/public-client/localhost`],
    ] as const
  ).map(([action, resource]): Perimeter => ({
    name: `${action} from the network alone, but by who is named`,
    kind: 'rcp',
    statement: denied(
      [action],
      {
        NotIpAddressIfExists: { 'aws:SourceIp': '192.0.2.0/24' },
        [UNLESS]: { 'aws:SourceVpc': 'vpc-1' },
        ArnNotEquals: Object.fromEntries(whoAsks(action).map((key) => [key, [`arn:aws:iam::${OURS}:role/spared`]])),
      },
      { Principal: '*' },
    ),
    ...{ action, resource, passes: VIA_VPC, stopped: OUTSIDE },
  })),
  {
    name: 'services that act for the organization alone',
    kind: 'rcp',
    statement: denied(
      ['s3:*', 'sts:*'],
      {
        [UNLESS]: { 'aws:SourceOrgID': ORG, 'aws:SourceAccount': [THEIRS] },
        Null: { 'aws:SourceAccount': 'false' },
        Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
      { Principal: '*' },
    ),
    ...{ principal: 'logging.s3.amazonaws.com', action: 's3:PutObject', resource: OBJECT },
    resourcePolicy: grantOf({ Service: 'logging.s3.amazonaws.com' }, 's3:PutObject', OBJECT),
    passes: { 'aws:PrincipalIsAWSService': 'true', 'aws:SourceAccount': OURS, 'aws:SourceOrgID': ORG },
    stopped: { 'aws:PrincipalIsAWSService': 'true', 'aws:SourceAccount': '777788889999' },
  },
  {
    name: 'tenants of an identity provider that are known alone',
    kind: 'rcp',
    statement: denied(
      'sts:AssumeRoleWithWebIdentity',
      { [UNLESS]: { [`${ISSUER}:sub`]: REPOSITORY }, Null: { [`${ISSUER}:sub`]: 'false' } },
      { Principal: '*' },
    ),
    ...BY_WEB_IDENTITY,
    passes: { [`${ISSUER}:sub`]: REPOSITORY },
    stopped: { [`${ISSUER}:sub`]: 'repo:stranger/app:ref:refs/heads/main' },
  },
  {
    name: 'identity providers that are known alone',
    kind: 'rcp',
    statement: denied(
      'sts:AssumeRoleWithWebIdentity',
      { Null: { [`${ISSUER}:sub`]: 'true', 'accounts.google.com:sub': 'true' } },
      { Principal: '*' },
    ),
    ...BY_WEB_IDENTITY,
    passes: { [`${ISSUER}:sub`]: REPOSITORY },
    stopped: {},
  },
  {
    name: 'an endpoint for roles of the organization, by an identity provider',
    kind: 'endpoint',
    statement: {
      ...{ Effect: 'Allow', Principal: { Federated: '*' }, Action: 'sts:AssumeRoleWithWebIdentity', Resource: '*' },
      Condition: { StringEquals: { 'aws:ResourceOrgID': ORG } },
    },
    ...BY_WEB_IDENTITY,
    passes: { 'aws:SourceVpce': 'vpce-1', 'aws:ResourceOrgID': ORG },
    stopped: { 'aws:SourceVpce': 'vpce-1', 'aws:ResourceOrgID': 'o-elsewhere00' },
  },
  ...(
    [
      ['cloudformation:CreateChangeSet', 'arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31'],
      ['ec2:RunInstances', 'arn:aws:ec2:us-east-1::image/ami-1'],
      ['iam:GetPolicy', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
      ['imagebuilder:GetComponent', 'arn:aws:imagebuilder:us-east-1:aws:component/c/1.0.0/1'],
      ['iot:DescribeJobTemplate', 'arn:aws:iot:us-east-1::jobtemplate/AWS-Reboot:1.0'],
      ['ssm:GetParameter', 'arn:aws:ssm:us-east-1::parameter/aws/service/p'],
      ['ssm:StartSession', 'arn:aws:ssm:us-east-1::document/AWS-d'],
      ['s3:GetObject', 'arn:aws:s3:::al2023-us-east-1/p'],
    ] as const
  ).map(([action, resource]): Perimeter => ({
    name: `an endpoint for ${action} of what AWS owns, by the organization alone`,
    kind: 'endpoint',
    statement: {
      ...{ Effect: 'Allow', Principal: '*', Action: [action], Resource: [resource.replace(/[^/]*$/, '*')] },
      Condition: { StringEquals: IN_ORG },
    },
    ...{ action, resource },
    passes: { ...IN_ORG, 'aws:SourceVpce': 'vpce-1' },
    stopped: { 'aws:PrincipalOrgID': 'o-elsewhere00', 'aws:SourceVpce': 'vpce-1' },
  })),
  ...(
    [
      ['s3:GetObject', OBJECT, 's3:*'],
      ['kms:Decrypt', `arn:aws:kms:us-east-1:${OURS}:key/k`, 'kms:*'],
      ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${OURS}:secret:s`, 'secretsmanager:*'],
      ['sqs:SendMessage', `arn:aws:sqs:us-east-1:${OURS}:q`, 'sqs:*'],
      ['sns:Publish', `arn:aws:sns:us-east-1:${OURS}:t`, ['sns:Publish', 'sns:Subscribe']],
      ['ecr:BatchGetImage', `arn:aws:ecr:us-east-1:${OURS}:repository/r`, '*'],
      ['execute-api:Invoke', `arn:aws:execute-api:us-east-1:${OURS}:a/prod/GET/orders`, '*'],
      ['sts:AssumeRole', ROLE, ['sts:AssumeRole', 'sts:AssumeRoleWithSAML']],
    ] as const
  ).map(([action, resource, held]): Perimeter => {
    const ofRole = action.startsWith('sts:');
    const condition = {
      ...fromNetworks({ StringEquals: { 'aws:PrincipalTag/dp:held:network': 'true' } }),
      ArnNotLikeIfExists: { 'aws:PrincipalArn': `arn:aws:iam::${OURS}:role/aws-service-role/*` },
    };
    const everybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: action };
    return {
      name: `${action} from the network alone`,
      kind: 'resource',
      statement: denied([held].flat(), condition, { Principal: { AWS: '*' }, ...(ofRole && { Resource: undefined }) }),
      ...{ action, resource },
      resourcePolicy: ofRole ? everybody : { ...everybody, Resource: resource },
      passes: { ...HELD, ...VIA_VPC },
      stopped: { ...HELD, ...OUTSIDE },
    };
  }),
];
