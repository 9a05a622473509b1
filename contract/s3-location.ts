/** `s3://bucket/key`; where a location stands for many objects, `key` is text that their keys begin with, not a directory. */
export interface S3Location {
  readonly bucket: string;
  /** Empty where the location is a whole bucket. */
  readonly key: string;
}

/** Buckets older than March 2018 may hold capitals and underscores (S3 User Guide, "General purpose bucket naming rules"). */
const LOCATION = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{2,254})(?:\/(.*))?$/s;

/** Says whether a text is meant as a location in S3, well written or not. */
export function isS3Location(text: string): boolean {
  return text.startsWith('s3://');
}

/** Reads a location in S3; `undefined` for anything else. */
export function readS3Location(text: string): S3Location | undefined {
  const [, bucket, key = ''] = LOCATION.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** The location of an object, or of all objects whose keys begin with `key`. */
export function s3Location(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
