import { isUtf8 } from 'node:buffer';

const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * The text of a field for people and reports. Log text is bytes as latin1 characters until here; UTF-8 is what S3 writes, and
 * other bytes become U+FFFD.
 */
export function utf8Text(latin1: string): string {
  return BEYOND_ASCII.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
}

/** U+FFFD, which stands for what was no UTF-8, as bytes. */
const REPLACEMENT = '\xef\xbf\xbd';

/**
 * Says whether a line is UTF-8 throughout. S3 writes nothing else; whoever reads text puts U+FFFD for what is none, and then
 * two lines, or two names, may look alike that are not.
 */
export function isUtf8Text(latin1: string): boolean {
  if (!BEYOND_ASCII.test(latin1)) return true;
  return !latin1.includes(REPLACEMENT) && isUtf8(Buffer.from(latin1, 'latin1'));
}
