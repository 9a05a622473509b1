import { z } from 'zod';
import { readAddress, readCidr } from '../../contract/address';
import { sentenceOf } from '../../contract/zod-sentences';
import { InputError } from '../errors/input-error';

/** The AWS service and region that an address belongs to. */
export interface AwsRange {
  readonly service: string;
  readonly region: string;
}

/** Finds the published range of an address. */
export interface AwsRanges {
  /** The longest range that holds the address, by its most telling service; `undefined` outside AWS. */
  find(address: string): AwsRange | undefined;
}

const entry = { region: z.string(), service: z.string() };
const rangesFile = z.object({
  prefixes: z.array(z.object({ ip_prefix: z.string(), ...entry })),
  ipv6_prefixes: z.array(z.object({ ipv6_prefix: z.string(), ...entry })),
});

/** AMAZON lists every range again; another service says more. */
const LEAST_TELLING = 'AMAZON';

/**
 * Reads `ip-ranges.json` as AWS publishes it (VPC User Guide, "AWS IP address ranges").
 *
 * @throws InputError when the file is not of that form.
 */
export function readAwsRanges(json: unknown, file: string): AwsRanges {
  const parsed = rangesFile.safeParse(json, { error: sentenceOf });
  if (!parsed.success) {
    throw new InputError(parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`));
  }
  const { prefixes, ipv6_prefixes } = parsed.data;
  const entries = [
    ...prefixes.map(({ ip_prefix, ...range }) => ({ text: ip_prefix, range })),
    ...ipv6_prefixes.map(({ ipv6_prefix, ...range }) => ({ text: ipv6_prefix, range })),
  ];
  const table = new Map<string, AwsRange>();
  const lengths = new Set<number>();
  for (const { text, range } of entries) {
    const cidr = readCidr(text);
    if (cidr === undefined) throw new InputError([`${file}: "${text}" is not a CIDR range`]);
    const key = networkKey(cidr[0].toByteArray(), cidr[1]);
    lengths.add(cidr[1]);
    if (table.get(key) === undefined || range.service !== LEAST_TELLING) {
      table.set(key, { service: range.service, region: range.region });
    }
  }
  const longestFirst = [...lengths].sort((a, b) => b - a);
  return {
    find(text) {
      const bytes = readAddress(text)?.toByteArray();
      if (bytes === undefined) return undefined;
      const length = longestFirst.find((bits) => bits <= bytes.length * 8 && table.has(networkKey(bytes, bits)));
      return length === undefined ? undefined : table.get(networkKey(bytes, length));
    },
  };
}

/** Family, prefix length and the network's bytes as one key. */
function networkKey(bytes: readonly number[], bits: number): string {
  const network = bytes.map((byte, i) => byte & (0xff << (8 - Math.min(8, Math.max(0, bits - i * 8)))) & 0xff);
  return `${bytes.length}/${bits}/${network.join('.')}`;
}
