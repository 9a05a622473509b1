import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { regionalArn } from '../../contract/deployment/names';
import { DAY } from '../../contract/time';
import type { Account } from '../account';
import { policyDocument } from '../policy/statement';
import { denyClearText } from '../../contract/policy/transport';

/** As long as SQS keeps a message (seconds): two weeks to find out why. */
const LONGEST_RETENTION = 14 * DAY;

/** A queue of an account. */
export interface GuardedQueueProps {
  readonly account: Account;
  readonly queueName: string;
}

/** A queue for what went wrong: kept as long as SQS can, encrypted, TLS only. */
export class GuardedQueue extends Construct {
  readonly url: string;
  /** Literal. */
  readonly arn: string;
  readonly queueName: string;
  readonly policy: SqsQueuePolicy;

  constructor(scope: Construct, id: string, { account, queueName }: GuardedQueueProps) {
    super(scope, id);
    const { provider } = account;
    this.queueName = queueName;
    this.arn = regionalArn(account, 'sqs', queueName);
    const queue = new SqsQueue(this, id, {
      provider,
      name: queueName,
      messageRetentionSeconds: LONGEST_RETENTION,
      sqsManagedSseEnabled: true,
    });
    this.url = queue.url;
    this.policy = new SqsQueuePolicy(this, `${id}_policy`, {
      provider,
      queueUrl: queue.url,
      policy: policyDocument([denyClearText(['sqs:*'], [this.arn])]),
    });
  }
}
