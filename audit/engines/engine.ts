import type { Trail } from '../cloudtrail/trail';
import type { LogFile } from '../sources/log-files';
import type { Selection } from '../records/selection';
import type { Aggregate, Coverage } from '../records/aggregate';
import type { Reject } from '../records/reject';
import type { OnProgress } from '../records/progress';

/** Reads logs, wherever they are and however many, and gives the same answer as every other engine. */
export interface Engine {
  /**
   * Reads all the logs once.
   *
   * @param trail what CloudTrail recorded, to be asked about each record.
   * @throws InputError when a file can not be opened.
   */
  aggregate(
    files: readonly LogFile[],
    selection: Selection,
    trail?: Trail,
    onProgress?: OnProgress,
  ): Promise<Aggregate>;
  /** Gives every reject to `onReject`, in the order of files and lines, and returns what became of every line. */
  rejects(files: readonly LogFile[], onReject: (reject: Reject) => void, onProgress?: OnProgress): Promise<Coverage>;
}
