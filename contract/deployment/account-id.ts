import { z } from 'zod';

export const accountId = z
  .string('must be an AWS account id in quotes, 12 digits')
  .regex(/^\d{12}$/, 'is not an AWS account id (12 digits, in quotes)')
  .refine((id) => id !== '000000000000', "is nobody's account: zeros stand for one in examples")
  .describe('AWS account id: 12 digits, in quotes so that YAML keeps leading zeros');

export const organizationId = z
  .string()
  .regex(/^o-[a-z0-9]{10,32}$/, 'is not the id of an organization (o-…)')
  .describe('Id of an organization of AWS Organizations');
