import { z } from 'zod';

/** CloudWatch Logs API Reference, PutRetentionPolicy: the only values it takes. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** How long CloudWatch keeps the events of a log group. */
export const logRetentionDays = z.union(
  LOG_RETENTION_DAYS.map((days) => z.literal(days)),
  `must be one of ${LOG_RETENTION_DAYS.join(', ')}`,
);

/** CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service". */
export const logEncryption = z
  .enum(['cloudwatch', 'account-key'], 'must be cloudwatch or account-key')
  .default('cloudwatch')
  .describe(
    'cloudwatch: by a key that CloudWatch has for itself; account-key: by the key of the account, which CloudWatch may then use for this log group',
  );

/** VPC User Guide, "Publish flow logs to CloudWatch Logs". */
export const flowLogs = z
  .strictObject({
    retentionDays: logRetentionDays.default(90).describe('Days until records of flows expire'),
    encryption: logEncryption,
  })
  .describe(
    'Flow logs of the VPC in CloudWatch: which addresses spoke with which, accepted or rejected. What requests to S3 were, they do ' +
      'not tell; access logs and CloudTrail do. Default none',
  );

export type FlowLogSettings = z.output<typeof flowLogs>;
