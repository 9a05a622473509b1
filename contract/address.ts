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
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
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
