import type { RecordedContext } from './told';

/** One recorded request that stands for all of its class. */
export interface Recorded extends Omit<RecordedContext, 'rights'> {
  readonly bucket: string;
  /** Decoded; `null` where the request names no object. */
  readonly key: string | null;
}

/** What the user knows beside the logs. */
export interface Assumptions {
  /** Values of condition keys, by lower-case name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The same, with what is known of the callers of one account alone, by account. */
  readonly ofCallers?: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Requests carried no ACL, tags, retention or bypass, which would have needed further permissions. */
  readonly plain: boolean;
}

/** What is taken for granted of the caller's identity policies: that they allow everything, or that there are none. */
export type Identity = 'allows' | 'none';
