import type { Extent } from './extent';

/** The hours of a group: those that a book has under its number. */
export interface Hours {
  readonly book: HourBook;
  readonly group: number;
}

// An hour takes 24 bytes: u32 each for its group and requests, f64 first and last time.
const BYTES = 24;
const WORDS = BYTES / 4;
const DOUBLES = BYTES / 8;
const FIRST_ROOM = 2 ** 10;

/** Hours in one piece of memory. */
class Page {
  readonly words: Uint32Array;
  readonly doubles: Float64Array;

  /** @param first number of the group that the page has as 0. */
  constructor(
    readonly bytes: Uint8Array,
    public count: number,
    readonly first: number,
  ) {
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    this.doubles = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  }

  get isFull(): boolean {
    return WORDS * this.count === this.words.length;
  }

  add(group: number, { requests, firstSeen, lastSeen }: Extent): void {
    this.words[WORDS * this.count] = group;
    this.words[WORDS * this.count + 1] = requests;
    this.doubles[DOUBLES * this.count + 1] = firstSeen;
    this.doubles[DOUBLES * this.count + 2] = lastSeen;
    this.count++;
  }
}

/**
 * Hours of many groups in few pieces of memory, in any order and one perhaps in several parts: a list for each group would be
 * several times as large, and be copied again and again by the collector.
 */
export class HourBook {
  private numbered = 0;
  private readonly pages: Page[] = [];
  /** That further hours are written to. */
  private open: Page | undefined;
  /** Groups whose hours became those of others. */
  private readonly owners = new Map<number, number>();
  private byGroup: ReadonlyMap<number, readonly Extent[]> | undefined;

  /** How many groups have a number. */
  get groups(): number {
    return this.numbered;
  }

  /** Bytes of all hours. */
  get bytes(): number {
    return this.pages.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /**
   * Numbers groups, of which hours may be taken over already.
   *
   * @returns the number of the first; those of the others follow.
   */
  number(groups = 1): number {
    this.numbered += groups;
    return this.numbered - groups;
  }

  /** Notes an hour of a group. */
  add(group: number, hour: Extent): void {
    if (this.open === undefined || this.open.isFull) {
      this.open = new Page(new Uint8Array(BYTES * Math.max(FIRST_ROOM, this.open?.count ?? 0) * 2), 0, 0);
      this.pages.push(this.open);
    }
    this.open.add(group, hour);
    this.byGroup = undefined;
  }

  /** Takes over hours as they lie in bytes, of groups that are numbered next, all at once. Who keeps the book, keeps the bytes. */
  take(bytes: Uint8Array): void {
    this.pages.push(new Page(bytes, bytes.length / BYTES, this.numbered));
  }

  /** Makes the hours of a group those of another one. */
  unite(group: number, into: number): void {
    this.owners.set(group, into);
    this.byGroup = undefined;
  }

  /** Tells all hours. */
  forEach(tell: (group: number, requests: number, firstSeen: number, lastSeen: number) => void): void {
    const isUnited = this.owners.size > 0;
    for (const { words, doubles, count, first } of this.pages) {
      for (let i = 0; i < count; i++) {
        const group = first + (words[WORDS * i] ?? 0);
        const requests = words[WORDS * i + 1] ?? 0;
        const firstSeen = doubles[DOUBLES * i + 1] ?? 0;
        tell(isUnited ? this.ownerOf(group) : group, requests, firstSeen, doubles[DOUBLES * i + 2] ?? 0);
      }
    }
  }

  /** The hours of a group. */
  of(group: number): readonly Extent[] {
    this.byGroup ??= this.inGroups();
    return this.byGroup.get(group) ?? [];
  }

  private inGroups(): ReadonlyMap<number, readonly Extent[]> {
    const groups = new Map<number, Extent[]>();
    this.forEach((group, requests, firstSeen, lastSeen) => {
      const hours = groups.get(group) ?? [];
      hours.push({ requests, firstSeen, lastSeen });
      groups.set(group, hours);
    });
    return groups;
  }

  private ownerOf(group: number): number {
    let owner = group;
    for (let next = this.owners.get(owner); next !== undefined; next = this.owners.get(owner)) owner = next;
    return owner;
  }
}
