import { z } from 'zod';

/** KMS Developer Guide, "Key ARN", multi-Region keys included. */
export const keyArn = z
  .string()
  .regex(
    /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'is not the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID)',
  );

/** A key that is there already. */
export const existingKey = z
  .strictObject({
    existing: z
      .enum(['adopted', 'referenced'], 'must be adopted or referenced')
      .describe('adopted: Terraform imports it and sets its policy; referenced: its policy is left alone'),
    arn: keyArn.describe('ARN of the key, of this account and region'),
  })
  .describe('A key of this account that exists already; default a new one');
