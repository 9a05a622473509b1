import type { S3SourceOptions } from '../../collect/s3-source';
import type { Engine } from '../../engines/interface/engine';
import { openEngine, type EngineOptions, type Engines } from '../../engines/open-engine';
import { onInterruption } from './interruption';
import { progressLine } from './progress-line';
import { readS3With } from './s3-locations';
import { tell } from './tell';

/** What a command is told that asks an engine. */
export type AskedEngine = EngineOptions & S3SourceOptions & { readonly engine: string };

/**
 * Opens the engine that the options of a command ask for.
 *
 * @throws InputError for options that contradict each other or are missing.
 */
export function engineOf(options: AskedEngine, engines: Engines): Promise<Engine> {
  const host = {
    note: tell,
    showProgress: progressLine,
    onInterruption,
    readS3: (since: number | null) => readS3With({ ...options, since }),
    digestKeys: async (since: number | null, until: number | null) => {
      const { identitiesOf } = await import('../../aws/settings');
      const { listPublicKeys } = await import('../../cloudtrail/list-public-keys');
      return listPublicKeys(identitiesOf(options), since, until);
    },
  };
  return openEngine(options, host, engines);
}
