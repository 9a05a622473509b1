import type { Coverage } from '../records/aggregate';
import type { Repeated } from '../sources/repeated-objects';

/** Lines that repeat earlier ones more often than delivery explains. */
export interface ManyDuplicates {
  readonly duplicates: number;
  /** Records, repeated ones included. */
  readonly of: number;
}

/**
 * S3 User Guide, "Best-effort server log delivery": log records are rarely lost or duplicated, without a number. One line in
 * twenty is not rare; fewer than ten lines may be one object of a quiet bucket that was delivered again.
 */
const RARE = 0.05;
const FEWEST = 10;

/**
 * Finds out whether more lines are repeated than best-effort delivery explains. Each is counted once, so nothing is counted
 * wrongly; but a copy that stands in the place of another object hides what that one held.
 */
export function findManyDuplicates({ duplicates, records }: Coverage): ManyDuplicates | null {
  const of = records + duplicates;
  return duplicates >= FEWEST && duplicates > RARE * of ? { duplicates, of } : null;
}

/** Says how many, and what to look at. */
export function duplicatesSentence({ duplicates, of }: ManyDuplicates, repeated: Repeated | null): string {
  const share = ((100 * duplicates) / of).toFixed(1);
  const why =
    repeated === null
      ? 'copies of log objects may stand in the place of others'
      : `${repeated.objects} log object${repeated.objects === 1 ? ' was' : 's were'} given more than once, such as ` +
        `${repeated.example[0]} and ${repeated.example[1]}; give each once`;
  return `${duplicates} of ${of} records (${share} %) repeat an earlier one, which S3's delivery rarely does: ${why}`;
}
