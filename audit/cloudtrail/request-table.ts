import { InputError } from '../errors/input-error';
import { memoryForRequests } from '../memory';
import { grouped } from '../output/numbers';

const { imul } = Math;

/** Keys lie in chunks of so many bytes, of which the first one grows to that; no key is larger. */
const CHUNK = 16 * 1024 * 1024;
const FIRST_CHUNK = 1024;
/** A trail may be made for a single request. */
const FIRST_ROOM = 8;
/** Bytes that each request takes beside its key: its columns, and two places to find it by. */
const BYTES_OF_REQUEST = 41 + 2 * 4;

/** Bits of what is remembered of a request. */
export const [LOGGED, IN_WINDOW] = [1, 2];

/**
 * The requests of a trail, from 0 in the order in which they were added, found by their keys. Millions of them are held as
 * columns and bytes: as objects of V8 they would take three times the memory, and its garbage collector all the time there is.
 */
export class RequestTable {
  size = 0;
  testimonies = new Int32Array(FIRST_ROOM);
  /** Times of the first and last event, in seconds since the epoch. */
  firsts = new Float64Array(FIRST_ROOM);
  lasts = new Float64Array(FIRST_ROOM);
  marks = new Uint8Array(FIRST_ROOM);
  private hashes = new Int32Array(FIRST_ROOM);
  private starts = new Float64Array(FIRST_ROOM);
  private lengths = new Int32Array(FIRST_ROOM);
  /** Numbers of requests, plus one, each at the first free place from its hash on. */
  private places = new Int32Array(2 * FIRST_ROOM);
  private readonly chunks: Buffer[] = [];
  /** Where the last chunk is free. */
  private chunkEnd = CHUNK;

  /** @param most bytes that all of it may take. */
  constructor(private readonly most = memoryForRequests()) {}

  /** The number of the request with a key, which lies from `from` to `end`; -1 for none. */
  find(key: Uint8Array, from: number, end: number): number {
    return (this.places[this.placeOf(key, from, end, hashOf(key, from, end))] ?? 0) - 1;
  }

  /**
   * The number of the request with a key, added where there was none: it is the last one then.
   *
   * @throws InputError when there is no room for further ones.
   */
  findOrAdd(key: Uint8Array, from: number, end: number): number {
    const hash = hashOf(key, from, end);
    const place = this.placeOf(key, from, end, hash);
    const known = this.places[place] ?? 0;
    if (known > 0) return known - 1;
    this.places[place] = ++this.size;
    const number = this.size - 1;
    this.hashes[number] = hash;
    this.starts[number] = this.keep(key, from, end);
    this.lengths[number] = end - from;
    if (this.size === this.hashes.length) this.grow();
    return number;
  }

  /** The key of a request. */
  keyOf(number: number): Buffer {
    const start = this.starts[number] ?? 0;
    const at = start % CHUNK;
    return this.chunkOf(start).subarray(at, at + (this.lengths[number] ?? 0));
  }

  private placeOf(key: Uint8Array, from: number, end: number, hash: number): number {
    const mask = this.places.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const number = (this.places[place] ?? 0) - 1;
      if (number < 0 || (this.hashes[number] === hash && this.hasKey(number, key, from, end))) return place;
    }
  }

  private hasKey(number: number, key: Uint8Array, from: number, end: number): boolean {
    if (this.lengths[number] !== end - from) return false;
    const start = this.starts[number] ?? 0;
    const chunk = this.chunkOf(start);
    for (let at = from, other = start % CHUNK; at < end; at++, other++) if (chunk[other] !== key[at]) return false;
    return true;
  }

  private keep(key: Uint8Array, from: number, end: number): number {
    const length = end - from;
    if (this.chunkEnd + length > CHUNK) {
      this.chunks.push(Buffer.alloc(this.chunks.length === 0 ? FIRST_CHUNK : CHUNK));
      this.chunkEnd = 0;
    }
    const last = this.chunks.length - 1;
    let chunk = this.chunkOf(last * CHUNK);
    if (this.chunkEnd + length > chunk.length) {
      const room = Math.max(2 * chunk.length, this.chunkEnd + length);
      chunk = this.chunks[last] = grown(chunk, Buffer.alloc(Math.min(room, CHUNK)));
    }
    chunk.set(key.subarray(from, end), this.chunkEnd);
    const start = last * CHUNK + this.chunkEnd;
    this.chunkEnd += length;
    return start;
  }

  private chunkOf(start: number): Buffer {
    const chunk = this.chunks[Math.floor(start / CHUNK)];
    if (chunk === undefined) throw new Error('a key lies in no chunk');
    return chunk;
  }

  private grow(): void {
    const room = 2 * this.size;
    const ofKeys = (this.chunks.length - 1) * CHUNK + this.chunkEnd;
    if (room * BYTES_OF_REQUEST + ofKeys > this.most) throw noRoom(this.size);
    this.testimonies = grown(this.testimonies, new Int32Array(room));
    this.firsts = grown(this.firsts, new Float64Array(room));
    this.lasts = grown(this.lasts, new Float64Array(room));
    this.marks = grown(this.marks, new Uint8Array(room));
    this.hashes = grown(this.hashes, new Int32Array(room));
    this.starts = grown(this.starts, new Float64Array(room));
    this.lengths = grown(this.lengths, new Int32Array(room));
    this.places = new Int32Array(2 * room);
    const mask = this.places.length - 1;
    for (let number = 0; number < this.size; number++) {
      let place = (this.hashes[number] ?? 0) & mask;
      while (this.places[place] !== 0) place = (place + 1) & mask;
      this.places[place] = number + 1;
    }
  }
}

function grown<Column extends Int32Array | Float64Array | Uint8Array>(column: Column, larger: Column): Column {
  larger.set(column);
  return larger;
}

function noRoom(requests: number): InputError {
  return new InputError([
    `memory does not suffice for events of more than ${grouped(requests)} requests: ` +
      'judge a shorter time, each with the files of its own days (or raise --memory-limit)',
  ]);
}

/** FNV-1a with its bits mixed once more; keys are what S3 writes, and compared as a whole besides. */
function hashOf(bytes: Uint8Array, from: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < end; at++) hash = imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash = imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
