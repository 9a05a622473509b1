import { z } from 'zod';
import { readPrincipalArn } from '../principal-arn';
import { accountId } from './account-id';
import { assignmentText, PERMISSION_SET_NAME } from '../identity-center';

const NOT_AN_ARN =
  'is not the ARN of an IAM role or user (arn:aws:iam::123456789012:role/name; no wildcards, no sessions)';

/** A principal that exists already, as settings name it. */
export const principalArn = z
  .string()
  .refine((text) => {
    const principal = readPrincipalArn(text);
    return principal !== undefined && ['role', 'user'].includes(principal.type) && text.includes(':iam:');
  }, NOT_AN_ARN)
  // IAM User Guide, "IAM and AWS STS quotas": names of roles and users.
  .refine(
    (text) => (text.split('/').at(-1) ?? '').length <= 64,
    'has a name of more than the 64 characters that IAM takes',
  )
  .describe('ARN of an IAM role or user that exists already; no wildcards');

const assignment = z
  .strictObject({
    permissionSet: z
      .string()
      .regex(PERMISSION_SET_NAME, 'must be 1 to 32 of letters, digits and _ + = , . @ -')
      .describe('Name of the permission set'),
    account: accountId.describe('Account that it is assigned in, twelve digits in quotes'),
  })
  .describe('People who enter by a permission set of IAM Identity Center, whatever its role is called today')
  .transform(({ permissionSet, account }) => assignmentText({ permissionSet, accountId: account }));

const orAssignment = <T extends z.ZodType>(arn: T, what: string) =>
  z.union([arn, assignment], {
    error: ({ input }) =>
      typeof input === 'object' && input !== null
        ? 'must be { permissionSet: NAME, account: "123456789012" }, the name of 1 to 32 letters, digits and _ + = , . @ -'
        : `${what}, nor { permissionSet: NAME, account: ID } of IAM Identity Center`,
  });

/** A principal that exists already, or people by their permission set: its text is an ARN, or that of `assignmentText`. */
export const principal = orAssignment(principalArn, NOT_AN_ARN);

const NOT_A_USER = 'is not the ARN of an IAM user: only users bring MFA along';

/** A person: an IAM user, who brings MFA along, or people by their permission set. */
export const person = orAssignment(
  z
    .string()
    .refine((text) => readPrincipalArn(text)?.type === 'user', NOT_A_USER)
    .describe('ARN of an IAM user'),
  NOT_A_USER,
);
