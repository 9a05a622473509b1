import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { asciiJson } from '../../../../modules/lambda-replication/function/failure-queue';
import type { RecordReport } from '../../../../modules/lambda-replication/function/report';
import { publishResult } from '../../../../modules/lambda-replication/function/result-topic';

test('a message holds any key, in characters that every queue takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const text = asciiJson({ key });
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(text)).toEqual({ key });
    }),
  );
});

test('a result message tells the counts and the failures first, and can be filtered by outcome', async () => {
  const client = new SNSClient({ region: 'us-east-1' });
  const topic = mockClient(client);
  topic.on(PublishCommand).resolves({});
  const copied = (key: string): RecordReport => ({ key, versionId: null, outcome: 'copied', bytes: 1 });
  const failed: RecordReport = { key: 'bad', versionId: null, outcome: 'failed', reason: 'denied', attempts: 3 };
  const records = [...Array.from({ length: 30 }, (_, index) => copied(String(index))), failed];

  await publishResult(
    {
      client,
      topicArn: 'arn:aws:sns:us-east-1:111111111111:results',
      timeoutMs: 1_000,
      call: (_, attempt) => attempt(AbortSignal.timeout(1_000)),
    },
    { copied: 30, deleted: 0, skipped: 0, failed: 1, records },
  );

  const { Message, Subject, MessageAttributes } = topic.commandCalls(PublishCommand)[0]!.args[0].input;
  expect(Subject).toBe('S3 replication: 30 copied, 0 deleted, 0 skipped, 1 failed');
  expect(MessageAttributes?.outcome?.StringValue).toBe('failed');
  const message = JSON.parse(Message!) as { records: unknown[]; notListed: number };
  expect(message.records).toHaveLength(20);
  expect(message.records[0]).toEqual(failed);
  expect(message.notListed).toBe(11);
});
