import { regionalArn } from '../../../contract/deployment/names';
import { isBuilt } from '../../../contract/deployment/sides';
import {
  accountIntent,
  ON_ITS_OWN,
  onBehalfOf,
  roleArn,
  NOTHING,
  together,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { keyIs, permission } from './permission';

const LAYERS = ['actual', 'grants'] as const;

/** What a key policy gives CloudWatch for log groups; `*` of the page written out. */
const USE = [
  ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  ...['kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
];
const WRITE = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

/**
 * Flow logs of the VPC are written to their log group, and CloudWatch encrypts the groups that are to be under the key of the
 * account (VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs"; CloudWatch Logs User Guide, "Encrypt log data
 * in CloudWatch Logs using AWS Key Management Service").
 */
export function logGroupsIntended(deployed: Deployed): Intended {
  return together([flows(deployed), encryption(deployed)]);
}

function flowSettings({ deployment: { privateAccess } }: Deployed) {
  return privateAccess?.vpc.kind === 'create' ? privateAccess.vpc.flowLogs : undefined;
}

function flows(deployed: Deployed): Intended {
  if (flowSettings(deployed) === undefined) return NOTHING;
  const { deployment, names } = deployed;
  const { id: account, region } = accountIntent(deployed, 'source');
  const at = { partition: deployment.partition, region, id: account };
  const principal = roleArn(deployed, 'source', names.flowLogs.role);
  const service = 'vpc-flow-logs.amazonaws.com';
  const group = regionalArn(at, 'logs', `log-group:${names.flowLogs.group}:`);
  const everyGroup = regionalArn(at, 'logs', 'log-group:*');
  const ofFlowLogs = regionalArn(at, 'ec2', 'vpc-flow-log/fl-0123456789abcdef0');
  const need = (asks: string, action: string, resource: string, context = ON_ITS_OWN): Need => ({
    ...{ flow: 'flow-log-groups', why: 'flow logs would stand at "Access error", and record nothing' },
    ...{ principal: asks, identity: 'nothing', action, resource, account, context },
  });
  return {
    permissions: [
      permission({
        principal: service,
        actions: ['sts:AssumeRole'],
        resource: principal,
        account,
        terms: [
          keyIs('aws:SourceAccount', [account], LAYERS, 'only for its own account'),
          keyIs(
            'aws:SourceArn',
            [regionalArn(at, 'ec2', 'vpc-flow-log/*')],
            LAYERS,
            'only for flow logs of its account',
          ),
        ],
      }),
      permission({ principal, actions: WRITE, resource: `${group}*`, account }),
      permission({ principal, actions: ['logs:DescribeLogGroups'], resource: everyGroup, account }),
    ],
    needs: [
      need(service, 'sts:AssumeRole', principal, onBehalfOf(ofFlowLogs, account)),
      ...WRITE.map((action) => need(principal, action, `${group}log-stream:eni-0123456789abcdef0-all`)),
      need(principal, 'logs:DescribeLogGroups', everyGroup.replace('*', 'x')),
    ],
  };
}

function encryption(deployed: Deployed): Intended {
  const { deployment, names } = deployed;
  const { id: account, region, dnsSuffix, key } = accountIntent(deployed, 'source');
  const at = { partition: deployment.partition, region, id: account };
  const ofFunction = isBuilt(deployment, 'source') && deployment.replication?.lambda?.logEncryption === 'account-key';
  const groups = [
    ...(ofFunction ? [`/aws/lambda/${names.lambda.function}`] : []),
    ...(flowSettings(deployed)?.encryption === 'account-key' ? [names.flowLogs.group] : []),
  ].map((name) => regionalArn(at, 'logs', `log-group:${name}`));
  if (key === undefined || groups.length === 0) return NOTHING;
  const principal = `logs.${region}.${dnsSuffix}`;
  const context = 'kms:EncryptionContext:aws:logs:arn';
  return {
    permissions: [
      permission({
        ...{ principal, actions: USE, resource: key.arn, account },
        terms: [keyIs(context, groups, LAYERS, 'only for log groups of the deployment')],
      }),
    ],
    needs: groups.flatMap((group) =>
      ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'].map((action): Need => ({
        ...{ flow: 'flow-log-groups', why: 'CloudWatch would refuse the key, and with it the log group' },
        ...{ principal, identity: 'nothing', action, resource: key.arn, account },
        context: { ...ON_ITS_OWN, [context]: group, 'kms:EncryptionContextKeys': ['aws:logs:arn'] },
      })),
    ),
  };
}
