/** The Lambda function that replicates: what it is made of, wired once per cold start. Its settings: see configuration.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { readConfiguration } from './configuration';
import { sendFailure } from './failure-queue';
import { handleEvent } from './handle-event';
import { METRICS_NAMESPACE, countOutcomes, observeRecord } from './observability';
import { replicateRecord } from './replicate-record';
import type { Replication } from './replication';
import type { Report } from './report';
import { publishResult } from './result-topic';
import { type Clock, type RetryPolicy, callWithRetries } from './retry';
import { describeError } from './s3-errors';

/** Kept at the end of an invocation for aborting uploads and for the failure queue (milliseconds). */
const RESERVE_MS = 5_000;

const configuration = readConfiguration(process.env);
const logger = new Logger();
const metrics = new Metrics({ namespace: METRICS_NAMESPACE });

/** One attempt per send: repeating is up to callWithRetries, which knows when the invocation ends. */
const client = { maxAttempts: 1 };
const sourceClient = new S3Client({ ...client, region: configuration.source.region });
const destinationClient = new S3Client({ ...client, region: configuration.destination.region });
const sqs = new SQSClient({ ...client, region: configuration.source.region });
const sns = new SNSClient({ ...client, region: configuration.source.region });

/** Copies the objects an S3 event tells of. See {@link handleEvent} for what it returns and throws. */
export async function handler(event: unknown, context: Context): Promise<Report> {
  logger.addContext(context);
  const clock: Clock = {
    remainingMs: () => context.getRemainingTimeInMillis(),
    sleep: (ms) => sleep(ms),
    random: Math.random,
  };
  const { maxAttempts, retryBaseDelayMs: baseDelayMs, requestTimeoutMs: timeoutMs } = configuration;
  const policy: RetryPolicy = { maxAttempts, baseDelayMs, reserveMs: RESERVE_MS };
  const lastCall = callWithRetries({ ...policy, reserveMs: 500 }, clock);
  const call = callWithRetries(policy, clock);
  const replication: Replication = { configuration, sourceClient, destinationClient, call, lastCall, policy, clock };
  const telling = { timeoutMs, call: lastCall };
  try {
    return await handleEvent(event, {
      concurrency: configuration.concurrency,
      replicate: (record) => replicateRecord(replication, record),
      sendFailure: (message) =>
        sendFailure({ ...telling, client: sqs, queueUrl: configuration.failureQueueUrl }, message),
      publishResult: (report) =>
        publishResult({ ...telling, client: sns, topicArn: configuration.resultTopicArn }, report),
      observe: (record, outcome) => {
        observeRecord({ logger, metrics }, record, outcome, new Date());
      },
      count: (report) => {
        countOutcomes(metrics, report);
      },
      resultNotPublished: (error) => {
        // The objects are where they belong; copying them again for a message's sake would be wrong.
        logger.error('The result could not be published', { reason: describeError(error) });
        metrics.addMetric('ResultsNotPublished', 'Count', 1);
      },
      now: () => new Date(),
    });
  } finally {
    metrics.publishStoredMetrics();
  }
}
