import { InputError } from '../errors/input-error';
import type { Engine, EngineHost, OpenEngine } from './interface/engine';
import { entryOf } from '../../contract/entry-of';

/** Every engine by its name, and the only place that knows which there are; each is loaded where it is asked for alone. */
export const ENGINES = {
  local: async () => (await import('./local/open-local-engine')).openLocalEngine,
  athena: async () => (await import('./athena/athena-engine')).openAthenaEngine,
  trino: async () => (await import('./trino/trino-engine')).openTrinoEngine,
} as const;

/** What the engines may be told, each its part. */
export type EngineOptions = (typeof ENGINES)[keyof typeof ENGINES] extends () => Promise<OpenEngine<infer Options>>
  ? Options
  : never;

/** Engines by the names that `--engine` knows. */
export type Engines = Readonly<Record<string, () => Promise<OpenEngine<EngineOptions>>>>;

/**
 * Opens the engine that the options name.
 *
 * @param engines those to choose from.
 * @throws InputError for a name that none has, and for options that the engine cannot work with.
 */
export async function openEngine(
  options: EngineOptions & { readonly engine: string },
  host: EngineHost,
  engines: Engines = ENGINES,
): Promise<Engine> {
  const load = entryOf(engines, options.engine);
  if (load === undefined) {
    throw new InputError([`--engine ${options.engine}: allowed: ${Object.keys(engines).join(', ')}`]);
  }
  return (await load())(options, host);
}
