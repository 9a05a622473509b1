/**
 * What the function that replicates is told by its environment. The construct that builds the function sets exactly these.
 *
 * Variable                  Need      Meaning (unit), default
 * SOURCE_BUCKET             required  the bucket whose events are accepted; any other is refused
 * SOURCE_ACCOUNT_ID         required  its owner: every read demands it (`x-amz-source-expected-bucket-owner`)
 * DESTINATION_BUCKET        required  where the copies go
 * DESTINATION_ACCOUNT_ID    required  its owner: every write demands it (`x-amz-expected-bucket-owner`)
 * DESTINATION_REGION        optional  its region; AWS_REGION, which Lambda sets
 * DESTINATION_KMS_KEY_ARN   required  full ARN of the key in DESTINATION_REGION; an alias would resolve in the caller's account
 * FAILURE_QUEUE_URL         required  SQS queue that takes what could not be copied
 * RESULT_TOPIC_ARN          required  SNS topic that takes one message per invocation
 * PREVENT_OVERWRITE         optional  `true`: never write over an existing key (If-None-Match); `false`
 * REPLICATE_DELETIONS       optional  `true`: a delete marker at the source makes one at the destination; `false`
 * MULTIPART_THRESHOLD_BYTES optional  larger objects are copied in parts (bytes); 5 GiB, the most CopyObject takes
 * PART_SIZE_BYTES           optional  size of one part (bytes), raised where 10,000 parts would not do; 512 MiB
 * CONCURRENCY               optional  keys of one event, and parts of one object, under way at once; 8
 * MAX_ATTEMPTS              optional  tries of one S3 call, and observations of one object, before it fails; 6
 * RETRY_BASE_DELAY_MS       optional  longest first pause, doubled each time up to 5 s (ms); 200
 * REQUEST_TIMEOUT_MS        optional  patience with one call; a copy gets more by its size (ms); 20,000
 * POWERTOOLS_SERVICE_NAME, POWERTOOLS_LOG_LEVEL are read by Powertools itself.
 *
 * Function: runtime nodejs22.x, arm64, handler `index.handler`, timeout 900 s, memory 512 MB, and a dead-letter queue or
 * on-failure destination: when the failure queue cannot be reached the function throws, and Lambda keeps the event.
 * An object that S3 cannot copy within the timeout comes to the failure queue each time: terabytes are work for S3 Batch.
 * The last 5 s of each invocation are kept for the failure queue, so the timeout must be well above them.
 * Queue: 14 days retention, and no redrive policy that a replay with `--dry-run` could exhaust.
 * Destination bucket: versioned (demanded when deletions are replicated), a lifecycle rule that aborts incomplete uploads.
 *
 * Metrics (EMF, namespace `S3PrivatePath/Replication`, dimension `service` = POWERTOOLS_SERVICE_NAME):
 * ObjectsCopied, ObjectsDeleted, ObjectsSkipped, ObjectsFailed, ResultsNotPublished (Count), BytesCopied (Bytes),
 * ReplicationLatency (Milliseconds from event to copy). The four object counts are emitted by every invocation, zeros too.
 *
 * Permissions of the role, none of them wider than the resource named:
 * - source bucket: s3:ListBucket, s3:ListBucketVersions (without them a missing key answers 403, not 404)
 * - source objects: s3:GetObject, s3:GetObjectVersion, s3:GetObjectTagging, s3:GetObjectVersionTagging
 * - source key: kms:Decrypt, ViaService s3.<source region>; for a copy to another region, s3.<destination region> too [inferred]
 * - destination bucket (role and bucket policy): s3:ListBucket; with REPLICATE_DELETIONS s3:GetBucketVersioning
 * - destination objects (role and bucket policy): s3:PutObject, s3:PutObjectTagging, s3:GetObject (asked by If-Match),
 *   s3:AbortMultipartUpload; with REPLICATE_DELETIONS s3:DeleteObject. Never s3:DeleteObjectVersion, never s3:PutObjectAcl.
 * - destination key (role and key policy): kms:GenerateDataKey, kms:Decrypt, ViaService s3.<destination region>
 * - failure queue: sqs:SendMessage; result topic: sns:Publish; their keys, if they have any: kms:GenerateDataKey, kms:Decrypt
 * - own log group's streams: logs:CreateLogStream, logs:PutLogEvents; the function's dead-letter queue: sqs:SendMessage
 * - the operator who replays: lambda:InvokeFunction on the function; sqs:ReceiveMessage, sqs:DeleteMessage,
 *   sqs:ChangeMessageVisibility on the queue
 *
 * Sources: issue 3; AWS "Required permissions for Amazon S3 API operations"; AWS "Conditional requests".
 */
import { z } from 'zod';
import { sentenceOf } from '../../../contract/zod-sentences';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** The most that one CopyObject or one part may hold (bytes). Source: AWS "Amazon S3 multipart upload limits". */
const LARGEST_SINGLE_COPY = 5 * GIB;

const bucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name');
const accountId = z.string().regex(/^\d{12}$/, 'must be an account id of twelve digits');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'must be a region such as us-east-1');
const queueUrl = z.url({ protocol: /^https?$/, error: 'must be the URL of an SQS queue' });

/** `true` or `false` and nothing else, since a misspelt switch must not silently stay off. */
const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((value) => value === 'true');

const wholeNumber = (minimum: number, maximum: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number between ${minimum} and ${maximum}`)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))
    .default(otherwise);

const environment = z
  .object({
    AWS_REGION: region,
    SOURCE_BUCKET: bucket,
    SOURCE_ACCOUNT_ID: accountId,
    DESTINATION_BUCKET: bucket,
    DESTINATION_ACCOUNT_ID: accountId,
    DESTINATION_REGION: region.optional(),
    DESTINATION_KMS_KEY_ARN: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
        'must be the full ARN of a key, not an alias',
      ),
    FAILURE_QUEUE_URL: queueUrl,
    RESULT_TOPIC_ARN: z
      .string()
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic'),
    PREVENT_OVERWRITE: flag,
    REPLICATE_DELETIONS: flag,
    MULTIPART_THRESHOLD_BYTES: wholeNumber(1, LARGEST_SINGLE_COPY, LARGEST_SINGLE_COPY),
    PART_SIZE_BYTES: wholeNumber(5 * MIB, LARGEST_SINGLE_COPY, 512 * MIB),
    CONCURRENCY: wholeNumber(1, 64, 8),
    MAX_ATTEMPTS: wholeNumber(1, 20, 6),
    RETRY_BASE_DELAY_MS: wholeNumber(1, 5_000, 200),
    REQUEST_TIMEOUT_MS: wholeNumber(100, 300_000, 20_000),
  })
  .superRefine((settings, context) => {
    const problem = (name: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    const destinationRegion = settings.DESTINATION_REGION ?? settings.AWS_REGION;
    if (settings.DESTINATION_BUCKET === settings.SOURCE_BUCKET) {
      problem('DESTINATION_BUCKET', 'must not be SOURCE_BUCKET: each copy would cause the next, for ever');
    }
    if (settings.DESTINATION_KMS_KEY_ARN.split(':')[3] !== destinationRegion) {
      problem('DESTINATION_KMS_KEY_ARN', `must be a key in the destination bucket's region ${destinationRegion}`);
    }
  });

/** The function's settings, read once at cold start. */
export interface Configuration {
  readonly source: { readonly bucket: string; readonly accountId: string; readonly region: string };
  readonly destination: {
    readonly bucket: string;
    readonly accountId: string;
    readonly region: string;
    readonly kmsKeyArn: string;
  };
  readonly failureQueueUrl: string;
  readonly resultTopicArn: string;
  readonly preventOverwrite: boolean;
  readonly replicateDeletions: boolean;
  readonly multipartThresholdBytes: number;
  readonly partSizeBytes: number;
  readonly concurrency: number;
  readonly maxAttempts: number;
  readonly retryBaseDelayMs: number;
  readonly requestTimeoutMs: number;
}

/** The environment does not configure the function; the message names every variable at fault and what it may hold. */
class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads the settings from environment variables.
 * @throws ConfigurationError naming all faulty variables at once.
 */
export function readConfiguration(variables: NodeJS.ProcessEnv): Configuration {
  const { data, error } = environment.safeParse(variables, { error: sentenceOf });
  if (error) {
    const problems = error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigurationError(`The function's environment is wrong: ${problems.join('; ')}.`);
  }
  return {
    source: { bucket: data.SOURCE_BUCKET, accountId: data.SOURCE_ACCOUNT_ID, region: data.AWS_REGION },
    destination: {
      bucket: data.DESTINATION_BUCKET,
      accountId: data.DESTINATION_ACCOUNT_ID,
      region: data.DESTINATION_REGION ?? data.AWS_REGION,
      kmsKeyArn: data.DESTINATION_KMS_KEY_ARN,
    },
    failureQueueUrl: data.FAILURE_QUEUE_URL,
    resultTopicArn: data.RESULT_TOPIC_ARN,
    preventOverwrite: data.PREVENT_OVERWRITE,
    replicateDeletions: data.REPLICATE_DELETIONS,
    multipartThresholdBytes: data.MULTIPART_THRESHOLD_BYTES,
    partSizeBytes: data.PART_SIZE_BYTES,
    concurrency: data.CONCURRENCY,
    maxAttempts: data.MAX_ATTEMPTS,
    retryBaseDelayMs: data.RETRY_BASE_DELAY_MS,
    requestTimeoutMs: data.REQUEST_TIMEOUT_MS,
  };
}
