import ipaddr from 'ipaddr.js';

/** A range of addresses, v4 or v6. */
export type Cidr = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number];

/** An address as 16-bit words: two of IPv4, eight of IPv6. */
export type AddressWords = readonly number[];

/**
 * Reads an IP address strictly: four decimal parts without leading zeros, or IPv6 without a zone.
 * An IPv4-mapped IPv6 address counts as its IPv4.
 *
 * @returns the address, or `undefined` for anything else, masked addresses included.
 */
export function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const words = readAddressWords(text);
  return words === undefined ? undefined : ofWords(words);
}

/** Like `readAddress`, without an object of the library: logs have hundreds of thousands of addresses. */
export function readAddressWords(text: string): AddressWords | undefined {
  const ipv4 = ipv4Words(text);
  if (ipv4 !== undefined) return ipv4;
  const words = ipv6Words(text) ?? (text.includes('.') ? mixedIpv6Words(text) : undefined);
  const isMapped = words?.[5] === 0xffff && words.slice(0, 5).every((word) => word === 0);
  return isMapped ? words.slice(6) : words;
}

function ofWords(words: AddressWords): ipaddr.IPv4 | ipaddr.IPv6 {
  const [high = 0, low = 0, ...more] = words;
  return more.length > 0 ? new ipaddr.IPv6([...words]) : new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255]);
}

function wordsOf(address: ipaddr.IPv4 | ipaddr.IPv6): AddressWords {
  const bytes = address.toByteArray();
  return Array.from({ length: bytes.length / 2 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0));
}

const COLON = 0x3a;
const DOT = 0x2e;
const ZERO = 0x30;

/** Four decimal parts. Character by character: expressions take longer. */
function ipv4Words(text: string): AddressWords | undefined {
  let address = 0;
  let parts = 0;
  let part = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - ZERO;
    if (code === DOT && part >= 0 && parts < 3) {
      address = (address << 8) | part;
      parts++;
      part = -1;
    } else if (digit >= 0 && digit <= 9 && part !== 0) {
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return undefined;
    } else return undefined;
  }
  return parts < 3 || part < 0 ? undefined : [(address >> 8) & 0xffff, ((address & 255) << 8) | part];
}

const IPV6_WORDS = 8;

/** An IPv6 address as nearly all are written: eight words of hexadecimal digits, or fewer and one gap. */
function ipv6Words(text: string): AddressWords | undefined {
  const words: number[] = [];
  let gap = -1;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== COLON) {
      const digit = hexDigit(code);
      if (digit < 0 || ++digits > 4) return undefined;
      word = word * 16 + digit;
      continue;
    }
    const beginsGap = text.charCodeAt(i + 1) === COLON;
    if (digits > 0) words.push(word);
    else if (i > 0 || !beginsGap) return undefined;
    if (beginsGap) {
      if (gap >= 0) return undefined;
      gap = words.length;
      i++;
    } else if (i === text.length - 1) return undefined;
    word = digits = 0;
  }
  if (digits > 0) words.push(word);
  if (gap < 0) return words.length === IPV6_WORDS ? words : undefined;
  const missing = IPV6_WORDS - words.length;
  return missing < 1 ? undefined : [...words.slice(0, gap), ...Array<number>(missing).fill(0), ...words.slice(gap)];
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= 0x39) return code - ZERO;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** An IPv6 address that ends in an IPv4 one. */
function mixedIpv6Words(text: string): AddressWords | undefined {
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  // ipaddr.js reads an IPv4 within an IPv6 loosely (::ffff:010.20.3.4, ::ffff:0x0a.20.3.4).
  const last = text.slice(text.lastIndexOf(':') + 1);
  if (!ipaddr.IPv4.isValidFourPartDecimal(last)) return undefined;
  // It also takes the long deprecated ::10.20.3.4 for ::ffff:10.20.3.4.
  if (text === `::${last}`) return undefined;
  return wordsOf(ipaddr.IPv6.parse(text));
}

/**
 * Reads a CIDR range strictly: a strict address, a prefix length, and no host bits beyond it.
 *
 * @returns the range, or `undefined` for anything else.
 */
export function readCidr(text: string): Cidr | undefined {
  const range = readRange(text);
  return range && [ofWords(range.words), range.prefixLength];
}

/** A range as words, for `isInRange`. */
export interface AddressRange {
  readonly words: AddressWords;
  readonly prefixLength: number;
}

/** Like `readCidr`, without an object of the library. */
export function readRange(text: string): AddressRange | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const words = readAddressWords(match[1]);
  const prefixLength = Number(match[2]);
  // A range of IPv4-mapped addresses has two readings of its prefix length; neither is taken.
  if (words === undefined || (words.length === 2) !== (ipv4Words(match[1]) !== undefined)) return undefined;
  if (prefixLength > words.length * 16 || hasHostBits(words, prefixLength)) return undefined;
  return { words, prefixLength };
}

function hasHostBits(words: AddressWords, prefixLength: number): boolean {
  return words.some((word, index) => {
    const networkBits = Math.min(16, Math.max(0, prefixLength - index * 16));
    return (word & (0xffff >> networkBits)) !== 0;
  });
}

/** Says whether an address lies in a range; addresses of the other family never do. */
export function isInRange(address: AddressWords, { words, prefixLength }: AddressRange): boolean {
  if (address.length !== words.length) return false;
  for (let i = 0, bits = prefixLength; bits > 0; i++, bits -= 16) {
    const others = bits < 16 ? 16 - bits : 0;
    if (((address[i] ?? 0) ^ (words[i] ?? 0)) >> others !== 0) return false;
  }
  return true;
}

/** Says whether an address lies in a range; addresses of the other family never do. */
export function isInCidr(address: ipaddr.IPv4 | ipaddr.IPv6, [network, prefixLength]: Cidr): boolean {
  return address.kind() === network.kind() && address.match(network, prefixLength);
}

/** Says whether a range lies in another as a whole. */
export function isWithin(inner: Cidr, outer: Cidr): boolean {
  return inner[1] >= outer[1] && isInCidr(inner[0], outer);
}

/** Says whether two ranges share an address. */
export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a[1] <= b[1] ? isInCidr(b[0], a) : isInCidr(a[0], b);
}
