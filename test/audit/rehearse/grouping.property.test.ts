import fc from 'fast-check';
import { classesOf } from '../../../audit/rehearse/classes';
import { RecordedGroups, type Line } from '../../../audit/rehearse/group-recorded';
import type { GuardingPolicies } from '../../../audit/rehearse/guarding-policies';
import type { CompiledPolicy } from '../../../audit/policy/compile';
import type { PolicyKind } from '../../../audit/policy/document';
import { compiledText } from '../../../audit/rehearse/planned-policies';
import { rehearse, rehearsing, type Stage } from '../../../audit/rehearse/rehearsal';
import type { Path, Witness } from '../../../audit/records/witness';
import { networkOf, record } from './recorded';

const condition = fc.oneof(
  fc.record({
    operator: fc.constantFrom('IpAddress', 'NotIpAddress'),
    key: fc.constantFrom('aws:SourceIp', 'aws:VpcSourceIp'),
    value: fc.constantFrom('10.20.0.0/16', '198.51.100.0/24'),
  }),
  fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringNotEqualsIfExists', 'StringLike'),
    key: fc.constantFrom(
      'aws:SourceVpce',
      's3:x-amz-server-side-encryption',
      'aws:PrincipalArn',
      'aws:UserAgent',
      's3:prefix',
      'aws:PrincipalTag/team',
      'aws:referer',
    ),
    value: fc.constantFrom(
      'vpce-0a',
      'vpce-0b',
      'AES256',
      'aws-*',
      'arn:aws:iam::111111111111:role/reader',
      '${aws:UserAgent}',
      'a/',
    ),
  }),
  fc.record({
    operator: fc.constantFrom('Bool', 'BoolIfExists'),
    key: fc.constantFrom('aws:SecureTransport', 'aws:ViaAWSService'),
    value: fc.constantFrom('true', 'false'),
  }),
  fc.record({
    operator: fc.constantFrom('NumericLessThan'),
    key: fc.constant('s3:TlsVersion'),
    value: fc.constantFrom('1.2', '1.3'),
  }),
  fc.record({
    operator: fc.constantFrom('DateLessThan'),
    key: fc.constant('aws:CurrentTime'),
    value: fc.constantFrom('2026-02-06T00:00:30Z', '2026-02-07T00:00:00Z'),
  }),
);

const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.constantFrom(
      '*',
      { AWS: 'arn:aws:iam::111111111111:role/reader' },
      { AWS: '222222222222' },
      { AWS: 'arn:aws:sts::111111111111:assumed-role/reader/i-2' },
    ),
    Action: fc.subarray(['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:*'], { minLength: 1 }),
    Resource: fc.subarray(
      ['arn:aws:s3:::data', 'arn:aws:s3:::data/*', 'arn:aws:s3:::data/a/*', 'arn:aws:s3:::data/${aws:username}/*'],
      { minLength: 1 },
    ),
    conditions: fc.array(condition, { maxLength: 2 }),
  })
  .map(({ conditions, ...rest }) => ({
    ...rest,
    ...(conditions.length > 0 && {
      Condition: Object.fromEntries(conditions.map(({ operator, key, value }) => [operator, { [key]: value }])),
    }),
  }));

function compiled(statements: readonly object[], kind: PolicyKind): CompiledPolicy {
  const policy = compiledText(JSON.stringify({ Version: '2012-10-17', Statement: statements }), 'planned', kind);
  if (!policy.ok) throw new Error(policy.problems.join('; '));
  return policy.value;
}

/** @param ofEndpoint the policy of vpce-0a; none where there are no statements. */
function guarding(statements: readonly object[], ofEndpoint: readonly object[] = []): GuardingPolicies {
  const policy = compiled(statements, 'resource');
  const guard = { account: '111111111111', policy, restrictPublicBuckets: false };
  const endpoints =
    ofEndpoint.length === 0 ? [] : [{ vpcEndpointId: 'vpce-0a', policy: compiled(ofEndpoint, 'endpoint') }];
  return { buckets: new Map([['data', guard]]), endpoints };
}

/** Of whom the log tells no principal; CloudTrail may. */
const CANONICAL = 'a'.repeat(64);

const NOTHING_ASSUMED = { values: new Map(), plain: false };

