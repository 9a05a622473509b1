import { KMS_ACTIONS, KNOWN_ACTIONS, S3_ACTIONS, s3LevelOf } from '../../../audit/policy/actions';
import { findConditionKey } from '../../../audit/policy/condition-keys';

describe('the known actions', () => {
  it.each([...KNOWN_ACTIONS])('of %s are names, each once', (_service, actions) => {
    expect(new Set(actions).size).toBe(actions.length);
    for (const action of actions) expect(action).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  });

  it('are complete for S3 and KMS as of 2026', () => {
    expect(Object.values(S3_ACTIONS).flat()).toHaveLength(180);
    expect(KMS_ACTIONS).toHaveLength(55);
  });

  it('tell what an S3 action is asked of', () => {
    expect(s3LevelOf('s3:getobject')).toBe('object');
    expect(s3LevelOf('s3:ListBucket')).toBe('bucket');
    expect(s3LevelOf('s3:ListAllMyBuckets')).toBe('account');
    expect(s3LevelOf('kms:Decrypt')).toBeUndefined();
  });
});

describe('the known condition keys', () => {
  it('are found in any case', () => {
    expect(findConditionKey('AWS:sourcevpce')).toMatchObject({
      name: 'aws:SourceVpce',
      type: 'string',
      multivalued: false,
    });
    expect(findConditionKey('ec2:SourceInstanceArn')).toMatchObject({ type: 'arn' });
    expect(findConditionKey('aws:PrincipalOrgPaths')).toMatchObject({ multivalued: true });
  });

  it('include tag keys with slashes and encryption contexts with colons', () => {
    expect(findConditionKey('aws:ResourceTag/a/b')).toMatchObject({ name: 'aws:ResourceTag/a/b' });
    expect(findConditionKey('kms:EncryptionContext:aws:s3:arn')).toMatchObject({ type: 'string' });
  });

  it.each(['aws:PrincipalTag/', 'aws:SourceVpcEndpoint', 'SourceVpce', '', 's3:x-amz-server-side-encryption-kms'])(
    'do not include "%s"',
    (name) => {
      expect(findConditionKey(name)).toBeUndefined();
    },
  );
});
