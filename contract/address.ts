import ipaddr from 'ipaddr.js';

/** A range of addresses, v4 or v6. */
export type Cidr = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number];

/**
 * Reads an IP address strictly: four decimal parts without leading zeros, or IPv6 without a zone.
 * An IPv4-mapped IPv6 address counts as its IPv4.
 *
 * @returns the address, or `undefined` for anything else, masked addresses included.
 */
export function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bytes = ipv4Bytes(text);
  if (bytes !== undefined) return new ipaddr.IPv4(bytes);
  const words = ipv6Words(text);
  if (words === undefined) return readOddIpv6(text);
  const [, , , , , mark, high = 0, low = 0] = words;
  const isMapped = mark === 0xffff && words.slice(0, 5).every((word) => word === 0);
  return isMapped ? new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255]) : new ipaddr.IPv6(words);
}

const DOT = 0x2e;
const ZERO = 0x30;

/** The bytes of four decimal parts. By hand: logs have hundreds of thousands of addresses, and expressions take longer. */
function ipv4Bytes(text: string): number[] | undefined {
  const bytes: number[] = [];
  let part = -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - ZERO;
    if (code === DOT && part >= 0 && bytes.length < 3) {
      bytes.push(part);
      part = -1;
    } else if (digit >= 0 && digit <= 9 && part !== 0) {
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return undefined;
    } else return undefined;
  }
  if (bytes.length < 3 || part < 0) return undefined;
  bytes.push(part);
  return bytes;
}

const IPV6_WORD = /^[0-9a-f]{1,4}$/i;
const IPV6_WORDS = 8;

/** The words of an IPv6 address as nearly all are written: eight, or up to six and one gap, and nothing else. */
function ipv6Words(text: string): number[] | undefined {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const first = wordsOf(before);
  if (after === undefined) return first?.length === IPV6_WORDS ? first : undefined;
  const last = wordsOf(after);
  if (first === undefined || last === undefined) return undefined;
  const missing = IPV6_WORDS - first.length - last.length;
  return missing < 2 ? undefined : [...first, ...Array.from({ length: missing }, () => 0), ...last];
}

function wordsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  return words.every((word) => IPV6_WORD.test(word)) ? words.map((word) => parseInt(word, 16)) : undefined;
}

function readOddIpv6(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  // ipaddr.js reads an IPv4 within an IPv6 loosely (::ffff:010.20.3.4, ::ffff:0x0a.20.3.4).
  const last = text.slice(text.lastIndexOf(':') + 1);
  if (last.includes('.') && !ipaddr.IPv4.isValidFourPartDecimal(last)) return undefined;
  // It also takes the long deprecated ::10.20.3.4 for ::ffff:10.20.3.4.
  if (text === `::${last}` && last.includes('.')) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/**
 * Reads a CIDR range strictly: a strict address, a prefix length, and no host bits beyond it.
 *
 * @returns the range, or `undefined` for anything else.
 */
export function readCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const address = readAddress(match[1]);
  const prefixLength = Number(match[2]);
  // A range of IPv4-mapped addresses has two readings of its prefix length; neither is taken.
  if (address === undefined || (address.kind() === 'ipv4') !== ipaddr.IPv4.isValidFourPartDecimal(match[1]))
    return undefined;
  const bytes = address.toByteArray();
  if (prefixLength > bytes.length * 8 || hasHostBits(bytes, prefixLength)) return undefined;
  return [address, prefixLength];
}

function hasHostBits(bytes: readonly number[], prefixLength: number): boolean {
  return bytes.some((byte, index) => {
    const networkBits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return (byte & (0xff >> networkBits)) !== 0;
  });
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
