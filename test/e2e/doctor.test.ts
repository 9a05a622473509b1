import { readFileSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import {
  answered,
  bucketPolicy,
  edited,
  encryption,
  endpointPolicy,
  logging,
  ofCategory,
  ownership,
  publicAccess,
  retention,
  routes,
  selectors,
  stoppedTrail,
  versioning,
  type Breakage,
} from './doctor-breakages';
import { applySample, BUCKET, doctor, examined, LOGS, ROLES, type DoctorDeployment } from './doctor-deployment';
import { emulatorUnavailable } from './emulator/emulator';
import { terraformUnavailable } from './terraform';

jest.setTimeout(10 * 60_000);

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping doctor on an applied deployment: ${unavailable}.`);

const DENY = 'DenyDataAccessOutsideEndpoint';
const KEY = 'arn:aws:kms:us-east-1:222222222222:key/00000000-0000-4000-8000-000000000000';
const OBJECTS = `arn:aws:s3:::${BUCKET}/`;

/** What is broken, how, what `doctor` finds, and what it says of the first of it. */
const BREAKAGES: readonly (readonly [string, Breakage, readonly string[], RegExp])[] = [
  [
    'the Deny taken out',
    bucketPolicy(edited(DENY, () => undefined)),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: .* s3:\w+ on arn:aws:s3:::orders-replica/,
  ],
  [
    'the Deny weakened by a condition',
    bucketPolicy(
      edited(DENY, (deny) => ({
        ...deny,
        Condition: { ...deny.Condition, NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      })),
    ),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: .* with .*aws:sourceip=203\.0\.113\./,
  ],
  [
    'the Deny narrowed to some of the objects',
    bucketPolicy(edited(DENY, (deny) => ({ ...deny, Resource: `${OBJECTS}a*` }))),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: /,
  ],
  [
    'the Deny narrowed to some of the actions',
    bucketPolicy(edited(DENY, (deny) => ({ ...deny, Action: ['s3:GetObject', 's3:PutObject'] }))),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: /,
  ],
  [
    'one more principal exempt',
    bucketPolicy(
      edited(DENY, (deny) => ({
        ...deny,
        Condition: {
          ...deny.Condition,
          ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/*' },
        },
      })),
    ),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: arn:aws:iam::222222222222:role\//,
  ],
  [
    'the Deny of requests without TLS taken out',
    bucketPolicy(edited('DenyInsecureTransport', () => undefined)),
    ['bucket-policy: wrong'],
    /^is looser than synthesized: .*aws:securetransport=false/,
  ],
  [
    'the permission of the instances taken out',
    bucketPolicy(edited('AllowInstanceRoleObjects', () => undefined)),
    ['bucket-policy: wrong'],
    /^is stricter than synthesized: arn:aws:iam::111111111111:role\/orders-instance/,
  ],
  ['versioning suspended', versioning, ['versioning: wrong'], /^is suspended$/],
  ['access control lists let in', ownership, ['ownership: wrong'], /^is ObjectWriter/],
  [
    'a public access block weakened',
    publicAccess('RestrictPublicBuckets'),
    ['public-access-block: wrong'],
    /^RestrictPublicBuckets is off$/,
  ],
  [
    'a public access block weakened twice',
    publicAccess('BlockPublicAcls', 'BlockPublicPolicy'),
    ['public-access-block: wrong'],
    /^BlockPublicAcls, BlockPublicPolicy are off$/,
  ],
  [
    'another key of the same account',
    encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY }),
    ['encryption: wrong'],
    /^is aws:kms by .*:key\/00000000-.*, not by arn:aws:kms:us-east-1:222222222222:key\/.* as synthesized$/,
  ],
  [
    'a key by its alias',
    encryption({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/orders' }),
    ['encryption: wrong'],
    /^names its key as alias\/orders$/,
  ],
  [
    'encryption by keys of S3',
    encryption({ SSEAlgorithm: 'AES256' }),
    ['encryption: wrong'],
    /^is AES256, not aws:kms as synthesized$/,
  ],
  ['a longer retention', retention(30), ['object-lock: wrong'], /for 30 days; synthesized: .* for 1 day$/],
  ['logging turned off', logging(() => undefined), ['logging: wrong'], /^is off$/],
  [
    'logging moved to another prefix',
    answered(
      's3:GetBucketLogging',
      BUCKET,
      `<BucketLoggingStatus><LoggingEnabled><TargetBucket>${LOGS}</TargetBucket><TargetPrefix>elsewhere/</TargetPrefix><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled></BucketLoggingStatus>`,
    ),
    ['logging: wrong', 'log-bucket-policy: wrong', 'last-log: unreadable'],
    /^goes to s3:\/\/orders-logs-222222222222\/elsewhere\/ partitioned by EventTime, not to s3:.*\/s3-access\/ /,
  ],
  [
    'logging into folders of the day of delivery',
    logging((before) => ({
      ...before,
      TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'DeliveryTime' } },
    })),
    ['logging: wrong'],
    / partitioned by DeliveryTime, not .* partitioned by EventTime as synthesized$/,
  ],
  [
    'logging without folders',
    logging((before) => ({ ...before, TargetObjectKeyFormat: { SimplePrefix: {} } })),
    ['logging: wrong'],
    / without partitions, not .* partitioned by EventTime as synthesized$/,
  ],
  [
    'a log bucket encrypted by KMS',
    encryption({ SSEAlgorithm: 'aws:kms' }, false, LOGS),
    ['log-bucket-encryption: wrong'],
    /^is aws:kms$/,
  ],
  [
    'the permission of log delivery taken out',
    bucketPolicy(
      edited('AllowAccessLogDelivery', () => undefined),
      LOGS,
    ),
    ['log-bucket-policy: wrong'],
    /^does not let S3 deliver: /,
  ],
  [
    'a log bucket that asks for a header of encryption',
    bucketPolicy((policy) => {
      const [first] = policy.Statement;
      if (first === undefined) throw new Error('the log bucket has no policy');
      const deny = {
        ...first,
        Sid: 'DenyUnencrypted',
        Effect: 'Deny',
        Principal: '*',
        Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } },
      };
      return { ...policy, Statement: [...policy.Statement, deny] };
    }, LOGS),
    ['log-bucket-policy: wrong'],
    /^does not let S3 deliver: .*DenyUnencrypted/,
  ],
  [
    'a log bucket with Requester Pays',
    answered(
      's3:GetBucketRequestPayment',
      LOGS,
      '<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>',
    ),
    ['log-bucket-payer: wrong'],
    /^has Requester Pays$/,
  ],
  [
    'a log bucket with Object Lock',
    answered(
      's3:GetBucketObjectLockConfiguration',
      LOGS,
      '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
    ),
    ['log-bucket-lock: wrong'],
    /^has Object Lock$/,
  ],
  [
    'the trail of the bucket stopped',
    stoppedTrail('destination'),
    ['data-events: wrong'],
    /\(orders-destination is not logging\)$/,
  ],
  ['the trail of the endpoint stopped', stoppedTrail('source'), ['network-events: wrong'], /orders-source is not log/],
  [
    'data events narrowed to a prefix',
    selectors(
      'destination',
      ofCategory('Data', (selector) => ({
        ...selector,
        FieldSelectors: selector.FieldSelectors?.map((field) =>
          field.Field === 'resources.ARN' ? { Field: field.Field, StartsWith: [`${OBJECTS}2026/`] } : field,
        ),
      })),
    ),
    ['data-events: wrong'],
    /^no trail that is logging records all requests to its objects$/,
  ],
  [
    'data events narrowed to writes',
    selectors(
      'destination',
      ofCategory('Data', (selector) => ({
        ...selector,
        FieldSelectors: [...(selector.FieldSelectors ?? []), { Field: 'readOnly', Equals: ['false'] }],
      })),
    ),
    ['data-events: wrong'],
    /^reads are not recorded \(writes are, by orders-destination\)$/,
  ],
  [
    'network events left out',
    selectors(
      'source',
      ofCategory('NetworkActivity', () => undefined),
    ),
    ['network-events: wrong'],
    /^no trail that is logging records what passes it$/,
  ],
  [
    'an endpoint policy that lets everything through',
    endpointPolicy(() => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
    })),
    ['endpoint-policy: wrong'],
    /^is looser than synthesized: /,
  ],
  [
    'an endpoint policy that lets instances no longer through',
    endpointPolicy(edited('AllowInstanceRoleObjects', () => undefined)),
    ['endpoint-policy: wrong'],
    /^is stricter than synthesized: /,
  ],
  ['the endpoint taken out of the routes', routes, ['endpoint: wrong'], /^is in no route table/],
];

/** Each action, and the checks that cannot be told without it. */
const DENIALS: readonly (readonly [string, readonly string[]])[] = [
  ['s3:GetBucketLogging', ['logging']],
  ['s3:GetBucketVersioning', ['versioning']],
  ['s3:GetBucketOwnershipControls', ['ownership']],
  ['s3:GetBucketPublicAccessBlock', ['public-access-block']],
  ['s3:GetEncryptionConfiguration', ['log-bucket-encryption', 'encryption']],
  ['s3:GetBucketPolicy', ['log-bucket-policy', 'bucket-policy']],
  ['s3:GetBucketObjectLockConfiguration', ['log-bucket-lock', 'object-lock']],
  ['s3:GetBucketRequestPayment', ['log-bucket-payer']],
  ['s3:ListBucket', ['last-log']],
  ['cloudtrail:DescribeTrails', ['data-events', 'network-events']],
  ['cloudtrail:GetTrailStatus', ['data-events', 'network-events']],
  ['cloudtrail:GetEventSelectors', ['data-events', 'network-events']],
  ['ec2:DescribeVpcEndpoints', ['endpoint', 'endpoint-policy', 'network-events']],
];

// One deployment for all: each test breaks one thing and mends it again.
(unavailable === undefined ? describe : describe.skip)(
  'doctor, on the sample deployment as Terraform applied it',
  () => {
    let deployment: DoctorDeployment;
    let synth: readonly string[];

    beforeAll(async () => {
      deployment = await applySample();
      synth = ['--synth', deployment.synthesis];
    });
    afterAll(() => deployment.remove());

    const broken = async <T>(breakage: Breakage, look: () => Promise<T>): Promise<T> => {
      const mend = await breakage(deployment);
      try {
        return await look();
      } finally {
        await mend();
      }
    };

    test('finds nothing wrong, and policies that mean what was synthesized', async () => {
      const { code, notOk, whatOf, checks } = await examined(deployment, ...synth);
      expect([code, notOk]).toEqual([0, []]);
      expect(checks.map(({ check }) => check)).toEqual(EVERY_CHECK);
      expect(whatOf('bucket-policy')).toMatch(/^means what was synthesized \(\d+ decisions/);
      expect(whatOf('endpoint-policy')).toMatch(/^means what was synthesized \(statement for statement\)/);
    });

    test('knows the Deny by what it does, without a synthesis', async () => {
      const { code, notOk } = await examined(deployment);
      expect([code, notOk]).toEqual([0, []]);
    });

    test('takes a policy for the same that is only written otherwise', async () => {
      const rewrite = bucketPolicy((policy) => ({
        ...policy,
        Statement: policy.Statement.map((statement, index) => ({ ...statement, Sid: `S${index}` })).reverse(),
      }));
      const { notOk } = await broken(rewrite, () => examined(deployment, ...synth));
      expect(notOk).toEqual([]);
    });

    test.each(BREAKAGES)('finds %s, and nothing else', async (_what, breakage, found, says) => {
      const { code, notOk, whatOf } = await broken(breakage, () => examined(deployment, ...synth));
      expect([code, notOk]).toEqual([1, found]);
      expect(whatOf(found[0]?.split(':')[0] ?? '')).toMatch(says);
    });

    test('is as it was after all of that', async () => {
      expect((await examined(deployment, ...synth)).notOk).toEqual([]);
    });

    test.each([
      ['taken out', () => undefined],
      ['for some of the objects only', (deny) => ({ ...deny, Resource: `${OBJECTS}a*` })],
      ['for some of the actions only', (deny) => ({ ...deny, Action: 's3:GetObject' })],
    ] satisfies [string, Parameters<typeof edited>[1]][])(
      'shows a request from outside without a synthesis, where the Deny is %s',
      async (_what, edit) => {
        const { code, notOk, whatOf } = await broken(bucketPolicy(edited(DENY, edit)), () => examined(deployment));
        expect([code, notOk]).toEqual([1, ['bucket-policy: wrong']]);
        expect(whatOf('bucket-policy')).toMatch(/^lets in from outside the endpoint: arn:aws:iam::222222222222:/);
      },
    );

    test.each(DENIALS)('has no opinion without %s, and names it', async (action, blind) => {
      deployment.door.deny(action);
      const { code, notOk, whatOf } = await examined(deployment, ...synth);
      deployment.door.open();
      expect([code, notOk]).toEqual([3, blind.map((check) => `${check}: unreadable`)]);
      for (const check of blind) expect(whatOf(check)).toContain(`access denied: ${action} on `);
    });

    test('does not take a key for the synthesized one that only looks like it', async () => {
      const { code, notOk } = await examined(deployment, '--expect', deployment.expectationsFile, ...synth);
      expect([code, notOk]).toEqual([3, ['encryption: unreadable']]);
    });

    test('leaves open what only the other account can tell', async () => {
      const { code, notOk, whatOf } = await examined(deployment, ...synth, '--role-arn', ROLES[1]);
      expect([code, notOk]).toEqual([3, ['data-events: unreadable']]);
      expect(whatOf('data-events')).toMatch(/^nobody of account 222222222222 is given/);
    });

    test('says what it found in a table that tells what to do', async () => {
      const { stdout } = await broken(versioning, () => doctor(deployment, ...synth));
      expect(stdout).toMatch(
        /^ok +bucket-exists +orders-replica-222222222222 +is in us-east-1, account 222222222222$/m,
      );
      expect(stdout).toMatch(/^versioning of orders-replica-222222222222: .*\n {2}to do: enable versioning$/m);
      expect(stdout).toMatch(/\nverdict: FAIL \(\d+ ok, 1 wrong, 0 unreadable, 0 not applicable\)\n$/);
    });

    test('finds the endpoint gone', async () => {
      const text = readFileSync(deployment.outputsFile, 'utf8');
      const file = join(dirname(deployment.outputsFile), 'gone.json');
      writeFileSync(file, text.replaceAll(deployment.outputs.vpc_endpoint_id.value, 'vpce-00000000000000000'));
      const { code, notOk, whatOf } = await examined(deployment, '--expect', file, ...synth);
      expect(code).toBe(1);
      expect(notOk).toContain('endpoint: wrong');
      expect(whatOf('endpoint')).toBe('does not exist in us-east-1');
    });
  },
);

const EVERY_CHECK = [
  ...['bucket-exists', 'logging', 'log-bucket-place', 'log-bucket-encryption', 'log-bucket-lock', 'log-bucket-payer'],
  ...['log-bucket-policy', 'last-log', 'versioning', 'ownership', 'public-access-block', 'encryption', 'object-lock'],
  ...['bucket-policy', 'data-events', 'endpoint', 'endpoint-policy', 'network-events'],
];
