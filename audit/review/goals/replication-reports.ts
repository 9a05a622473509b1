import { regionalArn, type Side } from '../../../contract/deployment/names';
import { accountIntent, onBehalfOf, GENERATE_DATA_KEYS, type Deployed, type Intended, type Need } from './intended';
import { keyIs, permission } from './permission';

const LAYERS = ['actual', 'grants'] as const;

/**
 * S3 tells a topic what it could not replicate, and alarms tell it that something is wrong, encrypted by the key of the account
 * (S3 User Guide, "Granting permissions to publish event notification messages to a destination"; SNS Developer Guide,
 * "Managing Amazon SNS encryption keys and costs").
 */
export function replicationReports(deployed: Deployed, side: Side): Intended {
  const { deployment, names } = deployed;
  const { id, region, key, dataBucketArn: bucket } = accountIntent(deployed, side);
  const at = { partition: deployment.partition, region, id };
  const topic = regionalArn(at, 'sns', names.replicationTopic[side]);
  const alarms = regionalArn(at, 'cloudwatch', `alarm:${names.replicationTopic[side]}*`);
  const ofAccount = keyIs('aws:SourceAccount', [id], LAYERS, 'only for its own account');
  const ofBucket = keyIs('aws:SourceArn', [bucket], LAYERS, 'only for the bucket that replicates');
  const ofAlarms = keyIs('aws:SourceArn', [alarms], LAYERS, 'only for the alarms of the replication');
  const need = (principal: string, action: string, resource: string, of: string): Need => ({
    flow: 'flow-replication-reports',
    why: 'nobody would hear of what was not replicated',
    principal,
    identity: 'nothing',
    action,
    resource,
    account: id,
    context: onBehalfOf(of, id),
  });
  const base = { account: id, resource: topic, actions: ['sns:Publish'] };
  const publishers = [
    { principal: 's3.amazonaws.com', of: bucket, terms: [ofAccount, ofBucket], keyTerms: [ofAccount, ofBucket] },
    // The key lets alarms in by their account: it serves those of other topics too.
    {
      principal: 'cloudwatch.amazonaws.com',
      of: alarms.replace('*', '-x'),
      terms: [ofAccount, ofAlarms],
      keyTerms: [ofAccount],
    },
  ];
  return {
    permissions: publishers.flatMap(({ principal, terms, keyTerms }) => [
      permission({ ...base, principal, terms }),
      ...(key
        ? [
            permission({
              principal,
              account: id,
              resource: key.arn,
              actions: ['kms:Decrypt', ...GENERATE_DATA_KEYS],
              terms: keyTerms,
            }),
          ]
        : []),
    ]),
    needs: publishers.flatMap(({ principal, of }) => [
      need(principal, 'sns:Publish', topic, of),
      ...(key ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => need(principal, action, key.arn, of)) : []),
    ]),
  };
}
