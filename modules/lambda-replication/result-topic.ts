import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import { denyClearText } from '../policy/transport';

export interface ResultTopicProps {
  readonly account: Account;
  readonly topicName: string;
  readonly keyArn: string;
  /** Alarms whose names begin so may publish. */
  readonly alarmPrefix: string;
  readonly emails: readonly string[];
}

/** The topic that says what was copied, and that something is wrong; subscribers confirm by e-mail. */
export class ResultTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { account, topicName, keyArn, alarmPrefix, emails }: ResultTopicProps) {
    super(scope, id);
    const { provider } = account;
    const topic = new SnsTopic(this, id, { provider, name: topicName, kmsMasterKeyId: keyArn });
    this.arn = topic.arn;
    const literalArn = regionalArn(account, 'sns', topicName);
    new SnsTopicPolicy(this, `${id}_policy`, {
      provider,
      arn: topic.arn,
      policy: policyDocument([
        {
          sid: 'AllowAlarms',
          effect: 'Allow',
          principal: { Service: ['cloudwatch.amazonaws.com'] },
          action: ['sns:Publish'],
          resource: [literalArn],
          condition: {
            ArnLike: { 'aws:SourceArn': regionalArn(account, 'cloudwatch', `alarm:${alarmPrefix}*`) },
            StringEquals: { 'aws:SourceAccount': account.id },
          },
        },
        denyClearText(['sns:Publish'], [literalArn]),
      ]),
    });
    emails.forEach((endpoint) => {
      new SnsTopicSubscription(this, `${id}_${endpoint}`.replace(/[^\w-]/g, '_'), {
        provider,
        topicArn: topic.arn,
        protocol: 'email',
        endpoint,
      });
    });
  }
}

/** Lets CloudWatch encrypt what alarms publish (SNS Developer Guide, "… event sources to encrypted topics"). */
export function alarmsMayUseKey({ id }: Account): Statement {
  return {
    sid: 'AllowAlarmsToPublish',
    effect: 'Allow',
    principal: { Service: ['cloudwatch.amazonaws.com'] },
    action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resource: ['*'],
    condition: { StringEquals: { 'aws:SourceAccount': id } },
  };
}
