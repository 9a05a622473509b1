import type { S3Client } from '@aws-sdk/client-s3';
import type { Configuration } from './configuration';
import type { Call, Clock, RetryPolicy } from './retry';

/** All that copying one object needs. The clients differ because a copy is asked of the destination's region. */
export interface Replication {
  readonly configuration: Configuration;
  readonly sourceClient: S3Client;
  readonly destinationClient: S3Client;
  readonly call: Call;
  /** For what is still to be done when `call` has no time left: cleaning up, and telling of failures. */
  readonly lastCall: Call;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
}

/** Why nothing was written. */
export type SkipReason =
  | 'not an object creation'
  | 'deletions are not replicated'
  | 'superseded by a newer version'
  | 'superseded by a deletion'
  | 'the key exists and overwriting is prevented'
  | 'already absent';

/** What became of one record. */
export type Outcome =
  | { readonly outcome: 'copied'; readonly bytes: number }
  | { readonly outcome: 'deleted' }
  | { readonly outcome: 'skipped'; readonly reason: SkipReason }
  | { readonly outcome: 'failed'; readonly reason: string; readonly attempts: number };
