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

/** No bucket is spoken to in an older version of TLS; a request without TLS is for the other goal. */
export const TLS_VERSION: Prohibition = {
  id: 'tls-version',
  why: 'what is weak in an old version of TLS would be weak here',
  constants: ({ layer, target: { kind, owned } }, { deployment, system }) =>
    (layer === 'actual' || layer === 'denies') &&
    (kind === 'bucket' || kind === 'object') &&
    system.buckets.some((bucket) => bucket === owned)
      ? new Map([['s3:tlsversion', [deployment.minimumTlsVersion]]])
      : undefined,
  objection: (fact, { deployment }) => {
    const { principal, action, target, decision, context } = fact;
    const [version] = context.get('s3:tlsversion') ?? [];
    if (version === undefined || Number(version) >= Number(deployment.minimumTlsVersion)) return undefined;
    // As above.
    if (decision.result === 'allow' && decision.because === 'root-recovery') return undefined;
    const minimum = deployment.minimumTlsVersion;
    return `${principal.label} may ${action} on ${target.arn} in TLS below ${minimum}${inLayer(fact)}`;
  },
};
