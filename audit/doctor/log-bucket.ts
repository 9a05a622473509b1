import type { LoggingEnabled } from '@aws-sdk/client-s3';
import { mayAllow } from '../policy/decide';
import { explain } from '../policy/explain';
import type { BucketState } from './bucket-state';
import { ok, unreadable, wrong, type Check } from './check';
import { judged } from './live';
import { answerToService } from './service-answer';

/** A bucket whose access is logged. */
export interface Logged {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}

/** The bucket that the access logs go to. */
export interface LogBucket {
  readonly name: string;
  readonly region: string;
  /** Whether it is of the same account; `undefined` where that cannot be told. */
  readonly isSameAccount: boolean | undefined;
  readonly state: BucketState;
}

/**
 * What S3 asks of a log bucket. It checks little of this when logging is turned on, and says nothing when delivery fails.
 * Source: S3 User Guide, "Enabling Amazon S3 server access logging".
 */
export function checkLogBucket(logged: Logged, target: LogBucket, logging: LoggingEnabled): readonly Check[] {
  const { name, state } = target;
  return [
    checkPlace(logged, target),
    ...judged('log-bucket-encryption', name, state.encryption, (rule) => {
      const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256';
      if (algorithm === 'AES256') return ok('log-bucket-encryption', name, 'is SSE-S3');
      return wrong(
        'log-bucket-encryption',
        name,
        `is ${algorithm}`,
        'set the default encryption of the log bucket to SSE-S3',
      );
    }),
    ...judged('log-bucket-lock', name, state.objectLock, (lock) => {
      if (lock?.ObjectLockEnabled !== 'Enabled') return ok('log-bucket-lock', name, 'has no Object Lock');
      return wrong(
        'log-bucket-lock',
        name,
        'has Object Lock',
        'log to another bucket: Object Lock cannot be taken off',
      );
    }),
    ...judged('log-bucket-payer', name, state.payer, (payer) => {
      if (payer !== 'Requester') return ok('log-bucket-payer', name, 'has no Requester Pays');
      return wrong('log-bucket-payer', name, 'has Requester Pays', 'let the bucket owner pay');
    }),
    ...judged('log-bucket-policy', name, state.policy, (policy) => checkDelivery(logged, target, logging, policy)),
  ];
}

function checkPlace({ account, region }: Logged, target: LogBucket): Check {
  const { name } = target;
  const mend = 'log to a bucket of the same account and region';
  if (target.region !== region)
    return wrong('log-bucket-place', name, `is in ${target.region}, not in ${region}`, mend);
  if (target.isSameAccount === undefined) return unreadable('log-bucket-place', name, 'its account cannot be told');
  if (!target.isSameAccount) return wrong('log-bucket-place', name, `is not of account ${account}`, mend);
  return ok('log-bucket-place', name, `is in ${region}, account ${account}, as the bucket is`);
}

function checkDelivery(logged: Logged, target: LogBucket, logging: LoggingEnabled, text: string | undefined): Check {
  const { name, state } = target;
  const prefix = logging.TargetPrefix ?? '';
  const mend = `allow logging.s3.amazonaws.com s3:PutObject on ${prefix}*, for aws:SourceArn ${logged.arn} and aws:SourceAccount ${logged.account}`;
  const partition = logged.arn.split(':')[1] ?? 'aws';
  const answer = answerToService(name, text, {
    service: 'logging.s3.amazonaws.com',
    action: 's3:putobject',
    resource: `arn:${partition}:s3:::${name}/${keyIn(logged, logging)}`,
    resourceAccount: logged.account,
    region: logged.region,
    source: logged,
  });
  if (!answer.evaluated) return unreadable('log-bucket-policy', name, answer.reason);
  const { decision } = answer;
  if (decision.result === 'allow') return ok('log-bucket-policy', name, `lets S3 deliver to s3://${name}/${prefix}`);
  if (mayAllow(decision)) return unreadable('log-bucket-policy', name, explain(decision));
  const byList = state.ownership.readable && state.ownership.value !== 'BucketOwnerEnforced';
  if (byList && decision.result === 'implicit-deny') {
    return unreadable('log-bucket-policy', name, 'does not let S3 deliver; an access control list may', mend);
  }
  return wrong('log-bucket-policy', name, `does not let S3 deliver: ${explain(decision)}`, mend);
}

/** A key as S3 would write it. */
function keyIn({ account, region, name }: Logged, { TargetPrefix, TargetObjectKeyFormat }: LoggingEnabled): string {
  const partitions =
    TargetObjectKeyFormat?.PartitionedPrefix === undefined ? '' : `${account}/${region}/${name}/2026/01/05/`;
  return `${TargetPrefix ?? ''}${partitions}2026-01-05-00-00-00-0123456789ABCDEF`;
}
