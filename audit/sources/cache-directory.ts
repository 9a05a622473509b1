import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where things are kept between runs unless the user says otherwise. A relative XDG_CACHE_HOME counts for nothing (XDG Base
 * Directory Specification, "All paths must be absolute").
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME ?? '';
  return join(base.startsWith('/') ? base : join(homedir(), '.cache'), 's3-audit');
}
