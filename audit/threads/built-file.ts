import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Beyond this many threads the disk is the limit, and each takes its memory. */
const MOST_THREADS = 8;

/** How many threads read at the same time, on this machine. */
export const READING_THREADS = Math.min(availableParallelism(), MOST_THREADS);

/** Where a file that the build makes lies: beside this code once bundled, else in the checkout's dist/. */
export function builtFile(name: string): string {
  const places = ['.', '../../dist'].map((folder) => join(__dirname, folder, name));
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error(`${name} is missing; run "npm run build" in the checkout`);
  return place;
}
