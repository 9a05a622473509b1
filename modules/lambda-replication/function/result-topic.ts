import { type SNSClient, PublishCommand } from '@aws-sdk/client-sns';
import { asciiJson } from './failure-queue';
import type { Report } from './report';
import type { Call } from './retry';

/** Far below the 256 KiB of a message, whatever the keys are. Source: Amazon SNS quotas. */
const MOST_RECORDS = 20;

/**
 * Publishes what became of an event's records: counts and the first 20 records, failures first. The attribute `outcome`
 * (`failed`, `copied` or `skipped`) lets a subscription filter, for instance for failures only.
 * Throws the error of SNS, or OutOfTimeError.
 */
export async function publishResult(
  { client, topicArn, timeoutMs, call }: { client: SNSClient; topicArn: string; timeoutMs: number; call: Call },
  report: Report,
): Promise<void> {
  const { copied, deleted, skipped, failed } = report;
  const worst = failed > 0 ? 'failed' : copied + deleted > 0 ? 'copied' : 'skipped';
  const failuresFirst = report.records.toSorted(
    (a, b) => Number(b.outcome === 'failed') - Number(a.outcome === 'failed'),
  );
  const records = failuresFirst.slice(0, MOST_RECORDS);
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: `S3 replication: ${copied} copied, ${deleted} deleted, ${skipped} skipped, ${failed} failed`,
    Message: asciiJson({
      copied,
      deleted,
      skipped,
      failed,
      records,
      notListed: report.records.length - records.length,
    }),
    MessageAttributes: { outcome: { DataType: 'String', StringValue: worst } },
  });
  await call(timeoutMs, (abortSignal) => client.send(command, { abortSignal }));
}
