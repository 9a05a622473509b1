import { cidrsOverlap, readAddress, readCidr } from '../address';
import { lastZoneOf } from './availability-zones';
import { INTERFACE_ENDPOINT, OWN_ENDPOINT } from './consumer-settings';
import { describePrincipal, isOfPartition } from '../identity-center';
import { EXEMPT } from './object-lock-settings';
import type { Problem, Rule } from './rule';

const regionsAgreeForPrivateAccess: Rule = {
  reads: [['source', 'region'], ['destination', 'region'], ['privateAccess']],
  check: ({ source, destination, privateAccess }) =>
    privateAccess === undefined || source.region === destination.region
      ? []
      : [
          {
            path: ['destination', 'region'],
            rule: `must be source.region (${source.region}) with privateAccess: a gateway endpoint serves its own region only`,
          },
        ],
};

const privateAccessHasConsumer: Rule = {
  reads: [['instance'], ['privateAccess'], ['replication'], ['consumers']],
  check: ({ instance, privateAccess, replication, consumers }) =>
    privateAccess === undefined ||
    instance !== undefined ||
    consumers.some(({ through }) => through === OWN_ENDPOINT) ||
    replication?.lambda?.inVpc === true
      ? []
      : [
          {
            path: ['privateAccess'],
            rule: 'needs instance, a consumer, or replication.lambda.inVpc: a role that comes through the endpoint',
          },
        ],
};

const availabilityZonesOfRegion: Rule = {
  reads: [
    ['source', 'region'],
    ['privateAccess', 'vpc'],
  ],
  check: ({ source, privateAccess }) => {
    if (privateAccess?.vpc.kind !== 'create') return [];
    const zones = privateAccess.vpc.availabilityZones;
    const path = ['privateAccess', 'vpc', 'availabilityZones'];
    // Where the zones of a region are not known, whoever synthesizes is told so (modules/assembly/notes.ts).
    const last = lastZoneOf(source.region) ?? 'z';
    return zones.flatMap((zone, index) => {
      const letter = zone.slice(source.region.length);
      return zone.startsWith(source.region) && /^[a-z]$/.test(letter) && letter <= last
        ? []
        : [
            {
              path: [...path, index],
              rule: `is not an availability zone of source.region ${source.region} (${source.region}a to ${last})`,
            },
          ];
    });
  },
};

/** AWS takes /16 to /28 for a VPC; its subnets are four bits smaller, and no subnet may be smaller than /28. */
const createdVpcFitsSubnets: Rule = {
  reads: [['privateAccess', 'vpc']],
  check: ({ privateAccess }) => {
    if (privateAccess?.vpc.kind !== 'create') return [];
    const { cidr, availabilityZones } = privateAccess.vpc;
    const range = readCidr(cidr);
    const path = ['privateAccess', 'vpc', 'cidr'];
    if (range === undefined) return [];
    if (range[0].kind() !== 'ipv4' || range[1] < 16 || range[1] > 24) {
      return [{ path, rule: 'must be an IPv4 range from /16 to /24, so that subnets four bits smaller fit' }];
    }
    return availabilityZones.length > MOST_ZONES
      ? [{ path: path.with(2, 'availabilityZones'), rule: `may name at most ${MOST_ZONES} zones` }]
      : [];
  },
};

const MOST_ZONES = 6;

/** VPC User Guide, "VPC CIDR blocks": IPv4 /16 to /28, IPv6 /44 to /60; the ranges of one VPC do not overlap. */
const existingVpcRanges: Rule = {
  reads: [['privateAccess', 'vpc']],
  check: ({ privateAccess }) => {
    if (privateAccess?.vpc.kind !== 'existing') return [];
    const ranges = privateAccess.vpc.cidrs.map(readCidr);
    return ranges.flatMap((range, index) => {
      if (range === undefined) return [];
      const path = ['privateAccess', 'vpc', 'cidrs', index];
      const [smallest, largest] = range[0].kind() === 'ipv4' ? [16, 28] : [44, 60];
      const overlapping = ranges
        .slice(0, index)
        .some((earlier) => earlier !== undefined && cidrsOverlap(earlier, range));
      return [
        ...(range[1] < smallest || range[1] > largest
          ? [{ path, rule: `is not a range a VPC can have: /${smallest} to /${largest}` }]
          : []),
        ...(overlapping ? [{ path, rule: 'overlaps an earlier range of the list' }] : []),
      ];
    });
  },
};

const VPC = ['privateAccess', 'vpc'];
const ENDPOINT = ['privateAccess', 'endpoint'];

/** VPC User Guide, "Responsibilities and permissions for owners and participants": who shares a VPC owns its endpoints. */
const endpointSuitsVpc: Rule = {
  reads: [['privateAccess']],
  check: ({ privateAccess }) => {
    if (privateAccess === undefined) return [];
    const { vpc, endpoint, interfaceEndpoint } = privateAccess;
    if (vpc.kind === 'create') {
      return endpoint.kind === 'create'
        ? []
        : [{ path: ENDPOINT, rule: 'cannot exist in a VPC that does not: privateAccess.vpc.kind is create' }];
    }
    const shared = vpc.sharedBy !== undefined;
    return [
      ...(endpoint.kind === 'create' && !shared && vpc.privateRouteTableIds.length === 0
        ? [{ path: [...VPC, 'privateRouteTableIds'], rule: 'must name at least one private route table' }]
        : []),
      ...(shared && (endpoint.kind === 'create' || endpoint.policy === 'managed')
        ? [{ path: ENDPOINT, rule: 'must be existing and left-alone: who shares the VPC owns its endpoints' }]
        : []),
      ...(shared && interfaceEndpoint
        ? [{ path: ['privateAccess', 'interfaceEndpoint'], rule: 'is for the owner of the shared VPC to make' }]
        : []),
      ...(interfaceEndpoint && vpc.privateSubnetIds.length === 0
        ? [{ path: [...VPC, 'privateSubnetIds'], rule: 'must name the subnets of privateAccess.interfaceEndpoint' }]
        : []),
    ];
  },
};

