import type { CodePlace } from './sarif';

/** Where the settings of a deployment.yaml stand. */
export interface SettingLines {
  /** Relative to the repository. */
  readonly file: string;
  /** Line by path, such as `destination.bucket`. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Which settings make a resource, the nearest first, by what its Terraform address holds. */
const SETTINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/vpc|subnet|route|nat_gateway|internet_gateway|eip/, ['privateAccess.vpc', 'privateAccess']],
  [/instance/, ['instance']],
  [/replication|lambda|sqs|sns|event_source/, ['replication']],
  [/glue|athena|catalog/, ['catalog']],
  [/object_lock|holder|uploader|retention/, ['destination.bucket.objectLock', 'source.bucket.objectLock']],
  [/trail/, ['observation', 'destination.logs', 'destination']],
  [/log/, ['destination.logs', 'source.logs', 'destination']],
  [/kms|key/, ['destination.key', 'destination.keyAdministrators', 'destination']],
  [/source/, ['source.bucket', 'source']],
  [/./, ['destination.bucket', 'destination']],
];

/** The line of deployment.yaml that a resource comes from; the first line where nothing tells. */
export function placeOf(resource: string, { file, lines }: SettingLines): CodePlace {
  const paths = SETTINGS.filter(([pattern]) => pattern.test(resource)).flatMap(([, names]) => names);
  const path = paths.find((name) => lines.has(name));
  return { file, line: path === undefined ? 1 : (lines.get(path) ?? 1) };
}
