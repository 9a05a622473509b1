import { z } from 'zod';
import { readAddress, readCidr } from '../address';
import { PARTITIONS } from '../partition';
import { bucketName } from './bucket-name';
import { catalog } from './catalog-settings';
import { credentials } from './credentials-settings';
import { instance } from './instance-settings';
import { objectLock, preventOverwrite } from './object-lock-settings';
import { principalArn } from './principal';
import { replication } from './replication-settings';
import { reviewSettings } from './review-settings';
import { state } from './state-settings';

const accountId = z
  .string('must be an AWS account id in quotes, 12 digits')
  .regex(/^\d{12}$/, 'is not an AWS account id (12 digits, in quotes)')
  .describe('AWS account id: 12 digits, in quotes so that YAML keeps leading zeros');

const region = z.string().min(1).describe('AWS region of the partition, such as us-east-1');

const days = (what: string) => z.int(`${what} must be a whole number of days`).min(1).max(36_500);

const cidr = z.string().refine((text) => readCidr(text) !== undefined, 'is not a CIDR range without host bits');

const arnList = z.array(principalArn).default([]);

const serverAccessLogs = z
  .strictObject({
    bucketName: bucketName.optional().describe('Log bucket of this account; default <name>-logs-<account>'),
    retentionDays: days('retentionDays').default(400).describe('Days until log objects expire'),
    objectLock: z.never('is not possible: S3 delivers no access logs to a bucket with Object Lock').optional(),
  })
  .prefault({})
  .describe('Log bucket of this account: server access logs and CloudTrail, SSE-S3, same account and region');

const account = {
  account: accountId,
  region,
  deployer: principalArn.describe(
    'Role that runs Terraform in this account. It stays in every key policy and is exempt from the Deny statements.',
  ),
  keyAdministrators: arnList.describe('Roles that administer the KMS key beside the deployer; they can not use it'),
  breakGlass: arnList.describe('Roles that may reach the data from anywhere in an emergency; exempt from the endpoint'),
  logs: serverAccessLogs,
};

const bucket = (defaultName: string) =>
  z.strictObject({
    name: bucketName.optional().describe(`Default ${defaultName}`),
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

const sourceBucket = bucket('<name>-source-<account>').describe('Bucket that replication reads from');

const createdVpc = z.strictObject({
  kind: z.literal('create'),
  cidr: cidr.describe('IPv4 range of the VPC, /16 to /28'),
  availabilityZones: z
    .array(z.string())
    .min(1, 'must name at least one availability zone')
    .describe('Availability zones, one private subnet in each'),
  ipv6: z
    .boolean()
    .default(false)
    .describe('Give the VPC an Amazon-provided IPv6 /56 and make the endpoint dual-stack'),
  natGateway: z
    .boolean()
    .default(false)
    .describe('Add a public subnet with a NAT gateway, for traffic other than S3; its address is reported as own-nat'),
});

const existingVpc = z.strictObject({
  kind: z.literal('existing'),
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'is not a VPC id (vpc-…)'),
  cidrs: z.array(cidr).min(1, 'must name every IPv4 and IPv6 range of the VPC').describe('IPv4 and IPv6 ranges'),
  privateRouteTableIds: z
    .array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'is not a route table id (rtb-…)'))
    .min(1, 'must name at least one private route table')
    .describe('Route tables of the private subnets; the endpoint is associated with these only'),
  privateSubnetIds: z
    .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'is not a subnet id (subnet-…)'))
    .default([])
    .describe('Private subnets; needed for what is to run in them'),
  natAddresses: z
    .array(z.string().refine((text) => readAddress(text) !== undefined, 'is not an IP address'))
    .default([])
    .describe(
      'Public addresses of the NAT gateways of the VPC, so that traffic going round the endpoint is recognized',
    ),
});

/** Buckets that AWS owns and instances need, each an opt-in (VPC endpoints guide, "Gateway endpoints for Amazon S3"). */
export const AWS_BUCKET_GROUPS = ['amazon-linux-2', 'amazon-linux-2023', 'cloudwatch-agent', 'ecr', 'ssm'] as const;

const exemption = z.strictObject({
  principal: principalArn,
  reason: z.string().trim().min(1, 'must say why this principal may go round the endpoint'),
});

const privateAccess = z
  .strictObject({
    vpc: z.discriminatedUnion('kind', [createdVpc, existingVpc], 'must have kind: create or kind: existing'),
    awsBuckets: z
      .array(z.enum(AWS_BUCKET_GROUPS, `is not a group of AWS-owned buckets; allowed: ${AWS_BUCKET_GROUPS.join(', ')}`))
      .default([])
      .describe('Groups of AWS-owned buckets that the endpoint lets through for downloads'),
    exempt: z
      .array(exemption)
      .default([])
      .describe('Further principals that may reach the data from outside the endpoint'),
  })
  .describe('S4: a gateway endpoint in the source account as the only way to the data');

/** deployment.yaml, as users write it: each setting with its rule. Rules across settings stand in rules.ts. */
export const deploymentSchema = z.strictObject({
  version: z.literal(1, 'must be 1, the only version of this file format'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'must be 3 to 32 of a-z, 0-9 and hyphen, beginning with a letter')
    .describe('Prefix of everything that is built'),
  partition: z
    .enum(PARTITIONS, `must be one of ${PARTITIONS.join(', ')}`)
    .default('aws')
    .describe('AWS partition'),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
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
  review: reviewSettings.optional(),
  catalog: catalog.optional(),
  state,
  removalPolicy: z
    .enum(['retain', 'destroy'], 'must be retain or destroy')
    .default('retain')
    .describe(
      'retain: Terraform refuses to destroy keys, data and logs; destroy: it deletes them with all that is in them, ' +
        'for test deployments',
    ),
});

/** A valid deployment.yaml with every default filled in. */
export type Deployment = z.output<typeof deploymentSchema>;

/** Settings of one of the two accounts. */
export type AccountSettings = Deployment['source'];

/** Settings of a bucket that holds data. */
export type BucketSettings = Deployment['destination']['bucket'];
