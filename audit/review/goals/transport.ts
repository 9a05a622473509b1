import type { Prohibition } from './goal';
import type { Judgement } from '../prove/questions';
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
  over:
    () =>
    ({ layer, target: { kind } }) => {
      const carries = layer === 'actual' || layer === 'denies' ? MESSAGES[kind] : undefined;
      return carries && ((action) => (carries(action) ? WITH_TLS : undefined));
    },
};

const WITH_TLS: Judgement = {
  constants: new Map([['aws:securetransport', []]]),
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
  over: ({ deployment, system }) => {
    const judgement = inVersion(deployment.minimumTlsVersion);
    return ({ layer, target: { kind, owned } }) =>
      (layer === 'actual' || layer === 'denies') &&
      (kind === 'bucket' || kind === 'object') &&
      system.buckets.some((bucket) => bucket === owned)
        ? () => judgement
        : undefined;
  },
};

function inVersion(minimum: string): Judgement {
  return {
    constants: new Map([['s3:tlsversion', [minimum]]]),
    objection: (fact) => {
      const { principal, action, target, decision, context } = fact;
      const [version] = context.get('s3:tlsversion') ?? [];
      if (version === undefined || Number(version) >= Number(minimum)) return undefined;
      // As above.
      if (decision.result === 'allow' && decision.because === 'root-recovery') return undefined;
      return `${principal.label} may ${action} on ${target.arn} in TLS below ${minimum}${inLayer(fact)}`;
    },
  };
}
