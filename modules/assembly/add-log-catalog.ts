import type { Construct } from 'constructs';
import { archiveOf, sidesWithLogBucket, type Archive } from '../../contract/deployment/archive';
import type { Side } from '../../contract/deployment/names';
import { accessLogTable, cloudTrailTable } from '../../contract/log-tables';
import { ACCESS_LOG_PREFIX } from '../log-bucket/log-bucket';
import type { BuiltArchive } from './add-archive';
import type { BuiltSide } from './add-side';
import type { Site } from './site';
import { LogCatalog } from '../log-catalog/log-catalog';

/** Adds the catalog of one account's logs, where deployment.yaml asks for it. */
export function addLogCatalog(
  stack: Construct,
  { deployment, names, accounts }: Site,
  side: Side,
  { key, bucket, archive }: BuiltSide & { readonly archive: BuiltArchive | undefined },
): LogCatalog | undefined {
  if (deployment.catalog === undefined) return undefined;
  const account = accounts[side];
  const logBucket = names.logBucket[side];
  const place = {
    accounts: [account.id],
    regions: [account.region],
    since: `NOW-${deployment[side].logs.retentionDays}DAYS`,
  };
  const far = archiveOf(deployment);
  const trail = cloudTrailTable(
    far === undefined
      ? { ...place, location: `s3://${logBucket}/AWSLogs/` }
      : { ...place, since: archivedSince(far, place.since), location: `s3://${far.bucketName}/${far.prefix}AWSLogs/` },
  );
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
    ...(sidesWithLogBucket(deployment).includes(side) && { logBucket }),
    ...(far &&
      archive && {
        archive: {
          bucketArn: far.bucketArn,
          filesArn: `${far.bucketArn}/${far.prefix}AWSLogs/*`,
          keyArn: archive.keyArn,
          region: far.region,
        },
      }),
    tables: [trail, ...(accessLogs ? [accessLogs] : [])],
    key,
    retentionDays: deployment[side].logs.retentionDays,
    removalPolicy: deployment.removalPolicy === 'destroy' ? 'destroy' : 'when-empty',
  });
}

/** For how long files are kept in an archive that exists, its owner alone knows: the table then goes as far back as the logs. */
function archivedSince({ settings }: Archive, otherwise: string): string {
  return settings.kind === 'create' ? `NOW-${settings.retentionDays}DAYS` : otherwise;
}
