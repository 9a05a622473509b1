import type { Witness } from '../../../cloudtrail/trail';
import type { RequestGroup, Selection } from '../../engine';

// As wasm/groups.ts lays a group out.
const KEY_LENGTH = 4;
const REQUESTS = 8;
const BYTES_SENT = 16;
const FIRST_SEEN = 24;
const LAST_SEEN = 32;
const KEY = 44;
const TEXT_IN_KEY = 12;
/** Mark of the key of a record outside the window. */
const OUTSIDE = 1 << 16;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What all scanners found, and how many records the selection leaves out. */
export interface MergedGroups {
  readonly groups: readonly RequestGroup[];
  readonly otherBuckets: number;
  readonly outsideWindow: number;
  /** Records, left out or not, that CloudTrail has an event of. */
  readonly witnessed: number;
}

/** Where the scanners left their groups. */
export interface FoundGroups {
  /** Address of each scanner's first group, 0 for none. */
  readonly firsts: readonly number[];
  /** Testimonies by the numbers that the keys hold. */
  readonly witnesses: readonly (Witness | null)[];
}

/** Reads the groups of all scanners out of the memory and puts those of one key together. */
export function mergeGroups(
  memory: WebAssembly.Memory,
  { firsts, witnesses }: FoundGroups,
  buckets: Selection['buckets'],
): MergedGroups {
  const bytes = Buffer.from(memory.buffer);
  const merged = new Map<string, Mutable<RequestGroup>>();
  const left = { otherBuckets: 0, outsideWindow: 0, witnessed: 0 };
  for (const first of firsts) {
    for (let at = first; at !== 0; at = bytes.readUInt32LE(at)) {
      const key = bytes.toString('latin1', at + KEY, at + KEY + bytes.readUInt32LE(at + KEY_LENGTH));
      const requests = bytes.readDoubleLE(at + REQUESTS);
      // Every line of it was seen before, by another thread.
      if (requests === 0) continue;
      const witness = bytes.readUInt32LE(at + KEY + 4);
      if (witness !== 0) left.witnessed += requests;
      const known = merged.get(key);
      if (known !== undefined) {
        known.requests += requests;
        known.bytesSent += bytes.readDoubleLE(at + BYTES_SENT);
        known.firstSeen = Math.min(known.firstSeen, bytes.readDoubleLE(at + FIRST_SEEN));
        known.lastSeen = Math.max(known.lastSeen, bytes.readDoubleLE(at + LAST_SEEN));
        continue;
      }
      const mark = bytes.readUInt32LE(at + KEY);
      const [bucket = '', remoteIp = '', requester = '', operation = ''] = key.slice(TEXT_IN_KEY).split('\n');
      if (buckets.length > 0 && !buckets.includes(bucket)) left.otherBuckets += requests;
      else if ((mark & OUTSIDE) !== 0) left.outsideWindow += requests;
      else {
        merged.set(key, {
          bucket: decoded(bucket),
          remoteIp: remoteIp === '-' ? null : decoded(remoteIp),
          requester: requester === '-' ? null : decoded(requester),
          operation,
          httpStatus: mark === 0 ? null : mark,
          witness: witnesses[witness] ?? null,
          requests,
          bytesSent: bytes.readDoubleLE(at + BYTES_SENT),
          firstSeen: bytes.readDoubleLE(at + FIRST_SEEN),
          lastSeen: bytes.readDoubleLE(at + LAST_SEEN),
        });
      }
    }
  }
  return { groups: [...merged.values()], ...left };
}

/** What makes a record belong to its group; text with one character per byte, `-` where there is none. */
export interface GroupKey {
  readonly bucket: string;
  readonly remoteIp: string;
  readonly requester: string;
  readonly operation: string;
  readonly httpStatus: number | null;
  readonly inWindow: boolean;
  readonly witness: number;
  /** Hours since the epoch, 0 where hours are not told apart. */
  readonly hour: number;
}

/** Writes a key as wasm/groups.ts has it. */
export function keyBytes(key: GroupKey): Buffer {
  const text = [key.bucket, key.remoteIp, key.requester, key.operation, ''].join('\n');
  const bytes = Buffer.alloc(TEXT_IN_KEY + text.length);
  bytes.writeUInt32LE((key.httpStatus ?? 0) | (key.inWindow ? 0 : OUTSIDE), 0);
  bytes.writeUInt32LE(key.witness, 4);
  bytes.writeUInt32LE(key.hour, 8);
  bytes.write(text, TEXT_IN_KEY, 'latin1');
  return bytes;
}

/** Log text is bytes until here; UTF-8 is what S3 writes, and other bytes become U+FFFD. */
export function decoded(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
