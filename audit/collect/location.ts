import { printable } from '../../contract/printable';
import { readS3Location, type S3Location } from '../../contract/s3-location';
import { InputError } from '../errors/input-error';

/**
 * Reads `s3://bucket/prefix`; the prefix is text that keys begin with, as S3 takes it, not a directory.
 *
 * @param option for messages: the option that named it.
 * @throws InputError when it is none.
 */
export function readLocation(text: string, option: string): S3Location {
  const location = readS3Location(text);
  if (location === undefined) {
    throw new InputError([`${option} ${printable(text)}: is not an S3 location (s3://bucket or s3://bucket/prefix)`]);
  }
  return location;
}
