import type { Home } from '../../contract/deployment/names';
import { accountOfPrincipal } from '../../contract/identity-center';
import { rootArn, type Place } from '../account';
import { trailsMayUseKey } from '../cloud-trail/trail';
import { trailDelivery, type DeliveringTrail } from '../log-bucket/delivery-policy';
import { isOneOf } from '../policy/grantees';
import type { Statement } from '../policy/statement';

/** What the policies of an archive's bucket and key are made for. */
export interface ArchivePolicyProps {
  /** Account and region of the bucket and its key. */
  readonly place: Omit<Place<Home>, 'side'>;
  /** ARN of the bucket. */
  readonly bucketArn: string;
  /** What comes before `AWSLogs/`, ending in a slash, or nothing. */
  readonly prefix: string;
  readonly trails: readonly DeliveringTrail[];
  /** Who reads the files: ARNs of roles and users, which may come later, or the texts of assignments. */
  readonly readers: readonly string[];
}

/**
 * Lets the trails of other accounts deliver, and readers read (CloudTrail User Guide, "Setting bucket policy for multiple
 * accounts"). Whoever administers these accounts can do no more here than anybody else.
 */
export function archiveBucketPolicy(props: ArchivePolicyProps): readonly Statement[] {
  const { bucketArn, prefix, trails, readers } = props;
  const delivery = trailDelivery(bucketArn, trails, prefix);
  if (readers.length === 0) return delivery;
  const grant = {
    effect: 'Allow',
    principal: accountsOf(props),
    condition: isOneOf(readers, props.place.partition),
  } as const;
  return [
    ...delivery,
    { sid: 'AllowFindingFiles', ...grant, action: ['s3:GetBucketLocation', 's3:ListBucket'], resource: [bucketArn] },
    { sid: 'AllowReadingFiles', ...grant, action: ['s3:GetObject'], resource: [`${bucketArn}/${prefix}AWSLogs/*`] },
  ];
}

/** Lets CloudTrail encrypt the files, and readers decrypt them through S3. */
export function archiveKeyPolicy(props: ArchivePolicyProps): readonly Statement[] {
  const { place, trails, readers } = props;
  const encryption = trailsMayUseKey(trails);
  if (readers.length === 0) return encryption;
  return [
    ...encryption,
    {
      sid: 'AllowReadersToDecrypt',
      effect: 'Allow',
      principal: accountsOf(props),
      action: ['kms:Decrypt'],
      resource: ['*'],
      condition: {
        ...isOneOf(readers, place.partition),
        StringEquals: { 'kms:ViaService': `s3.${place.region}.${place.dnsSuffix}` },
      },
    },
  ];
}

/** Accounts as principals, and who of them in the condition: a role that is not there yet cannot be a principal. */
function accountsOf({ readers, place: { partition } }: ArchivePolicyProps): { readonly AWS: readonly string[] } {
  const ids = readers.flatMap((reader) => accountOfPrincipal(reader) ?? []);
  return { AWS: [...new Set(ids)].map((id) => rootArn({ partition, id })) };
}
