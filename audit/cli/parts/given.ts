import { InputError } from '../../errors/input-error';
import type { Read } from '../../policy/json-text';

/** What was read. @throws InputError with everything that is wrong with it. */
export function given<T>(read: Read<T>): T {
  if (!read.ok) throw new InputError(read.problems);
  return read.value;
}
