import { printable } from '../../contract/printable';
import { InputError } from '../errors/input-error';

/** `s3://bucket/prefix`; the prefix is text that keys begin with, as S3 takes it, not a directory. */
export interface S3Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** Buckets older than March 2018 may hold capitals and underscores (S3 User Guide, naming rules). */
const LOCATION = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{2,254})(?:\/(.*))?$/s;

/** Says whether a PATH of the command line is meant for S3. */
export function isS3Location(text: string): boolean {
  return text.startsWith('s3://');
}

/**
 * Reads `s3://bucket/prefix`.
 *
 * @param option for messages: the option that named it.
 * @throws InputError when it is none.
 */
export function readLocation(text: string, option: string): S3Location {
  const [, bucket, prefix = ''] = LOCATION.exec(text) ?? [];
  if (bucket === undefined) {
    throw new InputError([`${option} ${printable(text)}: is not an S3 location (s3://bucket or s3://bucket/prefix)`]);
  }
  return { bucket, prefix };
}

/** Name of an object in messages. */
export function nameOfObject(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
