import { S3_ACTIONS } from '../../policy/actions';
import type { Judgement, Topic } from '../prove/questions';
import { inLayer } from './nobody-else';
import { ofActions, type Intent, type Prohibition } from './goal';

/** What reads, writes or changes an object. */
export const DATA_ACTIONS: ReadonlySet<string> = new Set(S3_ACTIONS.object.map((name) => `s3:${name.toLowerCase()}`));

/** What writes an object as a whole. */
export const UPLOADS: ReadonlySet<string> = new Set(['s3:putobject']);

/**
 * Nobody reaches the data but through the endpoint, save the exempt, and AWS services acting for themselves or for a
 * caller.
 */
export const ENDPOINT_ONLY: Prohibition = {
  id: 'endpoint-only',
  why: 'data could leave the private path unnoticed, with stolen credentials from anywhere',
  over: (intent) => {
    const exempt = exemptOf(intent);
    const judgement: Judgement = {
      constants: new Map(),
      objection: (fact) => {
        const { kind, label } = fact.path;
        if (kind === 'endpoint' || kind === 'service' || kind === 'forwarded') return undefined;
        if (exempt.has(fact.principal.text)) return undefined;
        return `${fact.principal.label} may ${fact.action} on ${fact.target.arn} from ${label}, past the endpoint${inLayer(fact)}`;
      },
    };
    return (topic) => (isGuarded(topic, intent) ? ofActions(DATA_ACTIONS, judgement) : undefined);
  },
};

function isGuarded({ layer, target }: Topic, { deployment, names, system }: Intent): boolean {
  if (deployment.privateAccess === undefined || (layer !== 'actual' && layer !== 'denies')) return false;
  const guarded = system.buckets.find(({ name }) => name === names.dataBucket);
  return target.owned !== undefined && target.owned === guarded;
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