const leftAloneIsLeftAlone: Rule = {
  reads: [['privateAccess']],
  check: ({ privateAccess }) => {
    if (privateAccess?.endpoint.kind !== 'existing' || privateAccess.endpoint.policy === 'managed') return [];
    const rule = 'says what may pass an endpoint whose policy is left alone';
    return [
      ...(privateAccess.endpointPolicy ? [{ path: ['privateAccess', 'endpointPolicy'], rule }] : []),
      ...(privateAccess.awsBuckets.length > 0 ? [{ path: ['privateAccess', 'awsBuckets'], rule }] : []),
    ];
  },
};

const endpointsDiffer: Rule = {
  reads: [['privateAccess']],
  check: ({ privateAccess }) => {
    if (privateAccess === undefined) return [];
    const { endpoint, endpoints } = privateAccess;
    const reserved = [OWN_ENDPOINT, INTERFACE_ENDPOINT, EXEMPT];
    const names = [...reserved, ...endpoints.map(({ name }) => name)];
    const ids = [endpoint.kind === 'existing' ? endpoint.endpointId : '', ...endpoints.map((one) => one.endpointId)];
    return endpoints.flatMap((_, index): Problem[] => [
      ...(names.indexOf(names[index + reserved.length] ?? '') < index + reserved.length
        ? [{ path: ['privateAccess', 'endpoints', index, 'name'], rule: 'is the name of another endpoint' }]
        : []),
      ...(ids.indexOf(ids[index + 1] ?? '') < index + 1
        ? [{ path: ['privateAccess', 'endpoints', index, 'endpointId'], rule: 'is named before' }]
        : []),
    ]);
  },
};

const consumersComeThroughEndpoints: Rule = {
  reads: [['consumers'], ['privateAccess']],
  check: ({ consumers, privateAccess }) => {
    const names = [
      OWN_ENDPOINT,
      ...(privateAccess?.interfaceEndpoint ? [INTERFACE_ENDPOINT] : []),
      ...(privateAccess?.endpoints ?? []).map(({ name }) => name),
    ];
    return consumers.flatMap(({ through, principal }, index) => [
      ...(names.includes(through)
        ? []
        : [{ path: ['consumers', index, 'through'], rule: `is not an endpoint; allowed here: ${names.join(', ')}` }]),
      ...(consumers.findIndex((other) => other.principal === principal && other.through === through) < index
        ? [{ path: ['consumers', index], rule: `names ${describePrincipal(principal)} through ${through} again` }]
        : []),
    ]);
  },
};

const consumersAreOfPartition: Rule = {
  reads: [['partition'], ['consumers']],
  check: ({ partition, consumers }) =>
    consumers.flatMap(({ principal }, index) =>
      isOfPartition(principal, partition)
        ? []
        : [{ path: ['consumers', index, 'principal'], rule: `is not of partition ${partition}` }],
    ),
};

const interfaceEndpointHasConsumer: Rule = {
  reads: [['consumers'], ['privateAccess']],
  check: ({ consumers, privateAccess }) =>
    privateAccess?.interfaceEndpoint === undefined || consumers.some(({ through }) => through === INTERFACE_ENDPOINT)
      ? []
      : [
          {
            path: ['privateAccess', 'interfaceEndpoint'],
            rule: `needs a consumer that comes through ${INTERFACE_ENDPOINT}: without one it would let nobody through`,
          },
        ],
};

/** A NAT gateway's private address never reaches S3; named here it would be taken for traffic that went round. */
const natAddressesArePublic: Rule = {
  reads: [['privateAccess']],
  check: ({ privateAccess }) => {
    const lists: readonly (readonly [readonly PropertyKey[], readonly string[]])[] = [
      [[...VPC, 'natAddresses'], privateAccess?.vpc.kind === 'existing' ? privateAccess.vpc.natAddresses : []],
      ...(privateAccess?.endpoints ?? []).map(
        ({ natAddresses }, index) => [['privateAccess', 'endpoints', index, 'natAddresses'], natAddresses] as const,
      ),
    ];
    return lists.flatMap(([path, addresses]) =>
      addresses.flatMap((address, index) =>
        readAddress(address)?.range() === 'unicast'
          ? []
          : [{ path: [...path, index], rule: 'is no public address: NAT gateways reach S3 by their public ones' }],
      ),
    );
  },
};

/** Rules of private access and of those who come through it. */
export const PRIVATE_ACCESS_RULES: readonly Rule[] = [
  regionsAgreeForPrivateAccess,
  privateAccessHasConsumer,
  availabilityZonesOfRegion,
  createdVpcFitsSubnets,
  existingVpcRanges,
  endpointSuitsVpc,
  leftAloneIsLeftAlone,
  endpointsDiffer,
  consumersComeThroughEndpoints,
  consumersAreOfPartition,
  interfaceEndpointHasConsumer,
  natAddressesArePublic,
];
