import { createHash } from 'node:crypto';
import type { Deployment } from './schema';

/** Which deployment file a stack was built from: the stack carries it as an output of this name. */
export const FINGERPRINT_OUTPUT = 'deployment_fingerprint';

/** Name of the deployment, and SHA-256 of what its file says. */
export interface Fingerprint {
  readonly name: string;
  readonly sha256: string;
}

/** Comments, order and defaults make no difference, nor do the waivers of the review: none of them changes what is built. */
export function fingerprintOf({ review: _waivers, ...deployment }: Deployment): Fingerprint {
  const sha256 = createHash('sha256').update(canonical(deployment)).digest('hex');
  return { name: deployment.name, sha256 };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}
