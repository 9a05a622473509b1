import type { JsonObject } from '../../contract/json-object';

/** What a digest file tells, and the hash by which the next one knows it. */
export interface Digest {
  /** As it was given. */
  readonly file: string;
  /** SHA-256 of the file's content, uncompressed, in hexadecimal. */
  readonly hash: string;
  /** `bucket/key` of the digest itself. */
  readonly object: string;
  /** As they are written, since they are signed so. */
  readonly startTime: string;
  readonly endTime: string;
  readonly keyFingerprint: string;
  /** `null` in the first digest of a trail. */
  readonly previous: PreviousDigest | null;
  readonly logFiles: readonly DigestedFile[];
  /** Fields that it lacks; their values are empty. */
  readonly missing: readonly string[];
}

/** The digest before, as one names it: its place in S3, its SHA-256 in hexadecimal, its signature. */
export interface PreviousDigest {
  readonly object: string;
  readonly hash: string;
  /** In hexadecimal. */
  readonly signature: string;
}

/** A file of events that a digest names. */
export interface DigestedFile {
  /** `bucket/key`. */
  readonly object: string;
  /** SHA-256 of its content, uncompressed, in hexadecimal. */
  readonly hash: string;
}

/** Reads a digest. Source: CloudTrail User Guide, "CloudTrail digest file structure". */
export function readDigest(json: JsonObject, file: string, hash: string): Digest {
  const missing: string[] = [];
  const text = (from: JsonObject, name: string): string => {
    const value = from[name];
    if (typeof value === 'string' && value !== '') return value;
    missing.push(name);
    return '';
  };
  const logFiles = (Array.isArray(json.logFiles) ? json.logFiles : []) as readonly unknown[];
  if (!Array.isArray(json.logFiles)) missing.push('logFiles');
  const digest = {
    file,
    hash,
    object: `${text(json, 'digestS3Bucket')}/${text(json, 'digestS3Object')}`,
    startTime: text(json, 'digestStartTime'),
    endTime: text(json, 'digestEndTime'),
    keyFingerprint: text(json, 'digestPublicKeyFingerprint'),
    previous:
      (json.previousDigestS3Object ?? null) === null
        ? null
        : {
            object: `${text(json, 'previousDigestS3Bucket')}/${text(json, 'previousDigestS3Object')}`,
            hash: text(json, 'previousDigestHashValue').toLowerCase(),
            signature: text(json, 'previousDigestSignature'),
          },
    logFiles: logFiles.map((entry) => {
      const named = typeof entry === 'object' && entry !== null ? (entry as JsonObject) : {};
      return {
        object: `${text(named, 's3Bucket')}/${text(named, 's3Object')}`,
        hash: text(named, 'hashValue').toLowerCase(),
      };
    }),
  };
  return { ...digest, missing: [...new Set(missing)] };
}
