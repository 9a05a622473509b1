import type { Prohibition } from './goal';
import { inLayer } from './nobody-else';

/** Every request to a bucket is encrypted on its way. */
export const ENCRYPTED_TRANSPORT: Prohibition = {
  id: 'encrypted-transport',
  why: 'a request without TLS can be read and changed on its way',
  constants: ({ layer, target: { kind } }) =>
    (layer === 'actual' || layer === 'denies') && (kind === 'bucket' || kind === 'object')
      ? new Map([['aws:securetransport', []]])
      : undefined,
  objection: (fact) => {
    if (fact.context.get('aws:securetransport')?.[0] !== 'false') return undefined;
    // The one thing that no bucket policy can forbid: its owner's root mending that policy.
    if (fact.decision.result === 'allow' && fact.decision.because === 'root-recovery') return undefined;
    return `${fact.principal.label} may ${fact.action} on ${fact.target.arn} without TLS${inLayer(fact)}`;
  },
};
