import { S3_ACTIONS } from '../../policy/actions';
import type { Asked } from '../prove/prove';
import { inLayer } from './nobody-else';
import type { Intent, Prohibition } from './goal';

/** What reads, writes or changes an object. */
export const DATA_ACTIONS: ReadonlySet<string> = new Set(S3_ACTIONS.object.map((name) => `s3:${name.toLowerCase()}`));

/**
 * Nobody reaches the data but through the endpoint, save the exempt, and AWS services acting for themselves or for a
 * caller.
 */
export const ENDPOINT_ONLY: Prohibition = {
  id: 'endpoint-only',
  why: 'data could leave the private path unnoticed, with stolen credentials from anywhere',
  constants: (asked, intent) => (isGuarded(asked, intent) ? new Map() : undefined),
  objection: (fact, intent) => {
    const { kind, label } = fact.path;
    if (kind === 'endpoint' || kind === 'service' || kind === 'forwarded') return undefined;
    if (exemptOf(intent).has(fact.principal.text)) return undefined;
    return `${fact.principal.label} may ${fact.action} on ${fact.target.arn} from ${label}, past the endpoint${inLayer(fact)}`;
  },
};

function isGuarded({ layer, target, action }: Asked, { deployment, names, system }: Intent): boolean {
  if (deployment.privateAccess === undefined || (layer !== 'actual' && layer !== 'denies')) return false;
  const guarded = system.buckets.find(({ name }) => name === names.dataBucket);
  return target.owned !== undefined && target.owned === guarded && DATA_ACTIONS.has(action);
}

/** Who may come from elsewhere: deployer and break-glass roles of the bucket's account, roles that replicate from outside, and whom the file names. */
export function exemptOf({ deployment, permissions }: Intent): ReadonlySet<string> {
  const { destination, privateAccess } = deployment;
  const replicating = permissions.filter(({ exempt }) => exempt).map(({ principal }) => principal);
  const named = (privateAccess?.exempt ?? []).map(({ principal }) => principal);
  const duties = (destination.bucket.objectLock?.holders ?? []).filter(({ through }) => through === 'exempt');
  return new Set([
    destination.deployer,
    ...destination.breakGlass,
    ...named,
    ...duties.map(({ principal }) => principal),
    ...replicating,
  ]);
}
