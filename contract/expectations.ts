import { z } from 'zod';
import { isWithin, readAddress, readCidr, type Cidr } from './address';
import { isAccountId, isServicePrincipal, readExemptPrincipal } from './exempt-principal';

/** Ranges that are nobody's on the internet (RFC 1918, RFC 6598): as much of them as one likes may be one's own. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
  .map(readCidr)
  .filter((range): range is Cidr => range !== undefined);
/**
 * Widest range a VPC can have of other addresses (VPC User Guide, "VPC CIDR blocks"); a wider one would call other people's
 * addresses private: an IPv6 /32 of Amazon's holds the VPCs of all customers of a region.
 */
const WIDEST_IPV4_PREFIX = 16;
const WIDEST_IPV6_PREFIX = 44;

/** Buckets older than March 2018 may hold capitals and underscores and be up to 255 long (S3 User Guide, naming rules). */
const bucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/, 'is not an S3 bucket name');

const vpcCidr = z.string().superRefine((text, context) => {
  const cidr = readCidr(text);
  if (cidr === undefined) {
    context.addIssue('is not a CIDR range (such as 10.20.0.0/16 or 2600:1f18:1234:5600::/56, no host bits set)');
    return;
  }
  if (PRIVATE_RANGES.some((range) => isWithin(cidr, range))) return;
  const widest = cidr[0].kind() === 'ipv4' ? WIDEST_IPV4_PREFIX : WIDEST_IPV6_PREFIX;
  if (cidr[1] < widest) {
    context.addIssue(
      `is too wide for a VPC's own addresses: /${widest} is the widest allowed outside the private IPv4 ranges`,
    );
  }
});

const address = z.string().refine((text) => readAddress(text) !== undefined, 'is not an IP address');

const exemption = z.strictObject({
  principal: z
    .string()
    // One session would stand for its role, and exempt every other session of it.
    .refine((text) => !text.includes(':assumed-role/'), {
      message: 'is the ARN of a session: name the role that is exempt',
      abort: true,
    })
    .refine(
      (text) => readExemptPrincipal(text) !== undefined,
      'is not the ARN of an IAM role, user or account root (wildcards are not allowed), an account id, a canonical user id, ' +
        'a CloudFront origin access identity, or a service principal',
    ),
  reason: z.string().trim().min(1, 'must say why this principal is exempt'),
});

const serviceName = z
  .string()
  .refine(isServicePrincipal, 'is not a service principal (such as access-analyzer.amazonaws.com)');

const expectedService = z.strictObject({
  service: serviceName,
  reason: z.string().trim().min(1, 'must say why this service may act on the buckets'),
});

/** Regions of all partitions (AWS General Reference): us-east-1, us-gov-west-1, us-iso-east-1. */
const region = z.string().regex(/^[a-z]{2,4}(?:-[a-z]+){1,3}-\d$/, 'is not a region (such as us-east-1)');

/**
 * What the build promises and the audit holds reality against: Terraform output `audit_expectations`, in this format.
 */
export const expectationsSchema = z.strictObject({
  version: z.literal(1, 'must be 1, the only version of this contract'),
  buckets: z.array(bucketName).min(1, 'must name at least one bucket'),
  vpcEndpoints: z.array(z.string().regex(/^vpce-[0-9a-z]+$/, 'is not a VPC endpoint id (vpce-…)')),
  vpcCidrs: z.array(vpcCidr),
  natAddresses: z.array(address).default([]),
  exempt: z.array(exemption).default([]),
  /** Region of the endpoints: what comes from another one cannot have come through them. */
  region: region.optional(),
  /** Services that may act on the buckets for themselves, beside those that hand nothing out. */
  services: z.array(expectedService).default([]),
  /** Accounts that are known: an exempt service may act for their principals alone. Without it, for anybody's. */
  accounts: z.array(z.string().refine(isAccountId, 'is not an account id: twelve digits')).optional(),
});

/** What the logs are held against: `audit_expectations` of Terraform, or a file (docs/expectations.md). */
export type Expectations = z.infer<typeof expectationsSchema>;
