const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * The text of a field for people and reports. Log text is bytes as latin1 characters until here; UTF-8 is what S3 writes, and
 * other bytes become U+FFFD.
 */
export function utf8Text(latin1: string): string {
  return BEYOND_ASCII.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
}
