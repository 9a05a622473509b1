import fc from 'fast-check';

// Random policies of one bucket and of its access point, by keys that the logs tell or do not.

export const BUCKET = 'data';
export const OWNER = '111111111111';
export const POINT = `arn:aws:s3:us-east-1:${OWNER}:accesspoint/readers`;
export const OTHER_POINT = `arn:aws:s3:us-east-1:${OWNER}:accesspoint/others`;
/** Of the key that S3 encrypts by. */
export const KMS_KEY = `arn:aws:kms:us-east-1:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const VALUES: Readonly<Record<string, readonly (readonly [operator: string, ...values: string[]])[]>> = {
  'aws:SourceIp': [
    ['IpAddress', '198.51.100.0/24'],
    ['NotIpAddress', '198.51.100.0/24', '203.0.113.7/32'],
    ['NotIpAddressIfExists', '203.0.113.0/24'],
  ],
  'aws:VpcSourceIp': [
    ['IpAddress', '10.20.0.0/16'],
    ['NotIpAddressIfExists', '10.20.3.4/32'],
  ],
  'aws:SourceVpce': [
    ['StringEquals', 'vpce-0a'],
    ['StringNotEquals', 'vpce-0a'],
    ['StringNotEqualsIfExists', 'vpce-0a', 'vpce-0c'],
    ['StringLike', 'vpce-*'],
    ['Null', 'true'],
  ],
  'aws:SourceVpc': [['StringNotEqualsIfExists', 'vpc-1']],
  'aws:PrincipalArn': [
    ['ArnLike', `arn:aws:iam::${OWNER}:role/reader`],
    ['ArnNotLikeIfExists', `arn:aws:iam::${OWNER}:role/*`],
    ['StringNotEquals', `arn:aws:iam::${OWNER}:user/ann`],
  ],
  'aws:PrincipalAccount': [['StringNotEqualsIfExists', OWNER]],
  'aws:PrincipalType': [['StringEquals', 'User', 'Anonymous']],
  'aws:username': [['StringEquals', 'ann']],
  'aws:PrincipalTag/team': [
    ['StringEquals', 'data'],
    ['StringNotEquals', 'data'],
  ],
  'aws:PrincipalOrgID': [['StringNotEqualsIfExists', 'o-abcdefghij']],
  'aws:MultiFactorAuthPresent': [['BoolIfExists', 'false']],
  'aws:UserAgent': [
    ['StringLike', 'aws-*'],
    ['StringNotEquals', 'curl/8'],
    ['StringEqualsIgnoreCase', 'AWS-CLI/2'],
  ],
  'aws:Referer': [
    ['StringLike', 'https://shop.example/*'],
    ['Null', 'false'],
  ],
  's3:prefix': [
    ['StringLike', 'a/*'],
    ['StringNotEquals', 'a/', ''],
    ['StringEquals', '${aws:username}/'],
  ],
  's3:max-keys': [['NumericLessThanEquals', '10']],
  's3:VersionId': [['StringNotEquals', 'v1']],
  's3:DataAccessPointArn': [
    ['StringNotEqualsIfExists', POINT],
    ['Null', 'true'],
  ],
  's3:DataAccessPointAccount': [['StringEquals', OWNER]],
  's3:x-amz-server-side-encryption': [
    ['StringNotEquals', 'aws:kms'],
    ['StringNotEqualsIfExists', 'AES256'],
    ['Null', 'true'],
  ],
  's3:x-amz-server-side-encryption-aws-kms-key-id': [
    ['StringNotEqualsIfExists', KMS_KEY],
    ['Null', 'false'],
  ],
  's3:x-amz-server-side-encryption-customer-algorithm': [['Null', 'false']],
  's3:TlsVersion': [
    ['NumericLessThan', '1.3'],
    ['NumericGreaterThanEquals', '1.2'],
  ],
  's3:signatureversion': [['StringNotEquals', 'AWS4-HMAC-SHA256']],
  's3:authType': [['StringEquals', 'REST-QUERY-STRING']],
  'aws:SecureTransport': [
    ['Bool', 'false'],
    ['Bool', 'true'],
  ],
  'aws:ViaAWSService': [
    ['Bool', 'true'],
    ['BoolIfExists', 'false'],
  ],
  'aws:PrincipalIsAWSService': [['BoolIfExists', 'false']],
  'aws:CurrentTime': [
    ['DateLessThan', '2026-02-06T00:00:30Z'],
    ['DateGreaterThanEquals', '2026-02-06T00:00:40Z'],
  ],
  'aws:EpochTime': [['NumericEquals', '1770336041']],
};

export const ENCRYPTION = [
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:x-amz-server-side-encryption-customer-algorithm',
];

const ACTIONS = ['s3:GetObject*', 's3:GetObject', 's3:PutObject', 's3:DeleteObject*', 's3:ListBucket', 's3:*', '*'];
const RESOURCES = [
  `arn:aws:s3:::${BUCKET}`,
  `arn:aws:s3:::${BUCKET}/*`,
  `arn:aws:s3:::${BUCKET}/a/*`,
  `arn:aws:s3:::${BUCKET}/*.csv`,
  `arn:aws:s3:::${BUCKET}/a/?.csv`,
  `arn:aws:s3:::${BUCKET}/a b/*`,
  `arn:aws:s3:::${BUCKET}/\${aws:username}/*`,
];
const POINT_RESOURCES = [
  POINT,
  `${POINT}/object/*`,
  `${POINT}/object/a/*`,
  `${POINT}/object/*.csv`,
  `${POINT}/object/b/?.txt`,
];
const PRINCIPALS = [
  '*',
  { AWS: '*' },
  { AWS: `arn:aws:iam::${OWNER}:role/reader` },
  { AWS: `arn:aws:sts::${OWNER}:assumed-role/reader/night` },
  { AWS: OWNER },
  { AWS: ['222222222222', `arn:aws:iam::${OWNER}:user/ann`] },
];

const condition = fc
  .constantFrom(...Object.entries(VALUES).flatMap(([key, all]) => all.map((one) => [key, one] as const)))
  .map(([key, [operator, ...values]]) => [operator, { [key]: values }] as const);

/** An operator that is chosen twice has the keys of both. */
const conditions = fc.array(condition, { maxLength: 3 }).map((chosen) => {
  const all: Record<string, object> = {};
  for (const [operator, keys] of chosen) all[operator] = { ...all[operator], ...keys };
  return all;
});

const statementOn = (resourcesOfIt: readonly string[]) =>
  fc
    .record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: fc.constantFrom(...PRINCIPALS),
      action: fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
      actions: fc.subarray(ACTIONS, { minLength: 1, maxLength: 3 }),
      resource: fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'),
      resources: fc.subarray([...resourcesOfIt], { minLength: 1 }),
      conditions,
    })
    .map(({ action, actions, resource, resources, conditions: Condition, ...rest }) => ({
      ...rest,
      [action]: actions,
      [resource]: resources,
      ...(Object.keys(Condition).length > 0 && { Condition }),
    }));

export const statement = statementOn(RESOURCES);
export const pointStatement = statementOn(POINT_RESOURCES);
