import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import { regionalArn } from '../../contract/deployment/names';
import type { Account } from '../account';
import { policyDocument, type Statement } from '../policy/statement';
import { denyClearText } from '../../contract/policy/transport';

/** A topic, and who may publish to it. */
export interface ResultTopicProps {
  readonly account: Account;
  readonly topicName: string;
  readonly keyArn: string;
  /** Alarms whose names begin so may publish. */
  readonly alarmPrefix: string;
  /** Bucket of this account whose events S3 publishes. @default none */
  readonly bucketArn?: string;
  readonly emails: readonly string[];
}

/** A topic that says what was copied, and that something is wrong; subscribers confirm by e-mail. */
export class ResultTopic extends Construct {
  readonly arn: string;
  /** Until it is there, nobody may publish. */
  readonly policy: SnsTopicPolicy;

  constructor(scope: Construct, id: string, props: ResultTopicProps) {
    super(scope, id);
    const { account, topicName, keyArn, alarmPrefix, bucketArn, emails } = props;
    const { provider } = account;
    const topic = new SnsTopic(this, id, { provider, name: topicName, kmsMasterKeyId: keyArn });
    this.arn = topic.arn;
    const literalArn = regionalArn(account, 'sns', topicName);
    this.policy = new SnsTopicPolicy(this, `${id}_policy`, {
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
        ...(bucketArn === undefined ? [] : [bucketMayPublish(account, bucketArn, literalArn)]),
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

/** S3 User Guide, "Granting permissions to publish event notification messages to a destination". */
function bucketMayPublish({ id }: Account, bucketArn: string, topicArn: string): Statement {
  return {
    sid: 'AllowBucketEvents',
    effect: 'Allow',
    principal: { Service: ['s3.amazonaws.com'] },
    action: ['sns:Publish'],
    resource: [topicArn],
    condition: { ArnLike: { 'aws:SourceArn': bucketArn }, StringEquals: { 'aws:SourceAccount': id } },
  };
}

/** Lets S3 encrypt the events of a bucket (S3 User Guide, "Granting permissions …", "AWS KMS key policy"). */
export function bucketEventsMayUseKey({ id }: Account, bucketArn: string): Statement {
  return {
    sid: 'AllowBucketEventsToPublish',
    effect: 'Allow',
    principal: { Service: ['s3.amazonaws.com'] },
    action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resource: ['*'],
    condition: { ArnLike: { 'aws:SourceArn': bucketArn }, StringEquals: { 'aws:SourceAccount': id } },
  };
}
