import { readAddress, readCidr } from '../../../contract/address';
import { readDate } from '../../policy/values';
import { NotEnumerable } from './atoms/atoms';

/**
 * The points that a line is cut into by some of its points: each of them, one between each two, one below and one above all.
 * No comparison with those points tells others apart.
 */
function cutBy(points: readonly number[], step: number): readonly number[] {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const between = sorted.slice(1).map((point, index) => (point + (sorted[index] ?? point)) / 2);
  return [least - step, ...sorted, ...between, most + step];
}

/** Numbers of each class that comparisons with some numbers can tell apart. */
export function numbersAround(key: string, constants: readonly string[]): readonly string[] {
  const numbers = constants.map(Number);
  if (numbers.some(Number.isNaN)) throw new NotEnumerable(`${key}: a constant is not a number`);
  return numbers.length === 0 ? ['1'] : cutBy(numbers, 0.5).map(String);
}

/** Times of each class that comparisons with some times can tell apart, as ISO 8601 has them. */
export function timesAround(key: string, constants: readonly string[]): readonly string[] {
  const moments = constants.map(readDate).filter((moment) => moment !== undefined);
  if (moments.length < constants.length) throw new NotEnumerable(`${key}: a constant is not a time`);
  const all = moments.length === 0 ? [0] : cutBy(moments, 1000);
  return all.map((moment) => new Date(moment).toISOString());
}

/**
 * Addresses of each class that some ranges can tell apart, of both families: the first of each range, the one before it, and
 * the one behind its last.
 */
export function addressesAround(ranges: readonly string[]): readonly string[] {
  const edges = ranges.flatMap((text) => {
    const address = readAddress(text);
    const cidr = readCidr(text) ?? (address && ([address, address.toByteArray().length * 8] as const));
    if (cidr === undefined) throw new NotEnumerable(`"${text}" is not a range of addresses`);
    return edgesOf(cidr[0].toByteArray(), cidr[1]);
  });
  return [...new Set(['203.0.113.77', '10.99.0.9', '2001:db8::77', ...edges])];
}

function edgesOf(bytes: readonly number[], length: number): string[] {
  const width = BigInt(bytes.length * 8);
  const start = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << (width - BigInt(length));
  return [start - 1n, start, start + size]
    .filter((at) => at >= 0n && at < 1n << width)
    .map((at) => addressText(at, bytes.length));
}

function addressText(value: bigint, bytes: number): string {
  const all = Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * (bytes - 1 - index))) & 255n));
  if (bytes === 4) return all.join('.');
  return Array.from({ length: 8 }, (_, i) => (((all[2 * i] ?? 0) << 8) | (all[2 * i + 1] ?? 0)).toString(16)).join(':');
}
