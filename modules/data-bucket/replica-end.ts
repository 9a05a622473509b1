import type { DataBucket } from './data-bucket';

/** A bucket of ours that objects are copied from. */
export interface SourceEnd {
  readonly bucket: DataBucket;
  readonly keyArn: string;
}

/** A bucket that copies are written to, by us or elsewhere. */
export interface ReplicaEnd {
  readonly bucketName: string;
  readonly keyArn: string;
  /** Absent where the bucket is made elsewhere: then it has to be there, and to let the copies in, before. */
  readonly bucket?: DataBucket;
}

/** From which bucket to which objects go. */
export interface CopyEnds {
  readonly from: SourceEnd;
  readonly to: ReplicaEnd;
}
