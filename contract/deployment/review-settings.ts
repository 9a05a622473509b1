import { z } from 'zod';
import { isDay } from '../time';

const RULE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ADDRESS = /^[A-Za-z0-9_-]+(\[[^\]]+\])?(\.[A-Za-z0-9_-]+(\[[^\]]+\])?)+$/;

const waiver = z.strictObject({
  rule: z
    .string()
    .regex(RULE, 'is not the name of a rule (lower-case words with hyphens, as the finding shows it)')
    .describe('Rule of the finding, as the review shows it'),
  resource: z
    .string()
    .regex(ADDRESS, 'is not a Terraform address (such as aws_s3_bucket_policy.data_policy)')
    .describe('Terraform address of the finding, as the review shows it'),
  reason: z.string().trim().min(1, 'must say why the finding is accepted').describe('Why the finding is accepted'),
  expires: z
    .string('must be a date, YYYY-MM-DD')
    .refine(isDay, 'is not a date (YYYY-MM-DD)')
    .describe('Last day of the waiver, UTC; after it the finding counts again'),
});

/** Findings of `s3-audit review` that are known and accepted for a time. */
export const reviewSettings = z
  .strictObject({
    waivers: z
      .array(waiver)
      .default([])
      .describe('Findings that are accepted until a day; they are shown as waived, never hidden'),
  })
  .describe('What s3-audit review is told');

/** One accepted finding. */
export type Waiver = z.output<typeof waiver>;
