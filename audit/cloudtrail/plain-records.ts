import { keyHash, MOST_ELEMENTS, RECORD, slotOf, SLOTS, type Member, type Members } from './plain-fields';
import { endOfTelling } from './plain-telling';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const [DASH, PLUS, DOT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const [EXPONENT, UNICODE, SMALL] = [0x65, 0x75, 0x20];
const [N, T, F] = [0x6e, 0x74, 0x66];
/** No byte. */
const END = 256;
const RECORDS = Buffer.from('"Records"');
const [NULL, TRUE, FALSE] = [Buffer.from('null'), Buffer.from('true'), Buffer.from('false')];

/** Deeper, or with more keys in one object, no event is that S3 has written. */
const DEEPEST = 32;
const MOST_KEYS = 256;
/** What is longer is odd: nothing of S3's own comes near. */
const LONGEST_TEXT = 2048;
/** Of a bucket and a key: its 1,024 bytes take three or six each, encoded or escaped. */
const LONGEST_WITH_KEY = 16 * 1024;

/** For each byte whether it stands for itself within a string: ASCII but for quote, backslash and what controls. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH),
);
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
const HEX_DIGITS = new Set(Buffer.from('0123456789abcdefABCDEF'));
const SPACES = new Set(Buffer.from(' \t\n\r'));
const LAMBDA = Buffer.from('aws:');
const EVENT_SOURCE = slotOf('eventSource');
const NOTHING: Members = new Map();

/** Numbers for each record: where it begins and ends, whether it is odd, then where the text in each slot begins and ends. */
export const ROOM_OF_RECORD = 3 + 2 * SLOTS;
export const [BEGIN_AT, END_AT, IS_ODD, FIRST_SLOT] = [0, 1, 2, 3];

/** Where the records of a file stand in its bytes, and what is read of each; valid until the next file is scanned. */
export interface PlainRecords {
  readonly count: number;
  /** {@link ROOM_OF_RECORD} numbers for each; of what a record has not, both ends are 0. */
  readonly places: Int32Array;
}

/** Something that is not certainly the plain form. */
class NotPlain extends Error {}
const NOT_PLAIN = new NotPlain();

/**
 * Finds the records of a file that has the one form in which CloudTrail delivers: `{"Records":[…]}`, JSON from the first byte to
 * the last, every element an event by its `eventSource`, no key twice in one object. All of that is held against the grammar of
 * JSON (RFC 8259), byte by byte; whatever is not certainly so is left to readTrailFile, which tells what is wrong or unusual.
 *
 * A record is odd where a text that is read of it holds escapes or other characters than ASCII, or a value is of another kind
 * than it should be: it has to be parsed then. All else that clients choose may hold anything: a User-Agent, or a key, also
 * behind the bucket in an ARN.
 */
export class PlainScanner {
  private bytes: Uint8Array = RECORDS;
  private at = 0;
  private places = new Int32Array(1024 * ROOM_OF_RECORD);
  private count = 0;
  /** Place of the record in hand. */
  private record = 0;
  private readonly hashes = new Int32Array(DEEPEST * MOST_KEYS);
  private keys = 0;

  /** @returns `undefined` of a file that has not the plain form. */
  scan(bytes: Uint8Array): PlainRecords | undefined {
    this.bytes = bytes;
    this.at = 0;
    this.count = 0;
    this.keys = 0;
    try {
      this.readFile();
      return { count: this.count, places: this.places };
    } catch (error) {
      if (error instanceof NotPlain) return undefined;
      throw error;
    }
  }

  private readFile(): void {
    this.space();
    this.expect(OPEN_OBJECT);
    this.space();
    this.expectWord(RECORDS);
    this.space();
    this.expect(COLON);
    this.space();
    this.expect(OPEN_LIST);
    this.space();
    if (this.bytes[this.at] === CLOSE_LIST) this.at++;
    else {
      do {
        this.space();
        this.readRecord();
        this.space();
      } while (this.isNext(COMMA, CLOSE_LIST));
    }
    this.space();
    this.expect(CLOSE_OBJECT);
    this.space();
    if (this.at !== this.bytes.length) throw NOT_PLAIN;
  }

  private readRecord(): void {
    this.record = this.count++ * ROOM_OF_RECORD;
    if (this.record + ROOM_OF_RECORD > this.places.length) {
      const larger = new Int32Array(2 * this.places.length);
      larger.set(this.places);
      this.places = larger;
    }
    this.places.fill(0, this.record, this.record + ROOM_OF_RECORD);
    this.places[this.record + BEGIN_AT] = this.at;
    this.readObject(RECORD, 0, 1);
    this.places[this.record + END_AT] = this.at;
    if (!this.hasSourceOfEvents()) throw NOT_PLAIN;
  }

  /** Without one, or with one of Lambda's own, an element of Records may be an envelope. */
  private hasSourceOfEvents(): boolean {
    const place = this.record + FIRST_SLOT + 2 * EVENT_SOURCE;
    const [start = 0, end = 0] = [this.places[place], this.places[place + 1]];
    return end > 0 && !isName(this.bytes, start, Math.min(end, start + LAMBDA.length), LAMBDA);
  }

  /** @param members what is read of it; @param element of the list that it stands in. */
  private readObject(members: Members, element: number, depth: number): void {
    if (depth > DEEPEST) throw NOT_PLAIN;
    this.expect(OPEN_OBJECT);
    this.space();
    if (this.bytes[this.at] === CLOSE_OBJECT) {
      this.at++;
      return;
    }
    const first = this.keys;
    do {
      this.space();
      const member = this.readKey(members, first);
      this.space();
      this.expect(COLON);
      this.space();
      if (member === undefined) this.skipValue(depth);
      else this.readMember(member, element, depth);
      this.space();
    } while (this.isNext(COMMA, CLOSE_OBJECT));
    this.keys = first;
  }

  /** Keys with equal hashes may be one key that occurs twice. */
  private readKey(members: Members, first: number): Member | undefined {
    const { bytes, hashes, keys } = this;
    const start = this.at + 1;
    this.expect(QUOTE);
    const end = this.endOfPlain(start);
    if (bytes[end] !== QUOTE) throw NOT_PLAIN;
    this.at = end + 1;
    const hash = keyHash(bytes, start, end);
    for (let i = first; i < keys; i++) if (hashes[i] === hash) throw NOT_PLAIN;
    if (keys - first >= MOST_KEYS) throw NOT_PLAIN;
    hashes[keys] = hash;
    this.keys = keys + 1;
    const member = members.get(hash);
    return member !== undefined && isName(bytes, start, end, member.name) ? member : undefined;
  }

  private readMember({ kind, slot, members }: Member, element: number, depth: number): void {
    const first = this.bytes[this.at];
    if (kind === 'text' && first === QUOTE) this.readText(slot + element);
    else if (kind === 'object' && first === OPEN_OBJECT) this.readObject(members, 0, depth + 1);
    else if (kind === 'list' && first === OPEN_LIST) this.readElements(members, depth + 1);
    else {
      const start = this.at;
      this.skipValue(depth);
      // What is null is as good as absent.
      if (kind === 'flag' && (first === T || first === F)) this.keep(slot + element, start, this.at);
      else if (first !== N) this.markOdd();
    }
  }

  private readElements(members: Members, depth: number): void {
    this.at++;
    this.space();
    if (this.bytes[this.at] === CLOSE_LIST) {
      this.at++;
      return;
    }
    let element = 0;
    do {
      this.space();
      if (this.bytes[this.at] === OPEN_OBJECT && element < MOST_ELEMENTS)
        this.readObject(members, element++, depth + 1);
      else {
        this.skipValue(depth);
        this.markOdd();
      }
      this.space();
    } while (this.isNext(COMMA, CLOSE_LIST));
  }

  private readText(slot: number): void {
    const start = this.at + 1;
    const end = this.endOfPlain(start);
    if (this.bytes[end] === QUOTE && end - start <= LONGEST_TEXT) {
      this.at = end + 1;
      this.keep(slot, start, end);
    } else {
      this.skipText();
      const isBucketTold = this.at - start <= LONGEST_WITH_KEY && endOfTelling(slot, this.bytes, start, end) < end;
      if (isBucketTold) this.keep(slot, start, end);
      else this.markOdd();
    }
  }

  private keep(slot: number, start: number, end: number): void {
    const place = this.record + FIRST_SLOT + 2 * slot;
    this.places[place] = start;
    this.places[place + 1] = end;
  }

  private markOdd(): void {
    this.places[this.record + IS_ODD] = 1;
  }

  private skipValue(depth: number): void {
    switch (this.bytes[this.at]) {
      case QUOTE:
        this.skipText();
        break;
      case OPEN_OBJECT:
        this.readObject(NOTHING, 0, depth + 1);
        break;
      case OPEN_LIST:
        this.skipList(depth + 1);
        break;
      case N:
        this.expectWord(NULL);
        break;
      case T:
        this.expectWord(TRUE);
        break;
      case F:
        this.expectWord(FALSE);
        break;
      default:
        this.skipNumber();
    }
  }

  private skipList(depth: number): void {
    if (depth > DEEPEST) throw NOT_PLAIN;
    this.at++;
    this.space();
    if (this.bytes[this.at] === CLOSE_LIST) {
      this.at++;
      return;
    }
    do {
      this.space();
      this.skipValue(depth);
      this.space();
    } while (this.isNext(COMMA, CLOSE_LIST));
  }

  private skipText(): void {
    const { bytes } = this;
    let at = this.at + 1;
    for (at = this.endOfPlain(at); bytes[at] !== QUOTE; at = this.endOfPlain(at)) {
      const byte = bytes[at] ?? 0;
      if (byte === BACKSLASH) at += this.lengthOfEscape(at);
      else if (byte >= 0x7f) at++;
      else throw NOT_PLAIN;
    }
    this.at = at + 1;
  }

  private lengthOfEscape(at: number): number {
    const { bytes } = this;
    const escaped = bytes[at + 1] ?? 0;
    if (ESCAPED.has(escaped)) return 2;
    if (escaped !== UNICODE) throw NOT_PLAIN;
    for (let i = 2; i < 6; i++) if (!HEX_DIGITS.has(bytes[at + i] ?? 0)) throw NOT_PLAIN;
    return 6;
  }

  private skipNumber(): void {
    const { bytes } = this;
    if (bytes[this.at] === DASH) this.at++;
    if (bytes[this.at] === ZERO) this.at++;
    else this.skipDigits();
    if (bytes[this.at] === DOT) {
      this.at++;
      this.skipDigits();
    }
    if (((bytes[this.at] ?? 0) | SMALL) !== EXPONENT) return;
    this.at++;
    if (bytes[this.at] === PLUS || bytes[this.at] === DASH) this.at++;
    this.skipDigits();
  }

  /** One at least. */
  private skipDigits(): void {
    const start = this.at;
    for (let byte = this.bytes[start] ?? 0; byte >= ZERO && byte <= NINE; byte = this.bytes[this.at] ?? 0) this.at++;
    if (this.at === start) throw NOT_PLAIN;
  }

  /** Where the bytes end that stand for themselves. */
  private endOfPlain(from: number): number {
    const { bytes } = this;
    let at = from;
    while (PLAIN[bytes[at] ?? 0] === 1) at++;
    return at;
  }

  private space(): void {
    for (let byte = this.bytes[this.at] ?? END; byte <= 0x20; byte = this.bytes[this.at] ?? END) {
      if (!SPACES.has(byte)) throw NOT_PLAIN;
      this.at++;
    }
  }

  private expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw NOT_PLAIN;
    this.at++;
  }

  private expectWord(word: Uint8Array): void {
    for (const byte of word) this.expect(byte);
  }

  /** Passes over what separates two elements, or ends them; says whether one follows. */
  private isNext(separator: number, end: number): boolean {
    const byte = this.bytes[this.at++];
    if (byte === separator) return true;
    if (byte === end) return false;
    throw NOT_PLAIN;
  }
}

function isName(bytes: Uint8Array, from: number, end: number, name: Uint8Array): boolean {
  if (end - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}
