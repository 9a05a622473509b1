import type { Requester } from '../../policy/requester';
import type { Endpoint } from '../system/system';
import type { Values } from './values';

/** How a request comes to AWS, as people speak of it. */
export type PathKind = 'endpoint' | 'other-endpoint' | 'internet' | 'forwarded' | 'service';

/**
 * A way for requests to come, and what it says of the keys that go together: each such key its possible values.
 * `undefined` leaves a key to what policies and goals tell apart, but present.
 * Sources: IAM User Guide, "AWS global condition context keys" (Availability of each key); VPC, "Gateway endpoints".
 */
export interface Path {
  readonly kind: PathKind;
  /** The endpoint of the stack, where that is the way. */
  readonly endpoint: Endpoint | undefined;
  readonly label: string;
  readonly fixed: ReadonlyMap<string, Values | 'present' | 'any'>;
}

const MISSING: Values = [undefined];
const value = (...texts: readonly string[]): Values => texts.map((text) => [text]);

const NO_ENDPOINT: readonly (readonly [string, Values])[] = [
  ['aws:sourcevpce', MISSING],
  ['aws:sourcevpc', MISSING],
  ['aws:sourcevpcarn', MISSING],
  ['aws:vpcsourceip', MISSING],
  ['aws:vpceaccount', MISSING],
  ['aws:vpceorgid', MISSING],
  ['aws:vpceorgpaths', MISSING],
];
const NOT_FORWARDED: readonly (readonly [string, Values])[] = [
  ['aws:viaawsservice', value('false')],
  ['aws:calledvia', MISSING],
  ['aws:calledviafirst', MISSING],
  ['aws:calledvialast', MISSING],
  ['kms:viaservice', MISSING],
];

/** Who asks decides which ways there are: services come by themselves, everyone else over a network or through a service. */
export function pathsOf(
  requester: Requester,
  { service, endpoints }: { readonly service: string; readonly endpoints: readonly Endpoint[] },
): readonly Path[] {
  if (requester.type === 'service') return [SERVICE];
  const served = service === 's3' ? endpoints : [];
  const direct = [...served.map(pathThrough), OTHER_ENDPOINT, INTERNET];
  return requester.type === 'anonymous' || requester.type === 'federated' ? direct : [...direct, FORWARDED];
}

const THROUGH = new WeakMap<Endpoint, Path>();

function pathThrough(endpoint: Endpoint): Path {
  const path = THROUGH.get(endpoint) ?? throughEndpoint(endpoint);
  THROUGH.set(endpoint, path);
  return path;
}

function throughEndpoint(endpoint: Endpoint): Path {
  return {
    kind: 'endpoint',
    endpoint,
    label: `endpoint ${endpoint.address}`,
    fixed: new Map<string, Values | 'present' | 'any'>([
      ...NOT_FORWARDED,
      ['aws:sourcevpce', value(endpoint.id)],
      ['aws:sourcevpc', endpoint.vpcId === undefined ? 'present' : value(endpoint.vpcId)],
      ['aws:sourcevpcarn', 'any'],
      ['aws:vpceaccount', value(endpoint.account)],
      ['aws:vpceorgid', 'any'],
      ['aws:vpceorgpaths', 'any'],
      ['aws:vpcsourceip', 'present'],
      ['aws:sourceip', MISSING],
    ]),
  };
}

/** Any other endpoint: of the same VPC, of another one of the account, or of a stranger. */
const OTHER_ENDPOINT: Path = {
  kind: 'other-endpoint',
  endpoint: undefined,
  label: 'another endpoint',
  fixed: new Map<string, Values | 'present' | 'any'>([
    ...NOT_FORWARDED,
    ['aws:sourcevpce', 'present'],
    ['aws:sourcevpc', 'present'],
    ['aws:sourcevpcarn', 'any'],
    ['aws:vpceaccount', 'present'],
    ['aws:vpceorgid', 'any'],
    ['aws:vpceorgpaths', 'any'],
    ['aws:vpcsourceip', 'present'],
    ['aws:sourceip', MISSING],
  ]),
};

const INTERNET: Path = {
  kind: 'internet',
  endpoint: undefined,
  label: 'the internet',
  fixed: new Map<string, Values | 'present' | 'any'>([...NOT_FORWARDED, ...NO_ENDPOINT, ['aws:sourceip', 'present']]),
};

/** A service calls another with the caller's permissions (IAM User Guide, "Forward access sessions"). */
const FORWARDED: Path = {
  kind: 'forwarded',
  endpoint: undefined,
  label: 'an AWS service acting for the caller',
  fixed: new Map<string, Values | 'present' | 'any'>([
    ...NO_ENDPOINT,
    ['aws:viaawsservice', value('true')],
    ['kms:viaservice', 'present'],
    ['aws:sourceip', 'any'],
  ]),
};

const SERVICE: Path = {
  kind: 'service',
  endpoint: undefined,
  label: 'an AWS service acting for itself',
  fixed: new Map<string, Values | 'present' | 'any'>([...NO_ENDPOINT, ...NOT_FORWARDED, ['aws:sourceip', MISSING]]),
};
