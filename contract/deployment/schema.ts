import { z } from 'zod';
import { PARTITIONS } from '../partition';
import { accountId, organizationId } from './account-id';
import { bucketName } from './bucket-name';
import { catalog } from './catalog-settings';
import { consumers } from './consumer-settings';
import { credentials } from './credentials-settings';
import { elsewhere } from './elsewhere-settings';
import { iamPath, permissionsBoundary } from './iam-settings';
import { instance } from './instance-settings';
import { existingKey } from './key-settings';
import { observation } from './observation-settings';
import { objectLock, preventOverwrite } from './object-lock-settings';
import { principalArn } from './principal';
import { privateAccess } from './private-access-settings';
import { replication } from './replication-settings';
import { reviewSettings } from './review-settings';
import { state } from './state-settings';

const region = z.string().min(1).describe('AWS region of the partition, such as us-east-1');

const days = (what: string) => z.int(`${what} must be a whole number of days`).min(1).max(36_500);

const arnList = z.array(principalArn).default([]);

const serverAccessLogs = z
  .strictObject({
    bucketName: bucketName.optional().describe('Log bucket of this account; default <name>-logs-<account>'),
    retentionDays: days('retentionDays').default(400).describe('Days until log objects expire'),
    objectLock: z
      .never('is not possible: S3 delivers no access logs to a bucket with Object Lock')
      .optional()
      .describe('Not possible: S3 delivers no access logs to a bucket with Object Lock'),
  })
  .prefault({})
  .describe('Log bucket of this account: server access logs and CloudTrail, SSE-S3, same account and region');

const account = {
  account: accountId,
  region,
  deployer: principalArn
    // IAM User Guide, "Create a service-linked role": only the service that it is linked to can assume it.
    .refine(
      (arn) => !arn.includes(':role/aws-service-role/'),
      'is a service-linked role, which only its service can assume',
    )
    .optional()
    .describe(
      'Role that runs Terraform in this account. It stays in every key policy and is exempt from the Deny statements. ' +
        'Required, unless this side is elsewhere',
    ),
  keyAdministrators: arnList.describe('Roles that administer the KMS key beside the deployer; they cannot use it'),
  iamPath,
  permissionsBoundary: permissionsBoundary.optional(),
  breakGlass: arnList.describe('Roles that may reach the data from anywhere in an emergency; exempt from the endpoint'),
  logs: serverAccessLogs,
  key: existingKey.optional(),
  elsewhere: elsewhere.optional(),
};

const bucket = (defaultName: string) =>
  z.strictObject({
    name: bucketName.optional().describe(`Default ${defaultName}`),
    existing: z
      .enum(['adopted', 'referenced'], 'must be adopted or referenced')
      .optional()
      .describe(
        'The bucket exists already. adopted: Terraform imports it; referenced: Terraform sets what it is asked to set, and ' +
          'never owns the bucket itself',
      ),
    noncurrentVersionDays: days('noncurrentVersionDays')
      .default(90)
      .describe('Days until noncurrent object versions expire'),
    incompleteUploadDays: days('incompleteUploadDays')
      .default(7)
      .describe('Days until unfinished multipart uploads are removed'),
    preventOverwrite,
    objectLock: objectLock.optional(),
  });

const dataBucket = bucket('<name>-data-<account>').prefault({}).describe('Bucket that holds the data');

const sourceBucket = bucket('<name>-source-<account>').describe(
  'Bucket that replication reads from; it stays where replication has ended',
);

/** IAM User Guide, "Tags for IAM resources"; what IAM takes, all services do. 50 tags of a resource, one of which is ours. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const NO_TAG_TEXT = 'may hold letters, digits, spaces and _ . : / = + - @ only';
const MOST_TAGS = 49;

/** S3 takes no older one (Amazon S3 User Guide, "Infrastructure security"); YAML reads 1.2 without quotes as a number. */
const TLS_VERSIONS = ['1.2', '1.3'] as const;

/** deployment.yaml, as users write it: each setting with its rule. Rules across settings stand in rules.ts. */
export const deploymentSchema = z.strictObject({
  version: z.literal(1, 'must be 1, the only version of this file format').describe('Version of this file format: 1'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'must be 3 to 32 of a-z, 0-9 and hyphen, beginning with a letter')
    // CloudTrail takes no adjacent dashes, EC2 no security group sg-…, S3 no bucket of these prefixes.
    .refine((name) => !name.includes('--'), 'must not have two hyphens in a row: trails are named by it')
    .refine(
      (name) => !/^(sg-|sthree-|amzn-s3-demo-)/.test(name),
      'begins with what AWS reserves (sg-, sthree-, amzn-s3-demo-)',
    )
    .describe('Prefix of everything that is built'),
  partition: z
    .enum(PARTITIONS, `must be one of ${PARTITIONS.join(', ')}`)
    .default('aws')
    .describe('AWS partition'),
  organization: organizationId
    .optional()
    .describe(
      'Organization of every account that takes part: bucket and endpoint policies then ask for it (aws:PrincipalOrgID, ' +
        'aws:ResourceOrgID, aws:VpceOrgID); default no such conditions',
    ),
  tags: z
    .record(z.string().min(1).max(128).regex(TAG_TEXT, NO_TAG_TEXT), z.string().max(256).regex(TAG_TEXT, NO_TAG_TEXT))
    .refine(
      (all) => Object.keys(all).length <= MOST_TAGS,
      `must hold at most ${MOST_TAGS} tags: a resource has no more`,
    )
    .default({})
    .describe('Tags of every resource, beside those the project sets'),
  source: z
    .strictObject({ ...account, credentials: credentials.default('ambient'), bucket: sourceBucket.optional() })
    .describe('Account A: consumer, VPC, and the bucket that replication reads from'),
  destination: z
    .strictObject({ ...account, credentials: credentials.default({ assumeRole: {} }), bucket: dataBucket })
    .describe('Account B: owner of the data bucket'),
  replication: replication.optional(),
  instance: instance.optional(),
  privateAccess: privateAccess.optional(),
  consumers,
  observation,
  review: reviewSettings.optional(),
  catalog: catalog.optional(),
  state,
  minimumTlsVersion: z
    .enum(TLS_VERSIONS, `must be one of ${TLS_VERSIONS.join(', ')}, as a text in quotes`)
    .default('1.2')
    .describe('Oldest version of TLS in which any bucket is spoken to'),
  removalPolicy: z
    .enum(['retain', 'destroy'], 'must be retain or destroy')
    .default('retain')
    .describe(
      'retain: Terraform refuses to destroy keys, data and logs; destroy: it deletes them with all that is in them, ' +
        'for test deployments',
    ),
});

/** What the file says, with every default that needs no other setting. */
export type DeploymentFile = z.output<typeof deploymentSchema>;

type WithDeployer<T> = Omit<T, 'deployer'> & { readonly deployer: string };

/** A valid deployment.yaml with every default filled in; the deployer of a side that is elsewhere is its account's root. */
export type Deployment = Omit<DeploymentFile, 'source' | 'destination'> & {
  readonly source: WithDeployer<DeploymentFile['source']>;
  readonly destination: WithDeployer<DeploymentFile['destination']>;
};

/** Settings of one of the two accounts. */
export type AccountSettings = Deployment['source'];

/** Settings of a bucket that holds data. */
export type BucketSettings = Deployment['destination']['bucket'];
