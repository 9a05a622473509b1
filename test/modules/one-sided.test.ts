import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf, synthesize, type Synthesized } from './synthesized';

const KEY = (account: string) => `arn:aws:kms:us-east-1:${account}:key/0a1b2c3d-4e5f-6789-abcd-ef0123456789`;
const ROLE = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
const [A, B] = ['111111111111', '222222222222'];

/** Everything that a replication can have, built on both sides. */
const whole = deploymentOf('examples/replication-sender.yaml', ({ destination: { elsewhere: _, ...there }, ...d }) => ({
  ...d,
  destination: { ...there, deployer: ROLE(B, 'terraform-deployer') },
  replication: { ...d.replication, native: { ...d.replication!.native!, bothDirections: true, existingObjects: true } },
  catalog: { readers: [ROLE(A, 'auditor')], compactors: [], resultRetentionDays: 30 } as never,
}));

const named = (d: Deployment): Deployment => ({
  ...d,
  source: { ...d.source, bucket: { ...d.source.bucket!, name: 'orders-source-111111111111' } },
});

const sender: Deployment = {
  ...named(whole),
  destination: {
    ...whole.destination,
    elsewhere: { keyArn: KEY(B), replicationRole: ROLE(B, 'orders-replication-back') },
  },
};

const receiver: Deployment = {
  ...named(whole),
  source: {
    ...named(whole).source,
    elsewhere: {
      keyArn: KEY(A),
      replicationRole: ROLE(A, 'orders-replication'),
      copyRole: ROLE(A, 'orders-replicate'),
    },
  },
};

const [both, here, there] = [whole, sender, receiver].map(synthesize) as [Synthesized, Synthesized, Synthesized];

describe('the two sides of a replication, each built alone', () => {
  it('are together what is built at once, and have nothing in common', () => {
    expect([...here.addresses, ...there.addresses].sort()).toEqual([...both.addresses].sort());
  });

  it.each([
    ['source', here],
    ['destination', there],
  ])('the %s has one provider, its own', (side, stack) => {
    expect(stack.json.provider).toMatchObject({ aws: [{ alias: side }] });
    const resources = Object.values(stack.json.resource as Record<string, Record<string, { provider: string }>>);
    const providers = resources.flatMap((ofType) => Object.values(ofType).map(({ provider }) => provider));
    expect(new Set(providers)).toEqual(new Set([`aws.${side}`]));
  });

  it('replicate under the key of the other, to the account of the other', () => {
    const to = { account: B, encryption_configuration: { replica_kms_key_id: KEY(B) } };
    expect(here.resource('aws_s3_bucket_replication_configuration.replication_rules').rule).toMatchObject([
      { destination: to },
    ]);
    const back = { account: A, encryption_configuration: { replica_kms_key_id: KEY(A) } };
    expect(there.resource('aws_s3_bucket_replication_configuration.replication_back_rules').rule).toMatchObject([
      { destination: back },
    ]);
    expect(here.resource('aws_lambda_function.replicate_function').environment).toMatchObject({
      variables: { DESTINATION_BUCKET: 'orders-replicas-222222222222', DESTINATION_KMS_KEY_ARN: KEY(B) },
    });
  });

  it.each([
    [
      'the bucket',
      'aws_s3_bucket_policy.data_policy',
      ['AllowReplication', 'AllowListingCopies', 'AllowWritingCopies'],
    ],
    ['the key', 'aws_kms_key.destination', ['AllowEncryptingReplicas', 'AllowEncryptingCopies']],
  ])('%s lets in the roles of the other by a condition, so that they need not exist yet', (_, address, sids) => {
    for (const sid of sids) {
      const { Principal, Condition } = there.statement(address, sid);
      const role = sid.includes('Repli') ? 'orders-replication' : 'orders-replicate';
      expect(Principal).toEqual({ AWS: [`arn:aws:iam::${A}:root`] });
      expect(Condition).toMatchObject({ ArnEquals: { 'aws:PrincipalArn': ROLE(A, role) } });
    }
  });
});