const fields = fc.record({
  remoteIp: fc.constantFrom('10.20.3.4', '10.20.3.5', '198.51.100.7', '192.0.2.1', null),
  requester: fc.constantFrom(
    'arn:aws:sts::111111111111:assumed-role/reader/i-1',
    'arn:aws:sts::111111111111:assumed-role/reader/i-2',
    'arn:aws:sts::111111111111:assumed-role/reader/s3-replication',
    'arn:aws:iam::222222222222:user/u',
    CANONICAL,
    null,
  ),
  operation: fc.constantFrom('REST.GET.OBJECT', 'REST.PUT.OBJECT', 'REST.GET.BUCKET', 'REST.GET.NEW'),
  key: fc.constantFrom('a/b', 'a/c', 'x', 'u/own', null),
  status: fc.constantFrom([200, null], [403, 'AccessDenied'], [404, 'NoSuchKey'], [503, 'SlowDown']),
  userAgent: fc.constantFrom('aws-cli', 'aws-sdk', 'curl', null),
  referer: fc.constantFrom('curl', null),
  tlsVersion: fc.constantFrom('TLSv1.2', 'TLSv1.3', null),
  time: fc.constantFrom(1_570_336_020, 1_770_336_020, 1_770_336_040),
  requestUri: fc.constantFrom('GET /data?prefix=a/ HTTP/1.1', 'GET /data HTTP/1.1', null),
  witness: fc.option(
    fc
      .record({
        path: fc.constantFrom<Path>(
          { path: 'endpoint', vpcEndpointId: 'vpce-0a', tellsAddress: true },
          { path: 'endpoint', vpcEndpointId: 'vpce-0b', tellsAddress: true },
          { path: 'address' },
          { path: 'via-service', service: 'athena.amazonaws.com' },
          { path: 'contradiction', about: 'caller' },
        ),
        caller: fc.constantFrom('arn:aws:iam::111111111111:role/reader', '222222222222', null),
        encryption: fc.constantFrom(undefined, { algorithm: 'AES256' }, { algorithm: null, usedKey: null }),
      })
      .map(({ path, ...said }): Witness => ({ ...path, ...said })),
  ),
});

type Fields = typeof fields extends fc.Arbitrary<infer T> ? T : never;

function lineOf({ status, witness, ...said }: Fields): Line {
  const answer = { httpStatus: status[0], errorCode: status[1] as string | null };
  return { readings: [record({ ...said, ...answer })], ambiguous: false, witness };
}

/** Some lines that have little to do with each other, or one and all that differ from it in one thing alone. */
const lines: fc.Arbitrary<readonly Line[]> = fc.oneof(
  fc.array(fields, { minLength: 1, maxLength: 12 }).map((some) => some.map(lineOf)),
  fc
    .tuple(fields, fields)
    .map(([base, other]) =>
      [base, ...Object.entries(other).map(([name, value]) => ({ ...base, [name]: value }))].map(lineOf),
    ),
);

test('a group is decided as each of its requests would be by itself', () => {
  let decided = 0;
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 4 }),
      fc.array(statement, { maxLength: 2 }),
      fc.option(fc.array(statement, { minLength: 1, maxLength: 3 })),
      lines,
      (planned, ofEndpoint, former, some) => {
        const stage: Stage = {
          after: guarding(planned, ofEndpoint),
          before: former === null ? undefined : guarding(former),
          assumptions: NOTHING_ASSUMED,
        };
        const policies = [stage.after, ...(stage.before === undefined ? [] : [stage.before])];
        const answersOf = (gathered: readonly Line[]): readonly (readonly [string, number])[] => {
          const groups = new RecordedGroups(classesOf(...policies), networkOf);
          for (const one of gathered) groups.add(one, true);
          const decide = rehearsing(stage);
          return groups.groups().map((group) => {
            const told = decide(group);
            expect(told).toEqual(rehearse(group, stage));
            return [told.change, group.requests] as const;
          });
        };
        const sums = (answers: readonly (readonly [string, number])[]): Record<string, number> => {
          const total: Record<string, number> = {};
          for (const [change, requests] of answers) total[change] = (total[change] ?? 0) + requests;
          return total;
        };
        expect(sums(answersOf(some))).toEqual(sums(some.flatMap((one) => answersOf([one]))));
        decided += some.length;
      },
    ),
    { numRuns: 600 },
  );
  expect(decided).toBeGreaterThan(1000);
});

test('a record that CloudTrail contradicts is not of the group of one that it agrees with', () => {
  const planned = guarding([{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }]);
  const groups = new RecordedGroups(classesOf(planned), networkOf);
  const caller = 'arn:aws:iam::111111111111:role/reader';
  for (const path of [{ path: 'address' }, { path: 'contradiction', about: 'caller' }] satisfies Path[])
    groups.add({ readings: [record({ requester: CANONICAL })], ambiguous: false, witness: { ...path, caller } }, true);
  const changes = groups
    .groups()
    .map((group) => rehearse(group, { after: planned, assumptions: NOTHING_ASSUMED }).change);
  expect(changes).toEqual(['would-be-denied', 'undecided']);
});
