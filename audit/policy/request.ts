import type { Requester } from './requester';

/** What is asked, but for the context. */
export interface Request {
  readonly requester: Requester;
  /** Lower-case, such as `s3:getobject`. */
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
}
