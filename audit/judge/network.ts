import ipaddr from 'ipaddr.js';
import { isInCidr, readAddress, readCidr, type Cidr } from '../../contract/address';
import { isOriginAccessIdentity } from '../../contract/exempt-principal';
import type { Expectations } from '../../contract/expectations';
import type { RequestGroup } from '../records/request-group';
import { remembering } from '../remembering';

/** Where a request came from, by which path (docs/judgement.md, "Network"). */
export type Network =
  | 'endpoint'
  | 'foreign-endpoint'
  | 'expected-vpc'
  | 'own-nat'
  | 'other-private'
  | 'relay'
  | 'via-service'
  | 'aws-service'
  | 'public'
  | 'unknown';

/** The parts of the expectations that tell networks apart, read once. */
export interface ExpectedNetworks {
  readonly vpcEndpoints: readonly string[];
  /** Of the endpoints, where it is known. */
  readonly region: string | undefined;
  /** What an address as the log has it stands for. */
  readonly ofAddress: (remoteIp: string) => AddressNetwork;
}

/** What an address alone can tell. */
export type AddressNetwork = 'expected-vpc' | 'own-nat' | 'other-private' | 'public' | 'unknown';

/** What the network of a request depends on. */
export type RequestPath = Pick<
  RequestGroup,
  'remoteIp' | 'requester' | 'operation' | 'hostEndpoint' | 'sourceRegion' | 'witness'
>;

/** Reads the expected networks; without expectations every address is judged by its range alone. */
export function expectedNetworksOf(expectations: Expectations | undefined): ExpectedNetworks {
  const { vpcEndpoints = [], vpcCidrs = [], natAddresses = [], region } = expectations ?? {};
  const cidrs = vpcCidrs.map(readCidr).filter((cidr) => cidr !== undefined);
  const nat = new Set(natAddresses.map((text) => readAddress(text)?.toNormalizedString() ?? text));
  return { vpcEndpoints, region, ofAddress: remembering((remoteIp) => networkOfAddress(remoteIp, cidrs, nat)) };
}

/** Rows that S3 writes of its own doing (S3 User Guide, "Lifecycle and logging" and "Server access log format"). */
const LIFECYCLE_OPERATION =
  /^S3\.(?!.*__)(EXPIRE\.OBJECT|CREATE\.DELETEMARKER|DELETE\.UPLOAD|TRANSITION(_[A-Z0-9_]*[A-Z0-9])?\.OBJECT|COMPUTE\.OBJECT\.CHECKSUM)$/;

/** Ranges of private networks, by the names of ipaddr.js. */
const PRIVATE_RANGES: readonly string[] = [
  'private',
  'carrierGradeNat',
  'linkLocal',
  'uniqueLocal',
  'deprecatedSiteLocal',
];
/** Ranges that no request can come from: neither private nor public. */
const IMPOSSIBLE_RANGES: readonly string[] = ['unspecified', 'broadcast', 'multicast', 'loopback', 'discard'];
/** 240.0.0.0/4, which ipaddr.js does not tell from the ranges of documentation; those stand for public addresses. */
const CLASS_E: Cidr = [ipaddr.IPv4.parse('240.0.0.0'), 4];

/** Serves objects to the internet (CloudFront Developer Guide, "Restrict access to an Amazon S3 origin"). */
const RELAY = /(?:^|:)cloudfront\.amazonaws\.com(?:\.cn)?$/;
/** The account in whose name CloudTrail has origin access identities. */
const RELAY_ACCOUNT = 'cloudfront';

/**
 * Classifies a request by all that access log and CloudTrail say of it: the worst counts. The server access log names no
 * endpoint, so an address of the VPC is consistent with the endpoint and no more.
 */
