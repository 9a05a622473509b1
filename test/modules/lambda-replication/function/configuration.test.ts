import { readConfiguration } from '../../../../modules/lambda-replication/function/configuration';

const valid = {
  AWS_REGION: 'us-east-1',
  SOURCE_BUCKET: 'orders-source',
  SOURCE_ACCOUNT_ID: '111111111111',
  DESTINATION_BUCKET: 'orders-replica',
  DESTINATION_ACCOUNT_ID: '222222222222',
  DESTINATION_KMS_KEY_ARN: 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  FAILURE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/failures',
  RESULT_TOPIC_ARN: 'arn:aws:sns:us-east-1:111111111111:results',
};

describe("the function's environment", () => {
  test('needs eight variables; the rest has defaults', () => {
    expect(readConfiguration(valid)).toMatchObject({
      destination: { bucket: 'orders-replica', region: 'us-east-1' },
      preventOverwrite: false,
      replicateDeletions: false,
      multipartThresholdBytes: 5 * 1024 ** 3,
      partSizeBytes: 512 * 1024 ** 2,
      concurrency: 8,
      maxAttempts: 6,
    });
  });

  test('is refused with all its faults at once', () => {
    const wrong = {
      ...valid,
      SOURCE_ACCOUNT_ID: '1111',
      FAILURE_QUEUE_URL: 'failures',
      PREVENT_OVERWRITE: 'yes',
      PART_SIZE_BYTES: '1',
      RESULT_TOPIC_ARN: undefined,
    };
    expect(() => readConfiguration(wrong)).toThrow(
      "The function's environment is wrong: " +
        'SOURCE_ACCOUNT_ID must be an account id of twelve digits; FAILURE_QUEUE_URL must be the URL of an SQS queue; ' +
        'RESULT_TOPIC_ARN is missing; PREVENT_OVERWRITE must be true or false; PART_SIZE_BYTES must be at least 5242880.',
    );
  });

  test('may not name one bucket as source and destination, since copies would cause copies', () => {
    expect(() => readConfiguration({ ...valid, DESTINATION_BUCKET: 'orders-source' })).toThrow(/for ever/);
  });

  test('names the destination key by its full ARN, in the region of the destination bucket', () => {
    const alias = { ...valid, DESTINATION_KMS_KEY_ARN: 'arn:aws:kms:us-east-1:222222222222:alias/orders' };
    expect(() => readConfiguration(alias)).toThrow(
      /DESTINATION_KMS_KEY_ARN must be the full ARN of a key, not an alias/,
    );
    expect(() => readConfiguration({ ...valid, DESTINATION_REGION: 'eu-west-1' })).toThrow(
      /DESTINATION_KMS_KEY_ARN must be a key in the destination bucket's region eu-west-1/,
    );
  });
});
