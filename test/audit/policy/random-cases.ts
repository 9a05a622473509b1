import type { PolicyCase } from '../../../audit/policy/read-case';

/** Small random cases of `s3-audit evaluate`, by a seed: few names, so that policies and requests often meet. */
export function randomCase(seed: number): PolicyCase {
  let state = (seed * 2654435761) >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const chance = (share: number): boolean => random() < share;
  const some = <T>(...all: readonly T[]): T | T[] => (chance(0.6) ? pick(...all) : [pick(...all), pick(...all)]);

  const root = `arn:aws:iam::${B}:root`;
  const principal = pick(USER, USER, ROLE, ROLE, SESSION, root, 'anonymous', 'logging.s3.amazonaws.com');
  const isEntity = principal === USER || principal === ROLE || principal === SESSION;
  const ofKey = chance(0.2);
  const throughPoint = !ofKey && chance(0.25);
  const clause = (): Record<string, unknown> =>
    pick<Record<string, unknown>>(
      {
        [`${pick('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase')}${pick('', '', 'IfExists')}`]:
          {
            [pick('aws:referer', 'aws:PrincipalTag/team')]: some(
              'red',
              'RED',
              'r*',
              '${aws:PrincipalTag/team}',
              '${aws:referer}*',
              "${aws:username, 'red'}",
            ),
          },
      },
      {
        [`${pick('ForAllValues', 'ForAnyValue')}:${pick('StringEquals', 'StringNotEquals', 'StringLike')}${pick('', '', '', 'IfExists')}`]:
          { 'aws:TagKeys': some('a', 'b', 'c*') },
      },
      {
        [pick('StringEquals', 'StringNotEquals', 'StringNotEqualsIfExists')]: {
          'aws:SourceVpce': some('vpce-1', 'vpce-2'),
        },
      },
      { Null: { [pick('aws:referer', 'aws:TagKeys', 'aws:username')]: pick('true', 'false') } },
      { [pick('Bool', 'BoolIfExists')]: { 'aws:MultiFactorAuthPresent': pick('true', 'false') } },
      {
        [`${pick('NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals')}${pick('', 'IfExists')}`]:
          { 's3:max-keys': some('9', '10', '10.5') },
      },
      { [pick('IpAddress', 'NotIpAddress')]: { 'aws:SourceIp': some('203.0.113.0/24', '203.0.113.7', '202.0.0.0/7') } },
      {
        [`${pick('DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals')}${pick('', 'IfExists')}`]:
          {
            'aws:CurrentTime': some(
              '2026-01-05T00:00:00Z',
              '2026-01-05',
              '1767571200',
              '2026-01-05T01:00:00+01:00',
              '2027-01-01',
            ),
          },
      },
      {
        [`${pick('ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals')}${pick('', 'IfExists')}`]: {
          'aws:PrincipalArn': some(
            ...[
              USER,
              ROLE,
              `arn:aws:iam::${A}:*`,
              'arn:aws:iam::*:role/*',
              'arn:*:iam::*:user/*/ann',
              'arn:aws:*:role/app',
            ],
            ...['arn:aws:iam::1*:r?le/app', 'arn:aws:iam::${aws:PrincipalAccount}:role/*'],
          ),
        },
      },
      ...(throughPoint
        ? [
            { [pick('StringEquals', 'StringNotEquals')]: { 's3:DataAccessPointAccount': some(A, B) } },
            {
              [pick('StringLike', 'ArnLike')]: {
                's3:DataAccessPointArn': some(POINT, 'arn:aws:s3:*:*:accesspoint/r*'),
              },
            },
          ]
        : []),
      { BinaryEquals: { 'aws:referer': pick('cmVk', 'cg==') } },
      { StringEquals: { 'aws:PrincipalAccount': some(A, B), 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
    );
  const statement = (kind: 'own' | 'resource' | 'point' | 'endpoint' | 'rcp'): Record<string, unknown> => {
    const Effect = kind === 'rcp' ? 'Deny' : pick('Allow', 'Allow', 'Allow', 'Deny');
    const who = pick<unknown>(
      '*',
      { AWS: some(USER, ROLE, A, B, '*') },
      { AWS: some(USER, ROLE, SESSION, `arn:aws:iam::${A}:root`) },
      { AWS: some(SESSION, OTHER_SESSION, A) },
      { Service: 'logging.s3.amazonaws.com' },
    );
    const isOfResource = kind === 'resource' || kind === 'point';
    const isSpared = isOfResource && Effect === 'Deny' && chance(0.3);
    const spared = { NotPrincipal: { AWS: [A, USER, `arn:aws:iam::${B}:root`] } };
    return {
      Effect,
      ...(kind === 'own'
        ? {}
        : isOfResource
          ? isSpared && principal !== ROLE && principal !== SESSION
            ? spared
            : { Principal: who }
          : { Principal: '*' }),
      [kind === 'rcp' || chance(0.8) ? 'Action' : 'NotAction']: some(
        's3:*',
        ...(ofKey ? ['kms:*', 'kms:Decrypt', 'kms:D*', '*'] : []),
        's3:GetObject',
        's3:Get*',
        's3:ListBucket',
        's3:PutBucketPolicy',
        's3:*',
      ),
      [chance(0.8) ? 'Resource' : 'NotResource']: some(
        ...(kind === 'point' ? [POINT, `${POINT}/object/*`, `${POINT}/object/\${aws:username}/*`] : ['*', '*']),
        ...(kind !== 'point' && throughPoint ? [`${POINT}*`, `${POINT}/object/*`, POINT] : []),
        `${BUCKET}*`,
        `${BUCKET}/*`,
        `${BUCKET}/\${aws:username}/*`,
        `${BUCKET}/\${aws:PrincipalTag/team}*`,
        BUCKET,
        ...(ofKey ? [KEY, '*', '*'] : []),
      ),
      ...(chance(0.5) ? { Condition: clause() } : {}),
    };
  };
  const policy = (kind: Parameters<typeof statement>[0]): unknown => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 1 + Math.floor(random() * 3) }, () => statement(kind)),
  });
  const withEndpoint = chance(0.3);
  const sourced =
    withEndpoint || chance(0.3)
      ? { 'aws:SourceVpce': pick('vpce-1', 'vpce-2') }
      : { 'aws:SourceIp': pick('203.0.113.7', '203.0.113.8', '198.51.100.1') };
  return {
    request: {
      principal,
      ...(ofKey
        ? { action: pick('kms:Decrypt', 'kms:Decrypt', 'kms:PutKeyPolicy'), resource: KEY }
        : pick(
            { action: 's3:GetObject', resource: `${BUCKET}/${pick('a', 'ann/a', 'red/a')}` },
            { action: 's3:GetObject', resource: `${BUCKET}/ann/a` },
            { action: pick('s3:ListBucket', 's3:PutBucketPolicy'), resource: BUCKET },
          )),
      resourceAccount: ofKey ? B : pick(A, B),
      ...(throughPoint ? { accessPoint: POINT } : {}),
      context: {
        ...sourced,
        ...(chance(0.5) ? { 'aws:referer': pick('red', 'RED', 'r', 'blue') } : {}),
        ...(isEntity && chance(0.5) ? { 'aws:PrincipalTag/team': pick('red', 'ann/', 'blue') } : {}),
        ...(chance(0.5) ? { 'aws:TagKeys': [pick('a', 'b', 'cc'), pick('a', 'd')] } : {}),
        'aws:CurrentTime': pick('2026-01-05T00:00:00Z', '2026-01-05T00:00:01Z', '1767571200', '2025-12-31T23:59:59Z'),
        ...(principal === SESSION ? { 'aws:PrincipalArn': ROLE } : {}),
        ...(chance(0.5) && !ofKey ? { 's3:max-keys': pick('9', '10', '11') } : {}),
        ...(chance(0.5) ? { 'aws:MultiFactorAuthPresent': pick('true', 'false') } : {}),
      },
    },
    ...(isEntity ? { identityPolicies: chance(0.85) ? [policy('own')] : [] } : {}),
    ...(isEntity && chance(0.2) ? { permissionsBoundary: policy('own') } : {}),
    ...((principal === ROLE || principal === SESSION) && chance(0.3) ? { sessionPolicy: policy('own') } : {}),
    ...(chance(0.25)
      ? { serviceControlPolicies: [[policy('own')], [policy('own'), policy('own')]].slice(0, pick(1, 2)) }
      : {}),
    ...(chance(0.2) ? { resourceControlPolicies: [policy('rcp')] } : {}),
    ...(chance(0.75) ? { resourcePolicy: policy('resource') } : {}),
    ...(throughPoint && chance(0.7) ? { accessPointPolicy: policy('point') } : {}),
    ...(withEndpoint ? { vpcEndpointPolicy: policy('endpoint') } : {}),
    ...(chance(0.3) ? { blockPublicAccess: true } : {}),
  };
}

const A = '111111111111';
const B = '222222222222';
const USER = `arn:aws:iam::${A}:user/staff/ann`;
const ROLE = `arn:aws:iam::${A}:role/app`;
const SESSION = `arn:aws:sts::${A}:assumed-role/app/one`;
const OTHER_SESSION = `arn:aws:sts::${A}:assumed-role/app/two`;
const BUCKET = 'arn:aws:s3:::orders';
/** Of another account than either bucket may be, half of the time. */
const POINT = `arn:aws:s3:us-east-1:${B}:accesspoint/reports`;
const KEY = `arn:aws:kms:us-east-1:${B}:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;
