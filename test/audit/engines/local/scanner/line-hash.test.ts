import fc from 'fast-check';
import {
  loadProgram,
  MOST_MEMORY,
  randomHashKey,
  startProgram,
} from '../../../../../audit/engines/local/scanner/program';

const BITS_64 = (1n << 64n) - 1n;
const BITS_32 = (1n << 32n) - 1n;
const BLOCK = 1024;
const STEP = 32;

const key = Buffer.from(randomHashKey());
const sipKey = key.subarray(0, 16);
const lineKey = key.subarray(16);
const shared = loadProgram(MOST_MEMORY, key);
const nothing = (): number => 0;
const program = startProgram(shared, { onExact: nothing, onAnswer: nothing, onRecord: nothing }) as unknown as {
  allocate(bytes: number): number;
  hashLine(from: number, end: number): void;
  readonly hashHigh: { readonly value: bigint };
  readonly hashLow: { readonly value: bigint };
};
const room = program.allocate(128 * 1024);

function hashed(line: Buffer, offset = 0): readonly [bigint, bigint] {
  const memory = Buffer.from(shared.memory.buffer);
  // What follows a line must not matter.
  memory.fill(0xa5, room, room + offset + line.length + 64);
  memory.set(line, room + offset);
  program.hashLine(room + offset, room + offset + line.length);
  return [program.hashHigh.value & BITS_64, program.hashLow.value & BITS_64];
}

/** The definition, without haste. */
function definition(line: Buffer): readonly [bigint, bigint] {
  if (line.length > 64 * BLOCK) return sipHash(line);
  const words: bigint[] = [];
  for (let from = 0; from < line.length; from += BLOCK) {
    const block = line.subarray(from, from + BLOCK);
    for (const moved of [0, 1, 2]) words.push(nh(block, lineKey.subarray(moved * STEP)));
  }
  words.push(BigInt(line.length));
  const digest = Buffer.alloc(words.length * 8);
  words.forEach((word, i) => digest.writeBigUInt64LE(word, i * 8));
  return sipHash(digest);
}

function nh(block: Buffer, keys: Buffer): bigint {
  const padded = Buffer.alloc(Math.ceil(block.length / STEP) * STEP);
  padded.set(block);
  const word = (at: number): bigint => BigInt(padded.readUInt32LE(at) + keys.readUInt32LE(at)) & BITS_32;
  let sum = 0n;
  for (let step = 0; step < padded.length; step += STEP) {
    for (let lane = 0; lane < 16; lane += 4) sum += word(step + lane) * word(step + lane + 16);
  }
  return sum & BITS_64;
}

function sipHash(text: Buffer): readonly [bigint, bigint] {
  const [k0, k1] = [sipKey.readBigUInt64LE(0), sipKey.readBigUInt64LE(8)];
  const v = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn ^ 0xeen,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ] as [bigint, bigint, bigint, bigint];
  const rotated = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & BITS_64;
  const round = (): void => {
    v[0] = (v[0] + v[1]) & BITS_64;
    v[2] = (v[2] + v[3]) & BITS_64;
    v[1] = rotated(v[1], 13n) ^ v[0];
    v[3] = rotated(v[3], 16n) ^ v[2];
    v[0] = rotated(v[0], 32n);
    v[2] = (v[2] + v[1]) & BITS_64;
    v[0] = (v[0] + v[3]) & BITS_64;
    v[1] = rotated(v[1], 17n) ^ v[2];
    v[3] = rotated(v[3], 21n) ^ v[0];
    v[2] = rotated(v[2], 32n);
  };
  const padded = Buffer.alloc(text.length + 8 - (text.length % 8));
  padded.set(text);
  padded[padded.length - 1] = text.length & 255;
  for (let at = 0; at < padded.length; at += 8) {
    const word = padded.readBigUInt64LE(at);
    v[3] ^= word;
    round();
    v[0] ^= word;
  }
  const finished = (): bigint => {
    for (let i = 0; i < 3; i++) round();
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  };
  v[2] ^= 0xeen;
  const high = finished();
  v[1] ^= 0xddn;
  return [high, finished()];
}

test('the hash of a line is SipHash-1-3 over NH of its blocks, wherever the line lies', () => {
  const line = fc.uint8Array({ maxLength: 3000, size: 'max' }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(line, fc.nat({ max: 70 }), (bytes, offset) => {
      expect(hashed(bytes, offset)).toEqual(definition(bytes));
    }),
    { numRuns: 200 },
  );
});

test.each([0, 1, 16, 31, 32, 33, 1023, 1024, 1025, 2048, 65_535, 65_536, 65_537, 100_000])(
  'a line of %i bytes too',
  (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255));
    expect(hashed(bytes)).toEqual(definition(bytes));
  },
);

test('one byte more, less or changed makes another hash', () => {
  const line = Buffer.alloc(1500, 0);
  const seen = new Set([hashed(line).join()]);
  for (let i = 0; i < line.length; i++) {
    line[i] = 1;
    seen.add(hashed(line).join());
    line[i] = 0;
  }
  for (let length = 0; length < line.length; length++) seen.add(hashed(line.subarray(0, length)).join());
  expect(seen.size).toBe(2 * line.length + 1);
});
