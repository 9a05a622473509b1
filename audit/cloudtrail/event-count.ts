import type { CloudTrailEvent } from './events';
import type { Neighbour, PassedOver } from './neighbours';

/** How many records of which kind were met. */
export interface EventCount {
  /** Events of requests to S3. */
  events: number;
  /** Events of other kinds, which say nothing of requests to S3. */
  others: number;
  /** Records that could not be read. */
  unreadable: number;
  readonly passedOver: PassedOver;
  passOver(neighbour: Neighbour): void;
}

/** Makes a count of nothing yet. */
export function createEventCount(): EventCount {
  const passedOver: Partial<Record<Neighbour, number>> = {};
  return {
    events: 0,
    others: 0,
    unreadable: 0,
    passedOver,
    passOver(neighbour) {
      passedOver[neighbour] = (passedOver[neighbour] ?? 0) + 1;
    },
  };
}

/** Counts an event; a denial of an endpoint policy is told by itself. */
export function countEvent(event: CloudTrailEvent, count: EventCount): void {
  if (event.kind === 'request') count.events++;
  else if (event.kind === 'unreadable') count.unreadable++;
  else if (event.kind === 'other') count.others++;
  else if (event.kind === 'neighbour') count.passOver(event.neighbour);
}
