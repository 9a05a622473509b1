import type { CredentialsSettings } from '../../contract/deployment/credentials-settings';
import { deploymentOf, synthesize } from './synthesized';

type Provider = Readonly<Record<string, unknown>>;

const providersOf = (source: CredentialsSettings, destination: CredentialsSettings): readonly Provider[] => {
  const { json } = synthesize(
    deploymentOf('deployment.yaml', (d) => ({
      ...d,
      source: { ...d.source, credentials: source },
      destination: { ...d.destination, credentials: destination },
    })),
  );
  return (json.provider as { aws: Provider[] }).aws;
};

test('the provider of each account takes its own credentials, and no other account', () => {
  const [source, destination] = providersOf('ambient', {
    assumeRole: { externalId: 'our-pipeline', sessionName: 'terraform' },
  });
  expect(source).toMatchObject({ alias: 'source', allowed_account_ids: ['111111111111'] });
  expect(source).not.toHaveProperty('assume_role');
  expect(source).not.toHaveProperty('profile');
  expect(destination).toMatchObject({
    alias: 'destination',
    allowed_account_ids: ['222222222222'],
    assume_role: [
      {
        role_arn: 'arn:aws:iam::222222222222:role/terraform-deployer',
        external_id: 'our-pipeline',
        session_name: 'terraform',
      },
    ],
  });
});

test('a profile is the only credential of its provider', () => {
  const [source, destination] = providersOf({ profile: 'a' }, { profile: 'b' });
  expect([source?.profile, destination?.profile]).toEqual(['a', 'b']);
  expect(destination).not.toHaveProperty('assume_role');
});