export function networkOf(request: RequestPath, expected: ExpectedNetworks): Network {
  const { witness, remoteIp } = request;
  if (isRelay(request)) return 'relay';
  const logged = remoteIp === null ? undefined : expected.ofAddress(remoteIp);
  // What left by our NAT gateway came by no endpoint and from no service, whatever else is said.
  if (logged === 'own-nat') return logged;
  if (witness?.path === 'contradiction') return 'unknown';
  if (witness?.path === 'via-service') return 'via-service';
  if (serviceOf(request) !== undefined) return networkOfService(logged, witness !== null);
  if (namesForeignEndpoint(request, expected)) return 'foreign-endpoint';
  const { region } = expected;
  if (region !== undefined && request.sourceRegion !== null && request.sourceRegion !== region) {
    return logged === undefined || logged === 'expected-vpc' ? 'unknown' : logged;
  }
  switch (witness?.path) {
    case undefined:
      return logged ?? 'unknown';
    case 'endpoint':
      return networkThroughEndpoint(logged, witness.tellsAddress);
    default:
      // CloudTrail says that it came through no endpoint: an address of the VPC is no excuse then.
      return logged === undefined || logged === 'expected-vpc' ? 'unknown' : logged;
  }
}

/** An address contradicts our endpoint unless it is of the VPC, or private and told by CloudTrail beside the endpoint. */
function networkThroughEndpoint(logged: AddressNetwork | undefined, tellsAddress: boolean): Network {
  const isTold = logged === 'other-private' && tellsAddress;
  return logged === undefined || logged === 'expected-vpc' || isTold ? 'endpoint' : logged;
}

/** A service has no client: where there is an address, it is the client's. */
function networkOfService(logged: AddressNetwork | undefined, witnessed: boolean): Network {
  if (logged === undefined) return 'aws-service';
  return logged === 'expected-vpc' && witnessed ? 'unknown' : logged;
}

function namesForeignEndpoint({ hostEndpoint, witness }: RequestPath, { vpcEndpoints }: ExpectedNetworks): boolean {
  const byCloudTrail = witness?.path === 'endpoint' ? witness.vpcEndpointId : undefined;
  return [byCloudTrail, hostEndpoint, witness?.hostEndpoint]
    .filter((id) => id !== undefined && id !== null)
    .some((id) => !vpcEndpoints.includes(id));
}

function isRelay({ requester, witness }: RequestPath): boolean {
  const names = [requester, witness?.caller, witness?.path === 'via-service' ? witness.service : null];
  return names
    .filter((name) => name !== null && name !== undefined)
    .some((name) => RELAY.test(name) || isOriginAccessIdentity(name) || name === RELAY_ACCOUNT);
}

/**
 * The service that made a request for itself.
 *
 * @returns `undefined` where it was none, `null` where its name is not told.
 */
export function serviceOf({ requester, operation, witness }: RequestPath): string | null | undefined {
  if (witness !== null) {
    if (witness.path !== 'service') return undefined;
    return witness.caller === null || witness.caller === UNNAMED ? null : witness.caller.replace(SERVICE_CALLER, '');
  }
  if (requester?.startsWith('svc:') === true) return requester.replace(SERVICE_CALLER, '');
  return requester === 'AmazonS3' || isLifecycle(operation) ? 's3.amazonaws.com' : undefined;
}

const SERVICE_CALLER = /^svc:/;
const UNNAMED = 'svc:-';

/** Says whether a row is of S3's own doing, which CloudTrail records no event of. */
export function isLifecycle(operation: string): boolean {
  return LIFECYCLE_OPERATION.test(operation);
}

function networkOfAddress(
  remoteIp: string,
  vpcCidrs: readonly Cidr[],
  /** Normalized. */
  natAddresses: ReadonlySet<string>,
): AddressNetwork {
  const address = readAddress(remoteIp);
  if (address === undefined) return 'unknown';
  // Before the VPC's ranges: an address named as a NAT gateway's goes round the endpoint wherever it lies.
  if (natAddresses.size > 0 && natAddresses.has(address.toNormalizedString())) return 'own-nat';
  if (vpcCidrs.some((cidr) => isInCidr(address, cidr))) return 'expected-vpc';
  const range = address.range();
  if (PRIVATE_RANGES.includes(range)) return 'other-private';
  const impossible = IMPOSSIBLE_RANGES.includes(range) || isInCidr(address, CLASS_E);
  return impossible ? 'unknown' : 'public';
}
