import type { ObjectLockSettings } from '../../../contract/deployment/object-lock-settings';
import { objectLockExplanations } from '../../../modules/assembly/object-lock-explanation';
import { deploymentOf, synthesize } from '../synthesized';

const example = 'examples/object-lock.yaml';
const stack = synthesize(deploymentOf(example));
const bucketArn = 'arn:aws:s3:::records-data-222222222222';

const withLock = (objectLock: ObjectLockSettings | undefined, preventOverwrite = true) =>
  deploymentOf(example, (d) => {
    const bucket = { ...d.destination.bucket, preventOverwrite };
    delete bucket.objectLock;
    return { ...d, destination: { ...d.destination, bucket: { ...bucket, ...(objectLock && { objectLock }) } } };
  });
const governance: ObjectLockSettings = { mode: 'governance', retention: { days: 30 }, holders: [] };

test('locks the bucket after its versions are on, one change at a time, and before the lifecycle', () => {
  expect(stack.dependsOn('aws_s3_bucket_object_lock_configuration.data_lock')).toEqual([
    'aws_s3_bucket_policy.data_policy',
    'aws_s3_bucket_versioning.data_versioning',
  ]);
  expect(stack.dependsOn('aws_s3_bucket_logging.data_logging')).toContain(
    'aws_s3_bucket_object_lock_configuration.data_lock',
  );
});

test('never replaces a bucket to lock it', () => {
  expect(stack.resource('aws_s3_bucket.data')).not.toHaveProperty('object_lock_enabled');
});

test.each([
  ['years in compliance mode', stack, { mode: 'COMPLIANCE', years: 7 }],
  ['days in governance mode', synthesize(withLock(governance)), { mode: 'GOVERNANCE', days: 30 }],
])('retains for %s', (_, from, default_retention) => {
  expect(from.resource('aws_s3_bucket_object_lock_configuration.data_lock')).toMatchObject({
    object_lock_enabled: 'Enabled',
    rule: { default_retention },
  });
});

test('refuses an upload that does not ask for the key to be free, and spares parts and replicas', () => {
  expect(stack.statement('aws_s3_bucket_policy.data_policy', 'DenyUploadsThatMayOverwrite')).toEqual({
    Sid: 'DenyUploadsThatMayOverwrite',
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:PutObject'],
    Resource: [`${bucketArn}/*`],
    Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  });
});

describe('the permission sets', () => {
  const actionsOf = (set: string, from = stack) =>
    from.statements(`aws_iam_policy.destination_${set}`).flatMap(({ Action }) => Action);

  test('an uploader neither reads nor removes nor retains', () => {
    expect(actionsOf('uploader')).toEqual([
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
      's3:PutObject',
      's3:ListBucketMultipartUploads',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ]);
  });

  test('a retention administrator lifts governance mode by permission and header, and compliance mode not at all', () => {
    const from = synthesize(withLock(governance));
    expect(actionsOf('retention_administrator', from)).toContain('s3:BypassGovernanceRetention');
    expect(from.resource('aws_iam_policy.destination_retention_administrator').description).toContain(
      'x-amz-bypass-governance-retention: true',
    );
    expect(actionsOf('retention_administrator')).not.toContain('s3:BypassGovernanceRetention');
  });

  test('a legal-hold officer holds and does not retain', () => {
    expect(stack.statement('aws_iam_policy.destination_legal_hold_officer', 'AllowLegalHold').Action).toEqual([
      's3:GetObjectLegalHold',
      's3:PutObjectLegalHold',
    ]);
    expect(actionsOf('legal_hold_officer')).not.toContain('s3:PutObjectRetention');
  });

  test('an auditor reads, in the console too, and changes nothing', () => {
    expect(actionsOf('auditor')).toContain('s3:ListAllMyBuckets');
    expect(actionsOf('auditor').filter((action) => !/:(Get|List|Decrypt)/.test(action))).toEqual([]);
  });

  test('are of the bucket alone, save the console’s list of buckets', () => {
    const resources = ['uploader', 'retention_administrator', 'legal_hold_officer', 'auditor'].flatMap((set) =>
      stack.statements(`aws_iam_policy.destination_${set}`).flatMap(({ Resource }) => Resource ?? []),
    );
    expect(new Set(resources)).toEqual(new Set([bucketArn, `${bucketArn}/*`, '${aws_kms_key.destination.arn}', '*']));
  });
});

describe('at synth it is explained', () => {
  test.each([
    ['that a lock alone takes second uploads', governance, false, [/takes a second upload/]],
    ['that overwrite prevention alone lets versions go', undefined, true, [/not the deletion of versions/]],
    ['nothing where both are there', governance, true, []],
    ['nothing where neither is', undefined, false, []],
  ])('%s', (_, lock, preventOverwrite, explanations) => {
    expect(objectLockExplanations(withLock(lock, preventOverwrite))).toEqual(
      explanations.map((text) => expect.stringMatching(text) as unknown),
    );
  });
});

describe('beside replication', () => {
  const locked = deploymentOf('examples/native-replication.yaml', (d) => ({
    ...d,
    source: { ...d.source, bucket: { ...d.source.bucket!, objectLock: governance } },
    destination: { ...d.destination, bucket: { ...d.destination.bucket, objectLock: governance } },
  }));

  test('by S3, retention and legal holds of the source travel along', () => {
    expect(
      synthesize(locked).statement('aws_iam_role_policy.replication_permissions', 'AllowReadingVersions').Action,
    ).toEqual(expect.arrayContaining(['s3:GetObjectLegalHold', 's3:GetObjectRetention']));
  });

  test('by Lambda, copies into a bucket that prevents overwriting are conditional', () => {
    const from = synthesize(
      deploymentOf('examples/lambda-replication.yaml', (d) => ({
        ...d,
        destination: { ...d.destination, bucket: { ...d.destination.bucket, preventOverwrite: true } },
      })),
    );
    expect(from.resource('aws_lambda_function.replicate_function').environment).toMatchObject({
      variables: { PREVENT_OVERWRITE: 'true' },
    });
  });
});

describe('the holders of duties, with an endpoint as the only way', () => {
  const everything = synthesize(deploymentOf('examples/everything.yaml'));

  test('come through it by the actions of their duty, and by their ARN', () => {
    expect(everything.statement('aws_vpc_endpoint.s3', 'UploaderAllowUploads')).toEqual({
      Sid: 'UploaderAllowUploads',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
      Resource: ['arn:aws:s3:::everything-data-222222222222/*'],
      Condition: {
        ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::222222222222:role/uploader'] },
        StringEquals: { 'aws:ResourceAccount': '222222222222' },
      },
    });
  });

  test('or are exempt by name, which the audit is told', () => {
    expect(everything.output('audit_expectations')).toMatchObject({
      exempt: expect.arrayContaining([
        {
          principal: 'arn:aws:iam::222222222222:role/records-manager',
          reason: 'retention administrator of Object Lock',
        },
      ]) as unknown,
    });
  });

  test('are missed aloud', () => {
    const nobody = deploymentOf('examples/everything.yaml', (d) => {
      const { objectLock } = d.destination.bucket;
      const bucket = { ...d.destination.bucket, ...(objectLock && { objectLock: { ...objectLock, holders: [] } }) };
      return { ...d, destination: { ...d.destination, bucket } };
    });
    expect(objectLockExplanations(nobody).join('\n')).toMatch(/names nobody as uploader, retention-administrator, /);
  });
});
