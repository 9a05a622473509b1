import type { Construct } from 'constructs';
import type { Side } from '../../contract/deployment/names';
import { accessLogTable, cloudTrailTable } from '../../contract/log-tables';
import type { DataBucket } from '../data-bucket/data-bucket';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { ACCESS_LOG_PREFIX } from '../log-bucket/log-bucket';
import type { Site } from './site';
import { LogCatalog } from '../log-catalog/log-catalog';

/** Adds the catalog of one account's logs, where deployment.yaml asks for it. */
export function addLogCatalog(
  stack: Construct,
  { deployment, names, accounts }: Site,
  side: Side,
  key: EncryptionKey,
  bucket: DataBucket | undefined,
): LogCatalog | undefined {
  if (deployment.catalog === undefined) return undefined;
  const account = accounts[side];
  const logBucket = names.logBucket[side];
  const place = {
    accounts: [account.id],
    regions: [account.region],
    since: `NOW-${deployment[side].logs.retentionDays}DAYS`,
  };
  const trail = cloudTrailTable({ ...place, location: `s3://${logBucket}/AWSLogs/` });
  const accessLogs =
    bucket &&
    accessLogTable({
      ...place,
      location: `s3://${logBucket}/${ACCESS_LOG_PREFIX}`,
      layout: 'partitioned',
      buckets: [bucket.bucketName],
    });
  return new LogCatalog(stack, `${side}_catalog`, {
    account,
    names: names.catalog,
    settings: deployment.catalog,
    logBucket,
    tables: [trail, ...(accessLogs ? [accessLogs] : [])],
    key,
    retentionDays: deployment[side].logs.retentionDays,
    removalPolicy: deployment.removalPolicy === 'destroy' ? 'destroy' : 'when-empty',
  });
}
