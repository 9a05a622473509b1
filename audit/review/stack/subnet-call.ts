import ipaddr from 'ipaddr.js';

/** A call of `cidrsubnet`, the one function that a network cannot be written without. */
export interface SubnetCall {
  readonly prefix: { readonly literal: string } | { readonly expression: string };
  readonly newBits: number;
  readonly number: number;
}

const CALL = /^cidrsubnet\(\s*(?:"([^"\\$]*)"|([\w.-]+))\s*,\s*(\d{1,3})\s*,\s*(\d{1,9})\s*\)$/;

/** Reads `cidrsubnet(prefix, newbits, netnum)`; `undefined` for every other expression. */
export function readSubnetCall(expression: string): SubnetCall | undefined {
  const [, literal, reference, newBits, number] = CALL.exec(expression) ?? [];
  if (newBits === undefined) return undefined;
  const prefix = literal === undefined ? { expression: reference ?? '' } : { literal };
  return { prefix, newBits: Number(newBits), number: Number(number) };
}

/**
 * What `cidrsubnet` makes of it. Source: Terraform language, "cidrsubnet Function".
 *
 * @returns `undefined` where Terraform would refuse.
 */
export function subnetOf(cidr: string, newBits: number, number: number): string | undefined {
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const newLength = length + newBits;
  if (newLength > bytes.length * 8 || BigInt(number) >= 1n << BigInt(newBits)) return undefined;
  const whole = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  // Bits of the host are dropped, as Terraform does.
  const hostBits = BigInt(bytes.length * 8 - length);
  const shifted = ((whole >> hostBits) << hostBits) | (BigInt(number) << BigInt(bytes.length * 8 - newLength));
  const parts = bytes.map((_, i) => Number((shifted >> BigInt((bytes.length - 1 - i) * 8)) & 0xffn));
  return `${ipaddr.fromByteArray(parts).toString()}/${newLength}`;
}

/** The subnet of one range that lies where a subnet of another lies in that; `undefined` where it is no part of it. */
export function movedSubnet(subnet: string, from: string, to: string): string | undefined {
  if (![subnet, from, to].every((text) => ipaddr.isValidCIDR(text))) return undefined;
  const [[address, length], [network, prefix]] = [ipaddr.parseCIDR(subnet), ipaddr.parseCIDR(from)];
  if (length <= prefix || address.kind() !== network.kind() || !address.match(network, prefix)) return undefined;
  const bits = address.toByteArray().map((byte) => byte.toString(2).padStart(8, '0'));
  return subnetOf(to, length - prefix, Number.parseInt(bits.join('').slice(prefix, length) || '0', 2));
}
