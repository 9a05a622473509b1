import { z } from 'zod';

/** IAM User Guide, "IAM identifiers", "Friendly names and paths"; two slashes in a row make no path. */
export const iamPath = z
  .string()
  .regex(/^\/([\w+=,.@-]+\/)*$/, 'is not a path of IAM (/ or /platform/, begins and ends with a slash)')
  .max(512)
  .refine((path) => !/^\/(aws-service-role|aws-reserved)\//.test(path), 'is a path that IAM keeps for AWS')
  .default('/')
  .describe('Path of the roles, policies and instance profiles that are made in this account');

/** IAM User Guide, "Permissions boundaries for IAM entities": what the role may do at most, whatever its policies say. */
export const permissionsBoundary = z
  .string()
  .regex(
    /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    'is not the ARN of a managed policy (arn:aws:iam::ACCOUNT:policy/NAME)',
  )
  .describe(
    'Managed policy, there already, that is the permissions boundary of every role made in this account, in the place of ' +
      'the one that the role of instances has else; s3-audit review --boundary reads it',
  );
