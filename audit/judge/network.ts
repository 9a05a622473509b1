import { isInRange, readAddressWords, readRange, type AddressRange } from '../../contract/address';
import { isOriginAccessIdentity } from '../../contract/exempt-principal';
import type { Expectations } from '../../contract/expectations';
import { MULTI_REGION } from '../records/host-endpoint';
import type { RequestGroup } from '../records/request-group';

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
  const ranges = [
    // Before the VPC's ranges: an address named as a NAT gateway's goes round the endpoint wherever it lies.
    ...natAddresses.flatMap((text) => addressThatIs('own-nat', text)),
    ...rangesThatAre('expected-vpc', vpcCidrs),
    ...SPECIAL_RANGES,
  ];
  return { vpcEndpoints, region, ofAddress: (remoteIp) => networkOfAddress(remoteIp, ranges) };
}

/** Rows that S3 writes of its own doing (S3 User Guide, "Lifecycle and logging" and "Server access log format"). */
const LIFECYCLE_OPERATION =
  /^S3\.(?!.*__)(EXPIRE\.OBJECT|CREATE\.DELETEMARKER|DELETE\.UPLOAD|TRANSITION(_[A-Z0-9_]*[A-Z0-9])?\.OBJECT|COMPUTE\.OBJECT\.CHECKSUM)$/;

interface KnownRange extends AddressRange {
  readonly is: AddressNetwork;
}

function rangesThatAre(is: AddressNetwork, cidrs: readonly string[]): readonly KnownRange[] {
  return cidrs
    .map(readRange)
    .filter((range) => range !== undefined)
    .map((range) => ({ ...range, is }));
}

function addressThatIs(is: AddressNetwork, text: string): readonly KnownRange[] {
  const words = readAddressWords(text);
  return words === undefined ? [] : [{ words, prefixLength: words.length * 16, is }];
}

/** Ranges that are not public (IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry"). */
const SPECIAL_RANGES = [
  ...rangesThatAre('other-private', [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '169.254.0.0/16',
    // For benchmarking, and for VPCs (VPC User Guide, "VPC CIDR blocks").
    '198.18.0.0/15',
  ]),
  ...rangesThatAre('other-private', ['fc00::/7', 'fe80::/10', 'fec0::/10']),
  // No request can come from there. Addresses for documentation stand for public ones.
  ...rangesThatAre('unknown', ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4']),
  ...rangesThatAre('unknown', ['::/128', '::1/128', '100::/64', 'ff00::/8']),
];

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
  const address = remoteIp ?? witness?.address;
  const logged = address === undefined ? undefined : expected.ofAddress(address);
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
  // Of nearly all groups: it saves a list for each.
  if (hostEndpoint === null && witness === null) return false;
  const byCloudTrail = witness?.path === 'endpoint' ? witness.vpcEndpointId : undefined;
  return (
    [byCloudTrail, hostEndpoint, witness?.hostEndpoint]
      .filter((id) => id !== undefined && id !== null)
      // An interface endpoint to Multi-Region Access Points may be ours, of which CloudTrail alone can tell.
      .filter((id) => id !== MULTI_REGION || byCloudTrail === undefined)
      .some((id) => !vpcEndpoints.includes(id))
  );
}

function isRelay({ requester, witness }: RequestPath): boolean {
  if (isRelayName(requester)) return true;
  if (witness === null) return false;
  return isRelayName(witness.caller) || (witness.path === 'via-service' && isRelayName(witness.service));
}

function isRelayName(name: string | null): boolean {
  // Every name of one holds this, and few requesters do.
  if (name?.includes(RELAY_ACCOUNT) !== true) return false;
  return name === RELAY_ACCOUNT || RELAY.test(name) || isOriginAccessIdentity(name);
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

function networkOfAddress(remoteIp: string, ranges: readonly KnownRange[]): AddressNetwork {
  const address = readAddressWords(remoteIp);
  if (address === undefined) return 'unknown';
  for (const range of ranges) if (isInRange(address, range)) return range.is;
  return 'public';
}
