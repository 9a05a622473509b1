import type { JsonObject } from '../../contract/json-object';
import { entryOf } from '../../contract/entry-of';

/**
 * What lies beside CloudTrail's events, or among them, and tells of no single request. It is known, counted and passed over.
 * The names are those of reports.
 */
export type Neighbour =
  'digest files' | 'Insight events' | 'aggregated events' | 'AWS Config files' | 'log files of other services';

/** How much of each was met. */
export type PassedOver = Readonly<Partial<Record<Neighbour, number>>>;

/** What two readers met, both together. */
export function together(a: PassedOver, b: PassedOver): PassedOver {
  const sum: Partial<Record<Neighbour, number>> = { ...a };
  for (const [name, count] of Object.entries(b) as [Neighbour, number][]) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/**
 * Records by `eventCategory` or, where older ones have none, `eventType`. Sources: CloudTrail User Guide, "CloudTrail record
 * contents for Insights events", "CloudTrail record contents for aggregated events".
 */
export const NEIGHBOUR_RECORDS: Readonly<Record<string, Neighbour>> = {
  Insight: 'Insight events',
  AwsCloudTrailInsight: 'Insight events',
  Aggregated: 'aggregated events',
  AwsAggregatedEvent: 'aggregated events',
};

/** Says which neighbour a record is, `undefined` for an event of CloudTrail. */
export function neighbourRecord({ eventCategory, eventType }: JsonObject): Neighbour | undefined {
  for (const name of [eventCategory, eventType]) {
    const neighbour = typeof name === 'string' ? entryOf(NEIGHBOUR_RECORDS, name) : undefined;
    if (neighbour !== undefined) return neighbour;
  }
  return undefined;
}

/** Says which neighbour a file is by what stands in it ("CloudTrail digest file structure"; AWS Config, "Delivery channel"). */
export function neighbourFile(json: JsonObject): Neighbour | undefined {
  if ('digestPublicKeyFingerprint' in json && Array.isArray(json.logFiles)) return 'digest files';
  const isConfig = 'configurationItems' in json && ('fileVersion' in json || 'configSnapshotId' in json);
  return isConfig ? 'AWS Config files' : undefined;
}

/** Folders below `AWSLogs/<account>/` of services that deliver beside CloudTrail. */
const FOLDERS: Readonly<Record<string, Neighbour>> = {
  Config: 'AWS Config files',
  elasticloadbalancing: 'log files of other services',
  vpcflowlogs: 'log files of other services',
  WAFLogs: 'log files of other services',
  vpcdnsquerylogs: 'log files of other services',
  'network-firewall': 'log files of other services',
  GuardDuty: 'log files of other services',
};
const FOLDER = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/([^/]+)\//;

/** Says which neighbour a file is by its name: asked where what stands in it is no CloudTrail. */
export function neighbourName(file: string): Neighbour | undefined {
  const folder = FOLDER.exec(file)?.[1] ?? '';
  return entryOf(FOLDERS, folder);
}
