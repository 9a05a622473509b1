import { roleArn } from './intended';
import type { Prohibition } from './goal';
import type { Judgement } from '../prove/questions';
import { inLayer } from './nobody-else';

/** Credentials of an instance are worth nothing outside the VPC of that instance. */
export const CREDENTIALS_STAY: Prohibition = {
  id: 'credentials-stay',
  why: 'credentials stolen from an instance could be used from an instance of somebody else',
  over: (intent) => {
    const { deployment, names } = intent;
    const guarded = deployment.instance?.credentialGuard ?? deployment.privateAccess !== undefined;
    if (deployment.instance === undefined || !guarded) return () => undefined;
    const role = roleArn(intent, 'source', names.instanceRole);
    return ({ layer, principal }) =>
      (layer === 'actual' || layer === 'identity') && principal.text === role
        ? (action) => (/^(s3|kms):/.test(action) ? INSIDE_VPC : undefined)
        : undefined;
  },
};

const INSIDE_VPC: Judgement = {
  constants: new Map<string, readonly string[]>([
    ['aws:ec2instancesourcevpc', []],
    ['aws:sourcevpc', []],
  ]),
  objection: (fact) => {
    const { context, path, principal, target, action } = fact;
    const home = context.get('aws:ec2instancesourcevpc')?.[0];
    if (path.kind === 'forwarded' || home === undefined || home === context.get('aws:sourcevpc')?.[0]) return undefined;
    return `${principal.label} may ${action} on ${target.arn} from outside the VPC of its instance${inLayer(fact)}`;
  },
};
