import { join } from 'node:path';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { App, AssetType, TerraformAsset, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { regionalArn, type Names, type Side } from '../../contract/deployment/names';
import type { LambdaReplicationSettings } from '../../contract/deployment/replication-settings';
import { roleArnOf, roleSettings, type Account } from '../account';
import type { CopyEnds } from '../data-bucket/replica-end';
import type { DataRole } from '../data-role';
import { policyDocument, type Condition, type Statement } from '../policy/statement';
import { trustService } from '../policy/trust';
import type { Network } from '../private-access/network';
import { Alarms } from './alarms';
import { bundleHandler } from './bundle';
import { allowCopyKeys, allowReadingSource, allowWritingCopies, type CopyPath } from './copy-policy';
import { allowAttaching, FunctionNetwork } from './function-network';
import { GuardedQueue } from './guarded-queue';
import { allowReplay } from './operator-role';
import { NO_EVENTS, type BucketEvents } from '../topic/bucket-events';
import { ResultTopic } from '../topic/result-topic';

/** Lambda's longest run (seconds), for large objects in parts. */
const TIMEOUT = 900;
const MEMORY_MB = 512;

/** Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray": these two know no resources. */
const ALLOW_TRACING: Statement = {
  sid: 'AllowTracing',
  effect: 'Allow',
  action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  resource: ['*'],
};

/** From which bucket to which a `LambdaReplication` copies, and how. */
export interface LambdaReplicationProps {
  readonly path: Omit<CopyPath, 'prefix' | 'deletions'> & { readonly from: Account };
  readonly names: Names['lambda'];
  readonly settings: LambdaReplicationSettings;
  /** The destination takes conditional writes only. */
  readonly preventOverwrite: boolean;
  /** Where the function runs in a VPC, and the condition its requests to S3 then fulfil. @default outside of any */
  readonly inVpc?: {
    readonly network: Network;
    readonly routes: readonly ITerraformDependable[];
    readonly condition: Condition;
  };
}

/** A function in account A that copies each new object to account B, and what is needed to trust it. */
export class LambdaReplication extends Construct implements DataRole {
  readonly role: IamRole;
  readonly roleArn: string;
  readonly usesKeyOf: readonly Side[];
  /** Takes what could not be copied, until it is replayed. */
  readonly failures: GuardedQueue;
  private readonly path: CopyPath & { readonly from: Account };
  private readonly logGroupArn: string;
  private readonly functionArn: string;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: LambdaReplicationProps,
  ) {
    super(scope, id);
    const { prefix, deletions } = props.settings;
    this.path = { ...props.path, prefix, deletions };
    const { from, to } = this.path;
    this.usesKeyOf = [from.side, to.side];
    this.roleArn = roleArnOf(from, props.names.role);
    this.functionArn = regionalArn(from, 'lambda', `function:${props.names.function}`);
    this.logGroupArn = regionalArn(from, 'logs', `log-group:/aws/lambda/${props.names.function}`);
    this.role = new IamRole(this, id, {
      provider: from.provider,
      name: props.names.role,
      ...roleSettings(from),
      description: `Copies objects from account ${from.id} to account ${to.id}`,
      assumeRolePolicy: trustService('lambda.amazonaws.com'),
    });
    this.failures = new GuardedQueue(this, `${id}_failures`, { account: from, queueName: props.names.failureQueue });
  }

  bucketStatements(side: Side): readonly Statement[] {
    if (side !== this.path.to.side) return [];
    return allowWritingCopies(this.path, { principal: { AWS: [this.roleArn] }, ...this.condition() });
  }

  /** What operators of account A may do. */
  replayStatements(): readonly Statement[] {
    return allowReplay(this.functionArn, this.logGroupArn, this.failures.arn);
  }

  /**
   * Builds the function and, last of all, tells it of new objects.
   *
   * @param events what else the bucket tells: it has one configuration of notifications.
   */
  start({ from, to }: CopyEnds, events: BucketEvents = NO_EVENTS): void {
    const { names, settings } = this.props;
    const account = this.path.from;
    const results = new ResultTopic(this, `${this.id}_results`, {
      account,
      topicName: names.resultTopic,
      keyArn: from.keyArn,
      alarmPrefix: names.function,
      emails: settings.resultEmails,
    });
    const lambda = this.addFunction({ from, to }, results.arn);
    this.addNotification({ from, to }, lambda, events);
    new Alarms(this, `${this.id}_alarms`, {
      account,
      functionName: names.function,
      failureQueue: names.failureQueue,
      deadLetterQueue: names.deadLetterQueue,
      topicArn: results.arn,
    });
  }

  private addFunction({ from, to }: CopyEnds, resultTopicArn: string): LambdaFunction {
    const { id, props } = this;
    const { names, settings, inVpc } = props;
    const account = this.path.from;
    const { provider } = account;

    const deadLetters = new GuardedQueue(this, `${id}_dead_letters`, { account, queueName: names.deadLetterQueue });
    const permissions = new IamRolePolicy(this, `${id}_permissions`, {
      provider,
      name: 'copy',
      role: this.role.name,
      policy: policyDocument(this.statements({ from, to })),
    });
    const network =
      inVpc &&
      new FunctionNetwork(this, `${id}_network`, {
        account,
        functionName: names.function,
        network: inVpc.network,
        permissions,
      });
    const logGroup = new CloudwatchLogGroup(this, `${id}_logs`, {
      provider,
      name: `/aws/lambda/${names.function}`,
      retentionInDays: settings.logRetentionDays,
      ...(settings.logEncryption === 'account-key' && { kmsKeyId: from.keyArn }),
    });
    const { path: filename, sourceCodeHash } = this.code();
    return new LambdaFunction(this, `${id}_function`, {
      provider,
      functionName: names.function,
      description: `Copies objects to ${to.bucketName} of account ${this.path.to.id}`,
      role: this.role.arn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename,
      sourceCodeHash,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: { variables: this.variables({ from, to }, resultTopicArn) },
      ...(settings.tracing && { tracingConfig: { mode: 'Active' } }),
      deadLetterConfig: { targetArn: deadLetters.arn },
      ...(network && { vpcConfig: { subnetIds: [...network.subnetIds], securityGroupIds: [network.securityGroupId] } }),
      dependsOn: [
        logGroup, // else the function makes its own, without retention
        permissions, // Lambda checks that the role may write dead letters and attach to the VPC
        this.failures.policy, // the queues are guarded before anything is sent to them
        deadLetters.policy,
        ...(inVpc ? [...new Set(inVpc.network.privateSubnetIds.flatMap(inVpc.network.waysOf))] : []), // without its routes the function reaches nothing but S3
        ...(network ? [network.egress] : []), // a function that cannot call out fails its first events
        ...(inVpc ? inVpc.routes : []), // and one whose requests go round the endpoint is refused
      ],
    });
  }

  /** What the code of the function reads (function/configuration.ts). */
  private variables({ from, to }: CopyEnds, resultTopicArn: string): Record<string, string> {
    const { names, settings, preventOverwrite } = this.props;
    return {
      SOURCE_BUCKET: from.bucket.bucketName,
      SOURCE_ACCOUNT_ID: this.path.from.id,
      DESTINATION_BUCKET: to.bucketName,
      DESTINATION_ACCOUNT_ID: this.path.to.id,
      DESTINATION_REGION: this.path.to.region,
      DESTINATION_KMS_KEY_ARN: to.keyArn,
      FAILURE_QUEUE_URL: this.failures.url,
      RESULT_TOPIC_ARN: resultTopicArn,
      PREVENT_OVERWRITE: String(preventOverwrite),
      REPLICATE_DELETIONS: String(settings.deletions),
      POWERTOOLS_SERVICE_NAME: names.function,
    };
  }

  private addNotification({ from, to }: CopyEnds, lambda: LambdaFunction, events: BucketEvents): void {
    const { id, path } = this;
    const { settings } = this.props;
    const { provider } = path.from;
    const permission = new LambdaPermission(this, `${id}_invocation`, {
      provider,
      statementId: 'AllowSourceBucket',
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionName,
      principal: 's3.amazonaws.com',
      sourceArn: from.bucket.arn,
      sourceAccount: path.from.id,
      dependsOn: to.bucket ? [to.bucket.policy] : [], // the first event must find the other account's bucket open to the role
    });
    from.bucket.chain.append(
      (after) =>
        new S3BucketNotification(this, `${id}_notification`, {
          provider,
          bucket: from.bucket.bucketName,
          lambdaFunction: [
            {
              lambdaFunctionArn: lambda.arn,
              events: ['s3:ObjectCreated:*', ...(settings.deletions ? ['s3:ObjectRemoved:DeleteMarkerCreated'] : [])],
              ...(settings.prefix !== '' && { filterPrefix: settings.prefix }),
            },
          ],
          ...(events.topic.length > 0 && { topic: [...events.topic] }),
          dependsOn: [
            after, // one change of a bucket at a time
            ...events.after,
            permission, // "Unable to validate the destination configurations" until S3 may invoke
          ],
        }),
    );
  }

  /** What the role of the function may do. */
  private statements({ from, to }: CopyEnds): readonly Statement[] {
    const { names, settings, inVpc } = this.props;
    return [
      ...allowReadingSource(this.path, this.condition()),
      ...allowWritingCopies(this.path, this.condition()),
      ...allowCopyKeys(this.path, { from: from.keyArn, to: to.keyArn }),
      ...this.reporting(from.keyArn),
      ...(inVpc ? allowAttaching(this.path.from, names.function) : []),
      ...(settings.tracing ? [ALLOW_TRACING] : []),
    ];
  }

  /** Logs, results and failures. */
  private reporting(keyArn: string): readonly Statement[] {
    const { names } = this.props;
    const account = this.path.from;
    const queues = [names.failureQueue, names.deadLetterQueue].map((queue) => regionalArn(account, 'sqs', queue));
    return [
      {
        sid: 'AllowLogging',
        effect: 'Allow',
        action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resource: [`${this.logGroupArn}:*`],
      },
      { sid: 'AllowReportingFailures', effect: 'Allow', action: ['sqs:SendMessage'], resource: queues },
      {
        sid: 'AllowPublishingResults',
        effect: 'Allow',
        action: ['sns:Publish'],
        resource: [regionalArn(account, 'sns', names.resultTopic)],
      },
      {
        sid: 'AllowEncryptingResults',
        effect: 'Allow',
        action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resource: [keyArn],
        condition: { StringEquals: { 'kms:ViaService': `sns.${account.region}.${account.dnsSuffix}` } },
      },
    ];
  }

  private condition(): { readonly condition?: Condition } {
    return this.props.inVpc ? { condition: this.props.inVpc.condition } : {};
  }

  private code(): { readonly path: string; readonly sourceCodeHash: string } {
    const { path, sourceCodeHash } = bundleHandler(join(App.of(this).outdir, 'bundle'));
    const asset = new TerraformAsset(this, `${this.id}_code`, { path, type: AssetType.FILE });
    return { path: asset.path, sourceCodeHash };
  }
}
