import { z } from 'zod';

/** Names of credential sets, as the AWS CLI takes them: a word in brackets of an INI file. */
export const profileName = z
  .string()
  .regex(/^[\w.@+-]{1,128}$/, 'is not the name of a profile (letters, digits and . _ @ + -)')
  .describe('Profile of ~/.aws/config that Terraform uses');

const assumeRole = z
  .strictObject({
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'is not an external id (2 to 1224 of letters, digits and + = , . @ : / - _)')
      .optional()
      .describe('What the trust policy of the deployer asks for as sts:ExternalId'),
    sessionName: z
      .string()
      .regex(/^[\w+=,.@-]{2,64}$/, 'is not a session name (2 to 64 of letters, digits and + = , . @ - _)')
      .optional()
      .describe('Name of the session, as CloudTrail shows it'),
  })
  .describe('Assume the deployer of this account, by the credentials that are in the environment');

/**
 * How Terraform gets the credentials of one account: by those in the environment, by a profile, or as the deployer, a role
 * that the credentials in the environment may assume (Terraform AWS provider, "Authentication and Configuration"; STS API
 * Reference, "AssumeRole").
 */
export const credentials = z
  .union(
    [z.literal('ambient'), z.strictObject({ profile: profileName }), z.strictObject({ assumeRole })],
    'must be ambient, { profile: … } or { assumeRole: { … } }',
  )
  .describe(
    'Credentials of this account: ambient (those in the environment), { profile }, or { assumeRole } of the deployer. ' +
      'The two accounts never share one set',
  );

export type CredentialsSettings = z.output<typeof credentials>;
