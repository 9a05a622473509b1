import type { Prohibition } from './goal';
import type { TargetKind } from '../prove/targets';
import { inLayer } from './nobody-else';

/** What is asked of other things than buckets that carries what the deployment has to say. */
const MESSAGES: Readonly<Partial<Record<TargetKind, (action: string) => boolean>>> = {
  bucket: () => true,
  object: () => true,
  queue: () => true,
  topic: (action) => action === 'sns:publish',
};

/** Every request to a bucket or queue, and every message to a topic, is encrypted on its way. */
export const ENCRYPTED_TRANSPORT: Prohibition = {
  id: 'encrypted-transport',
  why: 'a request without TLS can be read and changed on its way',
  constants: ({ layer, action, target: { kind } }) =>
    (layer === 'actual' || layer === 'denies') && MESSAGES[kind]?.(action) === true
      ? new Map([['aws:securetransport', []]])
      : undefined,
  objection: (fact) => {
    if (fact.context.get('aws:securetransport')?.[0] !== 'false') return undefined;
    // The one thing that no bucket policy can forbid: its owner's root mending that policy.
    if (fact.decision.result === 'allow' && fact.decision.because === 'root-recovery') return undefined;
    return `${fact.principal.label} may ${fact.action} on ${fact.target.arn} without TLS${inLayer(fact)}`;
  },
};
