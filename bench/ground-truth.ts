/** What a corpus holds, counted as it is written, by rules that share no code with the audit. */
export interface GroundTruth {
  readonly seed: number;
  readonly files: number;
  /** Bytes before compression. */
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly blank: number;
  readonly duplicates: number;
  readonly ambiguous: number;
  readonly rejects: number;
  readonly groups: readonly TrueGroup[];
}

/** Records alike in bucket, address, requester, operation and status. Times are seconds since the epoch. */
export interface TrueGroup {
  readonly bucket: string;
  readonly remoteIp: string | null;
  readonly requester: string | null;
  readonly operation: string;
  readonly httpStatus: number | null;
  readonly requests: number;
  readonly bytesSent: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** What a line is to be counted as. */
export type Meaning =
  | { readonly kind: 'record'; readonly record: Logged }
  | { readonly kind: 'ambiguous'; readonly record: Logged }
  | { readonly kind: 'reject' | 'blank' | 'duplicate' };

/** The part of a record that groups are made of. */
export interface Logged {
  readonly bucket: string;
  readonly remoteIp: string | null;
  readonly requester: string | null;
  readonly operation: string;
  readonly httpStatus: number | null;
  readonly bytesSent: number;
  readonly time: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Counts lines as they are written. */
export interface Tally {
  add(meaning: Meaning): void;
  total(corpus: Pick<GroundTruth, 'seed' | 'files' | 'bytes'>): GroundTruth;
}

/** Makes an empty tally. */
export function newTally(): Tally {
  const groups = new Map<string, Mutable<TrueGroup>>();
  const counts = { lines: 0, records: 0, blank: 0, duplicates: 0, ambiguous: 0, rejects: 0 };

  function addRecord({ bytesSent, time, ...alike }: Logged): void {
    const { bucket, remoteIp, requester, operation, httpStatus } = alike;
    const key = `${bucket}\n${remoteIp}\n${requester}\n${operation}\n${httpStatus}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { ...alike, requests: 1, bytesSent, firstSeen: time, lastSeen: time });
      return;
    }
    group.requests++;
    group.bytesSent += bytesSent;
    if (time < group.firstSeen) group.firstSeen = time;
    if (time > group.lastSeen) group.lastSeen = time;
  }

  return {
    add(meaning) {
      counts.lines++;
      if (meaning.kind === 'reject') counts.rejects++;
      if (meaning.kind === 'blank') counts.blank++;
      if (meaning.kind === 'duplicate') counts.duplicates++;
      if (meaning.kind === 'ambiguous') counts.ambiguous++;
      if (!('record' in meaning)) return;
      counts.records++;
      addRecord(meaning.record);
    },
    total: (corpus) => ({ ...corpus, ...counts, groups: [...groups.values()] }),
  };
}
