import type { Witness } from './witness';

/** Records alike in everything that classification and judgement ask for. */
export interface RequestGroup {
  readonly bucket: string;
  /** As the log has it, `null` for `-`. */
  readonly remoteIp: string | null;
  /** As the log has it, `null` for `-`. */
  readonly requester: string | null;
  readonly operation: string;
  readonly httpStatus: number | null;
  /** What CloudTrail testifies about the path of these requests; `null` where it has no record of them. */
  readonly witness: Witness | null;
  readonly requests: number;
  readonly bytesSent: number;
  /** Seconds since the epoch. */
  readonly firstSeen: number;
  /** Seconds since the epoch. */
  readonly lastSeen: number;
}
