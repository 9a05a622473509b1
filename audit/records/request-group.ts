import type { Answer } from './outcome';
import type { Witness } from './witness';

/** Records alike in everything that classification and judgement ask for. */
export interface RequestGroup extends Answer {
  readonly bucket: string;
  /** As the log has it, `null` for `-`. */
  readonly remoteIp: string | null;
  /** As the log has it, `null` for `-`: anonymous. */
  readonly requester: string | null;
  readonly operation: string;
  /** The answer that gives least away, where the line can be read to have several; the group has the worst one. */
  readonly otherAnswer: Answer | null;
  /** The VPC endpoint that the Host header names. A client writes it: it can count against a request, never for it. */
  readonly hostEndpoint: string | null;
  /** As the log has it, `null` for `-` and in older records. */
  readonly sourceRegion: string | null;
  /** What CloudTrail testifies about the path of these requests; `null` where it has no record of them. */
  readonly witness: Witness | null;
  readonly requests: number;
  readonly bytesSent: number;
  /** Seconds since the epoch. */
  readonly firstSeen: number;
  /** Seconds since the epoch. */
  readonly lastSeen: number;
}
