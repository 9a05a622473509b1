import ipaddr from 'ipaddr.js';
import { isInCidr, readAddress, readCidr, type Cidr } from '../../contract/address';
import type { Expectations } from '../../contract/expectations';
import type { RequestGroup } from '../records/request-group';
import { remembering } from '../remembering';

/** Where a request came from, by which path (DESIGN "What a request is judged to be"). */
export type Network =
  'endpoint' | 'foreign-endpoint' | 'expected-vpc' | 'own-nat' | 'other-private' | 'public' | 'aws-service' | 'unknown';

/** The parts of the expectations that tell networks apart, read once. */
export interface ExpectedNetworks {
  readonly vpcEndpoints: readonly string[];
  /** What an address as the log has it stands for. */
  readonly ofAddress: (remoteIp: string) => Network;
}

/** Reads the expected networks; without expectations every address is judged by its range alone. */
export function expectedNetworksOf(expectations: Expectations | undefined): ExpectedNetworks {
  const { vpcEndpoints = [], vpcCidrs = [], natAddresses = [] } = expectations ?? {};
  const cidrs = vpcCidrs.map(readCidr).filter((cidr) => cidr !== undefined);
  const nat = new Set(natAddresses.map((text) => readAddress(text)?.toNormalizedString() ?? text));
  return { vpcEndpoints, ofAddress: remembering((remoteIp) => networkOfAddress(remoteIp, cidrs, nat)) };
}

/** Rows that S3 writes of its own doing (S3 User Guide, "Lifecycle and logging" and "Server access log format"). */
const LIFECYCLE_OPERATION =
  /^S3\.(EXPIRE\.OBJECT|CREATE\.DELETEMARKER|DELETE\.UPLOAD|TRANSITION(_[A-Z0-9]+)*\.OBJECT|COMPUTE\.OBJECT\.CHECKSUM)$/;

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

/**
 * Classifies a request. CloudTrail's word, where it has one, goes before the address: the server access log names no
 * endpoint, so an address of the VPC is consistent with the endpoint and no more.
 */
export function networkOf(
  group: Pick<RequestGroup, 'remoteIp' | 'requester' | 'operation' | 'witness'>,
  expected: ExpectedNetworks,
): Network {
  const { witness } = group;
  // CloudTrail may name no address (AWS Internal); but what left by our NAT gateway came by no endpoint and from no service.
  if (witness !== null && loggedNetwork(group, expected) === 'own-nat') return 'own-nat';
  switch (witness?.path) {
    case 'endpoint':
      return expected.vpcEndpoints.includes(witness.vpcEndpointId) ? 'endpoint' : 'foreign-endpoint';
    case 'service':
      return 'aws-service';
    case 'contradiction':
      return 'unknown';
    case 'address': {
      const network = loggedNetwork(group, expected);
      // CloudTrail says that it came through no endpoint: neither the address nor the requester is an excuse then.
      return network === 'expected-vpc' || network === 'aws-service' ? 'unknown' : network;
    }
    case undefined:
      return loggedNetwork(group, expected);
  }
}

/** Goes by the access log alone. */
function loggedNetwork(
  { remoteIp, requester, operation }: Pick<RequestGroup, 'remoteIp' | 'requester' | 'operation'>,
  { ofAddress }: ExpectedNetworks,
): Network {
  if (remoteIp !== null) return ofAddress(remoteIp);
  return isServiceRow(requester, operation) ? 'aws-service' : 'unknown';
}

function networkOfAddress(
  remoteIp: string,
  vpcCidrs: readonly Cidr[],
  /** Normalized. */
  natAddresses: ReadonlySet<string>,
): Network {
  const address = readAddress(remoteIp);
  if (address === undefined) return 'unknown';
  // Before the VPC's ranges: an address named as a NAT gateway's goes round the endpoint wherever it lies.
  if (natAddresses.has(address.toNormalizedString())) return 'own-nat';
  if (vpcCidrs.some((cidr) => isInCidr(address, cidr))) return 'expected-vpc';
  if (PRIVATE_RANGES.includes(address.range())) return 'other-private';
  const impossible = IMPOSSIBLE_RANGES.includes(address.range()) || isInCidr(address, CLASS_E);
  return impossible ? 'unknown' : 'public';
}

function isServiceRow(requester: string | null, operation: string): boolean {
  return requester === 'AmazonS3' || requester?.startsWith('svc:') === true || LIFECYCLE_OPERATION.test(operation);
}
