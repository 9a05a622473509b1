import { InputError } from '../../../errors/input-error';

/** The engine has no `"$file_size"`: it cannot tell how large an object is in S3. */
export class UntoldSize extends InputError {}

/** Says whether the engine's own words mean that. */
export function isOfSize(reason: string): boolean {
  return /\$file_size\b.{0,40}cannot be resolved|COLUMN_NOT_FOUND.{0,80}\$file_size/is.test(reason);
}
