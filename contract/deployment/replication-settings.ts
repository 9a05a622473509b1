import { z } from 'zod';
import { logEncryption, logRetentionDays } from './log-group-settings';
import { readCidr } from '../address';
import { person } from './principal';

const prefix = z
  .string()
  .refine((text) => new TextEncoder().encode(text).length <= 1024, 'must have at most 1024 bytes, as keys have')
  .regex(/^([^/*?$][^*?$]*)?$/, 'must not begin with a slash nor hold *, ? or $, which policies read as patterns')
  .describe('Keys that begin so; empty for all');

/** S3 API Reference, "Destination" of a replication configuration; not those that take no replicas or are no longer advised. */
const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;

/** S3 User Guide, "Categorizing your objects using tags": 10 tags of an object, keys to 128, values to 256 characters. */
const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine(
    (all) => !Object.keys(all).some((key) => /^aws:/i.test(key)),
    'must not have a key that begins with aws:, which AWS reserves',
  )
  .refine((all) => Object.keys(all).length <= 10, 'must hold at most 10 tags: an object has no more')
  .default({})
  .describe('Only objects that were written with all these tags');

const nativeRule = z.strictObject({
  name: z
    .string()
    // S3 takes 255, CloudWatch for an alarm as well: those of a rule are <name>-replication-back-failures-<rule>-failed.
    .regex(/^[A-Za-z0-9-]{1,180}$/, 'must be 1 to 180 of letters, digits and hyphen')
    .describe('Name of the rule, unique in the list'),
  prefix: prefix.default(''),
  tags,
  storageClass: z
    .enum(STORAGE_CLASSES, `must be one of ${STORAGE_CLASSES.join(', ')}`)
    .optional()
    .describe('Storage class of the replicas; default that of the object'),
  deleteMarkers: z
    .boolean()
    .default(false)
    .describe('Replicate delete markers as well: what is deleted at the source then vanishes at the destination'),
  metrics: z.boolean().default(false).describe('Publish how much waits for replication, and for how long'),
  timeControl: z
    .boolean()
    .default(false)
    .describe('Replication Time Control: 99.99 % within 15 minutes, at a price; needs metrics'),
});

const emails = z.array(z.email('is not an e-mail address')).default([]);

/** Replication by S3 itself. */
const native = z
  .strictObject({
    rules: z
      .array(nativeRule)
      .min(1, 'must hold at least one rule')
      .max(1000)
      .prefault([{ name: 'all' }])
      .describe('The first rule whose prefix fits decides'),
    bothDirections: z
      .boolean()
      .default(false)
      .describe('Replicate from the destination to the source as well, by the same rules'),
    failureEmails: emails.describe(
      'Who hears of objects that were not replicated, and of alarms, after confirming the subscription',
    ),
    existingObjects: z
      .boolean()
      .default(false)
      .describe('A role for S3 Batch Replication of what was there before the rules; docs/deploy.md has the command'),
  })
  .describe('Replication by S3 itself');

/** Widest range that an operator's network can plausibly have; a wider one is no restriction. */
const WIDEST_OPERATOR_PREFIX = { ipv4: 8, ipv6: 32 } as const;

const operatorCidr = z.string().superRefine((text, context) => {
  const range = readCidr(text);
  if (range === undefined) context.addIssue('is not a CIDR range without host bits');
  else if (range[1] < WIDEST_OPERATOR_PREFIX[range[0].kind()]) {
    context.addIssue('is too wide to restrict anyone: at most /8, or /32 for IPv6');
  }
});

const operators = z
  .strictObject({
    users: z
      .array(person)
      .min(1, 'must name at least one user')
      .describe(
        'Who may become operators: IAM users, with MFA, or people by { permissionSet, account }, for whom IAM Identity Center asks for it',
      ),
    sourceCidrs: z
      .array(operatorCidr)
      .min(1, 'must name at least one range')
      .describe('Public address ranges they come from'),
  })
  .describe('A role in each account, for people from these addresses: replay failures, see what arrived');

/** Replication by a Lambda function. */
const lambda = z
  .strictObject({
    prefix: prefix.default(''),
    deletions: z
      .boolean()
      .default(false)
      .describe('Make a delete marker at the destination for each at the source; versions are never deleted'),
    resultEmails: emails.describe(
      'Who gets a message for each invocation, and each alarm, after confirming the subscription',
    ),
    inVpc: z
      .boolean()
      .default(false)
      .describe('Run in the private subnets, and copy through the endpoint instead of being exempt from it'),
    logRetentionDays: logRetentionDays.describe('Days until log events of the function expire').default(90),
    logEncryption,
    tracing: z
      .boolean()
      .default(false)
      .describe('Trace each invocation by X-Ray; what a trace tells of objects is their calls, not their contents'),
    operators: operators.optional(),
    bothDirections: z
      .never('is not possible by Lambda: each copy would be a new object to copy back, for ever; native can')
      .optional()
      .describe('Not possible by Lambda: each copy would be a new object to copy back; native can'),
  })
  .describe('Replication by a Lambda function');

/** How objects get from the source bucket to the destination bucket; both ways at once for different prefixes only. */
export const replication = z
  .strictObject({ native: native.optional(), lambda: lambda.optional() })
  .describe('How objects get from the source bucket to the destination bucket');

export type NativeReplicationSettings = z.output<typeof native>;
export type LambdaReplicationSettings = z.output<typeof lambda>;
export type OperatorSettings = z.output<typeof operators>;
