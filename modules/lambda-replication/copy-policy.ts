import type { Place } from '../account';
import type { Grantee, Statement } from '../policy/statement';

/** What the function copies, from where and to where; its own docstring (function/configuration.ts) says what it needs. */
export interface CopyPath {
  readonly from: Place;
  readonly to: Place;
  readonly fromBucketArn: string;
  readonly toBucketArn: string;
  readonly prefix: string;
  readonly deletions: boolean;
}

/** Without a principal, for identity policies; the condition is the network path that requests must take. */
type Grant = Partial<Grantee>;

/** What the function reads; listing tells a missing object (404) from a forbidden one (403). */
export function allowReadingSource(path: CopyPath, grant: Grant): readonly Statement[] {
  const { fromBucketArn, prefix } = path;
  return [
    {
      sid: 'AllowListingSource',
      effect: 'Allow',
      ...grant,
      action: ['s3:ListBucket', 's3:ListBucketVersions'],
      resource: [fromBucketArn],
    },
    {
      sid: 'AllowReadingSource',
      effect: 'Allow',
      ...grant,
      action: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
      resource: [`${fromBucketArn}/${prefix}*`],
    },
  ];
}

/** What the function writes; a conditional copy asks by GetObject what is there. Versions are never deleted. */
export function allowWritingCopies(path: CopyPath, grant: Grant = {}): readonly Statement[] {
  const { toBucketArn, prefix, deletions } = path;
  return [
    {
      sid: 'AllowListingCopies',
      effect: 'Allow',
      ...grant,
      action: ['s3:ListBucket', ...(deletions ? ['s3:GetBucketVersioning'] : [])],
      resource: [toBucketArn],
    },
    {
      sid: 'AllowWritingCopies',
      effect: 'Allow',
      ...grant,
      action: [
        's3:AbortMultipartUpload',
        's3:GetObject',
        's3:PutObject',
        's3:PutObjectTagging',
        ...(deletions ? ['s3:DeleteObject'] : []),
      ],
      resource: [`${toBucketArn}/${prefix}*`],
    },
  ];
}

/** How the function uses the keys: to read with the one, to write with the other, each for its bucket only. */
export function allowCopyKeys(path: CopyPath, keys: Readonly<{ from: string; to: string }>): readonly Statement[] {
  const { from, to, fromBucketArn } = path;
  return [
    {
      sid: 'AllowDecryptingSource',
      effect: 'Allow',
      action: ['kms:Decrypt'],
      resource: [keys.from],
      condition: {
        // A copy to another region is asked of S3 there, which then reads here.
        StringEquals: { 'kms:ViaService': [...new Set([s3Of(from), s3Of(to)])] },
        StringLike: forBucket(fromBucketArn),
      },
    },
    allowEncryptingCopies(path, keys.to),
  ];
}

/** What writing copies takes of the key at the destination. */
export function allowEncryptingCopies({ to, toBucketArn }: CopyPath, key: string): Statement {
  return {
    sid: 'AllowEncryptingCopies',
    effect: 'Allow',
    action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resource: [key],
    condition: { StringEquals: { 'kms:ViaService': s3Of(to) }, StringLike: forBucket(toBucketArn) },
  };
}

const s3Of = ({ region, dnsSuffix }: Place): string => `s3.${region}.${dnsSuffix}`;

const forBucket = (arn: string) => ({ 'kms:EncryptionContext:aws:s3:arn': [arn, `${arn}/*`] });
