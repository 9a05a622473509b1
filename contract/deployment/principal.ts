import { z } from 'zod';
import { readPrincipalArn } from '../principal-arn';

/** A principal that exists already, as settings name it. */
export const principalArn = z
  .string()
  .refine((text) => {
    const principal = readPrincipalArn(text);
    return principal !== undefined && ['role', 'user'].includes(principal.type) && text.includes(':iam:');
  }, 'is not the ARN of an IAM role or user (arn:aws:iam::123456789012:role/name; no wildcards, no sessions)')
  .describe('ARN of an IAM role or user that exists already; no wildcards');
