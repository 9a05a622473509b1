import { archivePolicies } from '../../../modules/assembly/add-archive';
import { withExistingArchive } from './existing-archive';
import { notesOn } from '../../../modules/assembly/notes';
import { deploymentOf, synthesize, type SynthesizedStatement } from '../synthesized';

const made = synthesize(deploymentOf('examples/log-archive.yaml'));
const BUCKET = 'arn:aws:s3:::evidence-trail-archive-333333333333';
const TRAIL = {
  source: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/evidence-source',
  destination: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/evidence-destination',
};

describe('a log archive that is made', () => {
  test.each([
    ['source', '111111111111'],
    ['destination', '222222222222'],
  ] as const)('lets the trail of the %s account deliver below its own account, under its own name', (side, account) => {
    expect(made.statement('aws_s3_bucket_policy.archive_policy', `AllowCloudTrailDeliveryOf${account}`)).toMatchObject({
      Principal: { Service: ['cloudtrail.amazonaws.com'] },
      Resource: [`${BUCKET}/AWSLogs/${account}/*`],
      Condition: { StringEquals: { 'aws:SourceArn': TRAIL[side] } },
    });
    expect(made.statement('aws_kms_key.archive', `AllowCloudTrailToEncryptOf${account}`)).toMatchObject({
      Condition: {
        StringEquals: { 'aws:SourceArn': TRAIL[side], 'kms:EncryptionContext:aws:cloudtrail:arn': TRAIL[side] },
      },
    });
  });

  test('is in the account and the region of its own provider, with its key, versions and lock', () => {
    const ofArchive = made.addresses.filter((address) => made.resource(address).provider === 'aws.archive');
    expect(ofArchive.sort()).toEqual([
      'aws_kms_alias.archive_alias',
      'aws_kms_key.archive',
      'aws_s3_bucket.archive',
      'aws_s3_bucket_lifecycle_configuration.archive_lifecycle',
      'aws_s3_bucket_object_lock_configuration.archive_lock',
      'aws_s3_bucket_ownership_controls.archive_ownership',
      'aws_s3_bucket_policy.archive_policy',
      'aws_s3_bucket_public_access_block.archive_public_access',
      'aws_s3_bucket_server_side_encryption_configuration.archive_encryption',
      'aws_s3_bucket_versioning.archive_versioning',
    ]);
  });

  test('is there, with its policy, before the trails', () => {
    for (const side of ['source', 'destination'] as const) {
      const trail = `aws_cloudtrail.${side}_trail`;
      expect(made.resource(trail)).toMatchObject({
        s3_bucket_name: 'evidence-trail-archive-333333333333',
        kms_key_id: '${aws_kms_key.archive.arn}',
      });
      expect(made.dependsOn(trail)).toContain('aws_s3_bucket_policy.archive_policy');
    }
  });

  test('is read by the query roles of both accounts and by whom the file names, and by nobody else', () => {
    const readers = [
      'arn:aws:iam::111111111111:role/evidence-audit-reader',
      'arn:aws:iam::222222222222:role/evidence-audit-reader',
      'arn:aws:iam::444444444444:role/security-auditor',
    ];
    const allowing = [
      ...made.statements('aws_s3_bucket_policy.archive_policy'),
      ...made.statements('aws_kms_key.archive'),
    ].filter(({ Action }) =>
      Action.some((action) => ['s3:GetObject', 's3:ListBucket', 'kms:Decrypt'].includes(action)),
    );
    expect(allowing).toHaveLength(3);
    for (const { Condition } of allowing) expect(Condition?.ArnEquals).toEqual({ 'aws:PrincipalArn': readers });
  });

  test('is queried through tables and roles that know where it is', () => {
    const [table] = made.addresses.filter((address) => address === 'aws_glue_catalog_table.destination_cloudtrail');
    expect(made.resource(table!).storage_descriptor).toMatchObject({
      location: 's3://evidence-trail-archive-333333333333/AWSLogs/',
    });
    expect(
      made.statement('aws_iam_role_policy.destination_audit_reader_permissions', 'AllowDecryptingArchive'),
    ).toMatchObject({
      Resource: ['${aws_kms_key.archive.arn}'],
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } },
    });
  });

  test('takes the place of the log bucket where only a trail would fill it', () => {
    expect(made.addresses).not.toContain('aws_s3_bucket.source_logs');
    expect(made.output('archive_files')).toEqual([
      's3://evidence-trail-archive-333333333333/AWSLogs/111111111111/',
      's3://evidence-trail-archive-333333333333/AWSLogs/222222222222/',
    ]);
  });

  test('has one statement of each kind where one side is built, in the names that one trail always had', () => {
    const one = synthesize(
      deploymentOf('examples/replication-sender.yaml', (deployment) => ({
        ...deployment,
        observation: {
          ...deployment.observation,
          archive: deploymentOf('examples/log-archive.yaml').observation.archive,
        },
      })),
    );
    expect(one.statement('aws_s3_bucket_policy.archive_policy', 'AllowCloudTrailDelivery').Resource).toHaveLength(1);
    expect(one.addresses.filter((address) => address.startsWith('aws_cloudtrail.'))).toEqual([
      'aws_cloudtrail.source_trail',
    ]);
  });
});

describe('a log archive that exists', () => {
  const deployment = withExistingArchive();
  const stack = synthesize(deployment);

  test('is delivered to below its prefix, and nothing is made in its account', () => {
    expect(stack.resource('aws_cloudtrail.source_trail')).toMatchObject({
      s3_bucket_name: 'org-trails',
      s3_key_prefix: 'evidence',
      kms_key_id: 'arn:aws:kms:us-west-2:333333333333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
    });
    expect((stack.json.provider as { aws: { alias: string }[] }).aws.map(({ alias }) => alias)).toEqual([
      'source',
      'destination',
    ]);
  });

  test('is told what its policies have to hold, before anything is applied', () => {
    const policies = archivePolicies(deployment)!;
    const statements = (text: string) => (JSON.parse(text) as { Statement: SynthesizedStatement[] }).Statement;
    expect(statements(policies['archive-bucket-policy.json']).map(({ Resource }) => Resource)).toContainEqual([
      'arn:aws:s3:::org-trails/evidence/AWSLogs/111111111111/*',
    ]);
    expect(statements(policies['archive-key-policy.json']).map(({ Sid }) => Sid)).toContain(
      'AllowCloudTrailToEncryptOf111111111111',
    );
    expect(stack.output('archive_bucket_policy')).toBe(policies['archive-bucket-policy.json']);
    expect(stack.output('archive_key_policy')).toBe(policies['archive-key-policy.json']);
    expect(notesOn(deployment).join('\n')).toContain('policies/evidence/archive-bucket-policy.json');
  });

  test('leaves the source without key and log bucket where nothing else is stored there', () => {
    const { catalog: _, ...rest } = withExistingArchive();
    const { addresses } = synthesize(rest);
    expect(addresses).not.toContain('aws_kms_key.source');
    expect(addresses).not.toContain('aws_s3_bucket.source_logs');
    expect(addresses).toContain('aws_cloudtrail.source_trail');
  });
});
