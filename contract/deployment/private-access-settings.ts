import { z } from 'zod';
import { readAddress, readCidr } from '../address';
import { readPrincipalArn } from '../principal-arn';
import { accountId, organizationId } from './account-id';
import { flowLogs } from './log-group-settings';
import { bucketName } from './bucket-name';
import { principalArn } from './principal';

const cidr = z.string().refine((text) => readCidr(text) !== undefined, 'is not a CIDR range without host bits');

const createdVpc = z.strictObject({
  kind: z.literal('create').describe('It is made'),
  cidr: cidr.describe('IPv4 range of the VPC, /16 to /24, so that subnets four bits smaller fit'),
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
  flowLogs: flowLogs.optional(),
});

const existingVpc = z.strictObject({
  kind: z.literal('existing').describe('It exists'),
  vpcId: z
    .string()
    .regex(/^vpc-[0-9a-f]{8,17}$/, 'is not a VPC id (vpc-…)')
    .describe('Id of the VPC'),
  cidrs: z.array(cidr).min(1, 'must name every IPv4 and IPv6 range of the VPC').describe('IPv4 and IPv6 ranges'),
  privateRouteTableIds: z
    .array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'is not a route table id (rtb-…)'))
    .default([])
    .describe('Route tables of the private subnets; a new endpoint is associated with these only'),
  privateSubnetIds: z
    .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'is not a subnet id (subnet-…)'))
    .default([])
    .describe('Private subnets; needed for what is to run in them'),
  sharedBy: accountId
    .optional()
    .describe(
      'Account that shares the VPC by AWS RAM: endpoints and routes are its own, so the endpoint exists already',
    ),
  natAddresses: z
    .array(z.string().refine((text) => readAddress(text) !== undefined, 'is not an IP address'))
    .default([])
    .describe(
      'Public addresses of the NAT gateways of the VPC, so that traffic going round the endpoint is recognized',
    ),
});

const endpointId = z
  .string()
  .regex(/^vpce-[0-9a-f]{8,17}$/, 'is not a VPC endpoint id (vpce-…)')
  .describe('Id of the endpoint');

const createdEndpoint = z.strictObject({ kind: z.literal('create').describe('It is made') });

const existingEndpoint = z.strictObject({
  kind: z.literal('existing').describe('It exists'),
  endpointId,
  policy: z
    .enum(['managed', 'left-alone'], 'must be managed or left-alone')
    .describe('managed: its policy is replaced by ours; left-alone: whoever owns it lets the data through'),
  prefixListId: z
    .string()
    .regex(/^pl-[0-9a-f]{8,17}$/, 'is not a prefix list id (pl-…)')
    .optional()
    .describe('Prefix list of S3 in the region, for the security group of the example instance'),
});

/** S3 User Guide, "AWS PrivateLink for Amazon S3": private addresses for S3, also for whoever is connected to the VPC. */
const interfaceEndpoint = z
  .strictObject({
    clientCidrs: z
      .array(cidr)
      .default([])
      .describe('Ranges that reach it beside the VPC, such as the network on premises'),
    privateDns: z
      .enum(['none', 'inbound-resolver'], 'must be none or inbound-resolver')
      .default('none')
      .describe('inbound-resolver: S3’s own names lead to it for whoever asks an inbound Resolver endpoint; none else'),
  })
  .describe('An interface endpoint for S3 in the private subnets, beside the gateway endpoint');

const furtherEndpoint = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be 1 to 31 of a-z, 0-9 and hyphen, beginning with a letter')
    .describe('Name by which consumers speak of it'),
  endpointId,
  account: accountId.describe('Account that owns the endpoint'),
  cidrs: z
    .array(cidr)
    .min(1, 'must name every range that comes through it')
    .describe('Ranges of its VPC, and for an interface endpoint of whoever else reaches it'),
  natAddresses: z
    .array(z.string().refine((text) => readAddress(text) !== undefined, 'is not an IP address'))
    .default([])
    .describe('Public addresses of the NAT gateways of its VPC'),
});

/** What else than the data may pass an endpoint that other work of the VPC uses. */
const endpointPolicy = z
  .strictObject({
    ownAccountBuckets: z.boolean().default(false).describe('Every bucket of the account of the endpoint'),
    organization: organizationId.optional().describe('Buckets of the organization, for principals of the organization'),
    buckets: z.array(bucketName).default([]).describe('These buckets, for everyone whom their policies let in'),
    principals: z.array(principalArn).default([]).describe('These principals, at every bucket'),
  })
  .describe('What may pass the endpoint beside the data; everything else is refused');

/** Buckets that AWS owns and instances need, each an opt-in (VPC endpoints guide, "Gateway endpoints for Amazon S3"). */
export const AWS_BUCKET_GROUPS = ['amazon-linux-2', 'amazon-linux-2023', 'cloudwatch-agent', 'ecr', 'ssm'] as const;

/** Root is an exception here alone: its ARN means root itself in a condition, and the whole account in a Principal. */
const exemptPrincipal = z
  .string()
  .refine((text) => {
    const principal = readPrincipalArn(text);
    return principal !== undefined && principal.type !== 'federated-user' && text.includes(':iam:');
  }, 'is not the ARN of an IAM role, user or root (arn:aws:iam::123456789012:role/name; no wildcards, no sessions)')
  .describe('ARN of a role, user or root that exists already; no wildcards');

const exemption = z.strictObject({
  principal: exemptPrincipal,
  reason: z
    .string()
    .trim()
    .min(1, 'must say why this principal may go round the endpoint')
    .describe('Why it may go round the endpoint; reports show it'),
});

export const privateAccess = z
  .strictObject({
    vpc: z
      .discriminatedUnion('kind', [createdVpc, existingVpc], 'must have kind: create or kind: existing')
      .describe('The VPC that the data is reached from'),
    endpoint: z
      .discriminatedUnion('kind', [createdEndpoint, existingEndpoint], 'must have kind: create or kind: existing')
      .prefault({ kind: 'create' })
      .describe('The gateway endpoint for S3 of the VPC'),
    interfaceEndpoint: interfaceEndpoint.optional(),
    endpoints: z
      .array(furtherEndpoint)
      .default([])
      .describe('Further endpoints that exist, of any account, by which consumers reach the data'),
    endpointPolicy: endpointPolicy.optional(),
    awsBuckets: z
      .array(z.enum(AWS_BUCKET_GROUPS, `is not a group of AWS-owned buckets; allowed: ${AWS_BUCKET_GROUPS.join(', ')}`))
      .default([])
      .describe('Groups of AWS-owned buckets that the endpoint lets through for downloads'),
    exempt: z
      .array(exemption)
      .default([])
      .describe('Further principals that may reach the data from outside the endpoint'),
  })
  .describe('A gateway endpoint in the source account as the only way to the data');

export type PrivateAccessSettings = z.output<typeof privateAccess>;
export type EndpointPolicySettings = z.output<typeof endpointPolicy>;
