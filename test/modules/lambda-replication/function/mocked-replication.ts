import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { readConfiguration } from '../../../../modules/lambda-replication/function/configuration';
import type { ObjectEvent } from '../../../../modules/lambda-replication/function/event-records';
import type { Replication } from '../../../../modules/lambda-replication/function/replication';
import { callWithRetries } from '../../../../modules/lambda-replication/function/retry';

export const KEY_ARN = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A replication between two mocked clients, on a clock that never waits. */
export function mockedReplication(variables: Record<string, string> = {}) {
  const sourceClient = new S3Client({ region: 'us-east-1' });
  const destinationClient = new S3Client({ region: 'us-east-1' });
  const configuration = readConfiguration({
    AWS_REGION: 'us-east-1',
    SOURCE_BUCKET: 'orders-source',
    SOURCE_ACCOUNT_ID: '111111111111',
    DESTINATION_BUCKET: 'orders-replica',
    DESTINATION_ACCOUNT_ID: '222222222222',
    DESTINATION_KMS_KEY_ARN: KEY_ARN,
    FAILURE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/failures',
    RESULT_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:results',
    MAX_ATTEMPTS: '3',
    ...variables,
  });
  const clock = { remainingMs: () => 60_000, sleep: () => Promise.resolve(), random: () => 0 };
  const policy = { maxAttempts: 3, baseDelayMs: 1, reserveMs: 5_000 };
  const call = callWithRetries(policy, clock);
  const replication: Replication = {
    configuration,
    sourceClient,
    destinationClient,
    call,
    lastCall: call,
    policy,
    clock,
  };
  return { replication, source: mockClient(sourceClient), destination: mockClient(destinationClient) };
}

/** The creation of version v1 of `a+b`. */
export const created: ObjectEvent = {
  kind: 'created',
  eventName: 'ObjectCreated:Put',
  eventTime: '2026-01-05T00:00:03.123Z',
  bucket: 'orders-source',
  key: 'a+b',
  versionId: 'v1',
  eTag: 'abc',
  sequencer: '0A',
};

/** An error as S3 answers it. */
export function s3Error(name: string, httpStatusCode: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode }, $response: { headers } });
}
