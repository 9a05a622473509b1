import { archiveOf } from '../../../contract/deployment/archive';
import { sidesWithKey } from '../expected/accounts';
import {
  FROM_INTERNET,
  homeIntent,
  roleArn,
  throughS3,
  NOTHING,
  mayUseKey,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { meantBy, type Meant } from './people';
import { permission } from './permission';

const FIND = ['s3:GetBucketLocation', 's3:ListBucket'];

/**
 * The files of the trails lie in another account: whoever queries or reads them is let in there, finds and decrypts them
 * through S3, and nothing else (CloudTrail User Guide, "Sharing CloudTrail log files between AWS accounts").
 */
export function archiveReadersIntended(deployed: Deployed): Intended {
  const archive = archiveOf(deployed.deployment);
  if (archive === undefined) return NOTHING;
  const { account, bucketArn, prefix } = archive;
  const home = homeIntent(deployed, archive);
  const files = `${bucketArn}/${prefix}AWSLogs/`;
  const readers = readersOf(deployed);
  const need = (principal: string, action: string, resource: string): Need => ({
    flow: 'flow-log-readers',
    why: 'the files of the trails could not be read by those who audit',
    principal,
    identity: 'everything',
    action,
    resource,
    account,
    context: FROM_INTERNET,
  });
  const { key } = home;
  return {
    permissions: readers
      .flatMap(({ principals }) => principals)
      .flatMap((principal) => [
        permission({ principal, actions: FIND, resource: bucketArn, account }),
        permission({ principal, actions: ['s3:GetObject'], resource: `${files}*`, account }),
        ...mayUseKey(home, principal, ['kms:Decrypt']),
      ]),
    needs: readers
      .flatMap(({ examples }) => examples)
      .flatMap((principal) => [
        ...FIND.map((action) => need(principal, action, bucketArn)),
        need(principal, 's3:GetObject', `${files}a-file`),
        ...(key ? [{ ...need(principal, 'kms:Decrypt', key.arn), context: throughS3(home, `${files}a-file`) }] : []),
      ]),
  };
}

/** The roles that query, and whom the archive names. */
function readersOf(deployed: Deployed): readonly Meant[] {
  const { deployment, names } = deployed;
  const { catalog, observation, partition } = deployment;
  const { readerRole, compactorRole } = names.catalog;
  const roles =
    catalog === undefined ? [] : catalog.compactors.length === 0 ? [readerRole] : [readerRole, compactorRole];
  const querying = sidesWithKey(deployment).flatMap((side) => roles.map((role) => roleArn(deployed, side, role)));
  const named = observation.archive?.kind === 'create' ? observation.archive.readers : [];
  return [...querying, ...named].map((reader) => meantBy(reader, partition));
}
