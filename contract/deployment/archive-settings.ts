import { z } from 'zod';
import { accountId } from './account-id';
import { bucketName } from './bucket-name';
import { credentials } from './credentials-settings';
import { keyArn } from './key-settings';
import { lockMode, lockAcknowledgement, retention } from './object-lock-settings';
import { principal, principalArn } from './principal';

const region = z.string().min(1).describe('AWS region of the bucket and its key; any of the partition');

const created = z.strictObject({
  kind: z.literal('create').describe('It is made, with its key'),
  account: accountId,
  region,
  deployer: principalArn.describe('Role that runs Terraform in this account'),
  credentials: credentials.default({ assumeRole: {} }),
  keyAdministrators: z
    .array(principalArn)
    .default([])
    .describe('Roles that administer the key beside the deployer; they cannot use it'),
  bucketName: bucketName.optional().describe('Default <name>-trail-archive-<account>'),
  retentionDays: z
    .int('retentionDays must be a whole number of days')
    .min(1)
    .max(36_500)
    .default(400)
    .describe('Days until files of the trails expire'),
  objectLock: z
    .strictObject({ mode: lockMode, retention, acknowledgement: lockAcknowledgement })
    .optional()
    .describe('Lock every file for so long: possible here, where no access logs are delivered'),
  readers: z
    .array(principal)
    .default([])
    .describe(
      'Who reads the files beside the audit readers of the catalog: ARNs, or { permissionSet, account }. Policies of their ' +
        'own account have to allow it as well',
    ),
});

const existing = z.strictObject({
  kind: z.literal('existing').describe('It exists: outputs say what the policies of its bucket and key have to hold'),
  account: accountId,
  region,
  bucketName: bucketName.describe('Bucket that the trails deliver to'),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9!_.*'()-]+(\/[A-Za-z0-9!_.*'()-]+)*$/, 'is not a prefix without slashes at its ends')
    .max(200, 'has more than the 200 characters that CloudTrail takes')
    .optional()
    .describe('What comes before AWSLogs/ in the names of its objects; default nothing'),
  keyArn: keyArn.describe('Key that files are encrypted with, of the account and region of the bucket'),
});

/** Where the trails deliver to, if not beside the data (CloudTrail User Guide, "Receiving CloudTrail log files from multiple accounts"). */
export const archive = z
  .discriminatedUnion('kind', [created, existing], 'must have kind: create or kind: existing')
  .describe(
    'Log-archive account: a third one, in which the trails of both accounts deliver, out of reach of whoever administers ' +
      'these. Server access logs stay with their bucket: S3 delivers them nowhere else. Default: each trail delivers in its account',
  );

export type ArchiveSettings = z.output<typeof archive>;
export type CreatedArchive = Extract<ArchiveSettings, { kind: 'create' }>;
