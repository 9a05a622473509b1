import { z } from 'zod';

const example = z
  .strictObject({
    amiId: z
      .string()
      .regex(/^ami-[0-9a-f]{8,17}$/, 'is not an image id (ami-…)')
      .describe('Image of source.region for the instance type; pinned, so that an apply never replaces the instance'),
    instanceType: z
      .string()
      .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'is not an instance type, such as t4g.nano')
      .default('t4g.nano')
      .describe('Instance type of the example'),
    volumeSize: z.int().min(1).max(16_384).default(8).describe('Root volume in GiB, no less than the image needs'),
  })
  .describe('One instance in a private subnet, IMDSv2 only, that reaches S3 and nothing else');

/** EC2 without access keys. */
export const instance = z
  .strictObject({
    access: z
      .enum(['read', 'read-write'], 'must be read or read-write')
      .default('read')
      .describe('What instances may do with the data bucket'),
    credentialGuard: z
      .boolean()
      .optional()
      .describe('Make credentials worthless outside the VPC of their instance; default true with privateAccess'),
    example: example.optional(),
  })
  .describe('An EC2 role without access keys, its instance profile and permissions boundary');

export type ExampleInstanceSettings = z.output<typeof example>;
