/** Bytes that are text in none of the encodings that are read. */
export class EncodingError extends Error {}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * How text of people's tools begins, most telling first: a mark of byte order, or an ASCII character, with which JSON and YAML
 * begin (YAML 1.2.2, 5.2 "Character encodings").
 */
const BEGINNINGS: readonly (readonly [Encoding, (first: number | undefined, second: number | undefined) => boolean])[] =
  [
    ['utf-16le', (first, second) => first === 0xff && second === 0xfe],
    ['utf-16be', (first, second) => first === 0xfe && second === 0xff],
    ['utf-16le', (first, second) => first !== undefined && first > 0 && first < 0x80 && second === 0],
    ['utf-16be', (first, second) => first === 0 && second !== undefined && second > 0 && second < 0x80],
  ];

/** The encoding that the first bytes of a text tell. */
export function encodingOf(bytes: Uint8Array): Encoding {
  return BEGINNINGS.find(([, begins]) => begins(bytes[0], bytes[1]))?.[0] ?? 'utf-8';
}

/**
 * Decodes the bytes of a file that people or their tools wrote: UTF-8, or UTF-16 as PowerShell's `>` writes it; without the mark
 * of its byte order.
 *
 * @throws EncodingError where the bytes are no text of that encoding: guessing at letters could change a name.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new EncodingError(`is not text in ${encoding.toUpperCase()} (UTF-8 and UTF-16 are read)`);
  }
}
