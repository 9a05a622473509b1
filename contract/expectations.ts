import { z } from 'zod';
import { readAddress, readCidr } from './address';
import { readPrincipalArn } from './principal-arn';

/** Widest range that can still be the address space of one's own VPCs; a wider one would call the internet private. */
const WIDEST_IPV4_PREFIX = 8;
const WIDEST_IPV6_PREFIX = 32;

/** Buckets older than March 2018 may hold capitals and underscores and be up to 255 long (S3 User Guide, naming rules). */
const bucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/, 'is not an S3 bucket name');

const vpcCidr = z.string().superRefine((text, context) => {
  const cidr = readCidr(text);
  if (cidr === undefined) {
    context.addIssue('is not a CIDR range (such as 10.20.0.0/16 or 2600:1f18:1234:5600::/56, no host bits set)');
    return;
  }
  const widest = cidr[0].kind() === 'ipv4' ? WIDEST_IPV4_PREFIX : WIDEST_IPV6_PREFIX;
  if (cidr[1] < widest) context.addIssue(`is too wide for a VPC's own addresses: /${widest} is the widest allowed`);
});

const address = z.string().refine((text) => readAddress(text) !== undefined, 'is not an IP address');

const exemption = z.strictObject({
  principal: z
    .string()
    .refine(
      (text) => readPrincipalArn(text) !== undefined,
      'is not the ARN of an IAM role, user or account root (wildcards are not allowed)',
    ),
  reason: z.string().trim().min(1, 'must say why this principal is exempt'),
});

/**
 * What the build promises and the audit holds reality against: Terraform output `audit_expectations`.
 * Format: DESIGN "Expectations (the contract)".
 */
export const expectationsSchema = z.strictObject({
  version: z.literal(1, 'must be 1, the only version of this contract'),
  buckets: z.array(bucketName).min(1, 'must name at least one bucket'),
  vpcEndpoints: z.array(z.string().regex(/^vpce-[0-9a-z]+$/, 'is not a VPC endpoint id (vpce-…)')),
  vpcCidrs: z.array(vpcCidr),
  natAddresses: z.array(address).default([]),
  exempt: z.array(exemption).default([]),
});

export type Expectations = z.infer<typeof expectationsSchema>;
