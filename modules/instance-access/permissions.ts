import { PERMISSIONS, type Access } from '../../contract/policy/data-permissions';
import type { Condition, Principal, Statement } from '../policy/statement';

/** Access to the objects of a bucket. */
export interface DataAccess {
  /** Beginning of the Sids: `AllowInstanceRole` gives `AllowInstanceRoleListing` and `AllowInstanceRoleObjects`. */
  readonly sid: string;
  readonly access: Access;
  readonly bucketArn: string;
  /** @default none, for identity policies */
  readonly principal?: Principal;
  /** @default none */
  readonly condition?: Condition;
}

/** Statements that allow access to the data of one bucket. */
export function allowData({ sid, access, bucketArn, principal, condition }: DataAccess): readonly Statement[] {
  const { listing, objects } = PERMISSIONS[access];
  const common = { effect: 'Allow', ...(principal && { principal }), ...(condition && { condition }) } as const;
  return [
    { sid: `${sid}Listing`, ...common, action: listing, resource: [bucketArn] },
    { sid: `${sid}Objects`, ...common, action: objects, resource: [`${bucketArn}/*`] },
  ];
}

/** Access to the key of a bucket, through S3 only. */
export interface KeyAccess {
  readonly sid: string;
  readonly access: Access;
  readonly keyArn: string;
  readonly bucketArn: string;
  /** `s3.<region>.<dns suffix>` of the bucket. */
  readonly viaService: string;
}

/** Statement that allows an identity to use a key through S3, for the objects of one bucket and nothing else. */
export function allowKey({ sid, access, keyArn, bucketArn, viaService }: KeyAccess): Statement {
  return {
    sid,
    effect: 'Allow',
    action: PERMISSIONS[access].key,
    resource: [keyArn],
    condition: {
      StringEquals: { 'kms:ViaService': viaService },
      // With a bucket key the encryption context is the bucket, without it the object (S3 User Guide, "S3 Bucket Keys").
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] },
    },
  };
}
