/** What a consumer of a bucket may do, as AWS splits it: actions on the bucket, on its objects and on its key. */
export interface DataPermissions {
  readonly listing: readonly string[];
  readonly objects: readonly string[];
  readonly key: readonly string[];
}

const READ: DataPermissions = {
  listing: ['s3:GetBucketLocation', 's3:ListBucket'],
  objects: ['s3:GetObject', 's3:GetObjectVersion'],
  key: ['kms:Decrypt'],
};

/** Writing covers multipart uploads, which decrypt with the key what they wrote; deleting leaves every version in place. */
const READ_WRITE: DataPermissions = {
  listing: [...READ.listing, 's3:ListBucketMultipartUploads'],
  objects: [
    ...READ.objects,
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:ListMultipartUploadParts',
    's3:PutObject',
  ],
  key: [...READ.key, 'kms:GenerateDataKey'],
};

/** Permissions by the setting `instance.access`, and that of consumers. */
export const PERMISSIONS = { read: READ, 'read-write': READ_WRITE } as const;

/** How far a principal may go with the data. */
export type Access = keyof typeof PERMISSIONS;
