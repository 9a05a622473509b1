import { cidrsOverlap, readCidr } from '../address';
import { isRegionOf } from '../partition';
import { readPrincipalArn } from '../principal-arn';
import { CREDENTIALS_RULES } from './credentials-rules';
import { namesOf, SIDES, type Side } from './names';
import { INSTANCE_RULES } from './instance-rules';
import { OBJECT_LOCK_RULES } from './object-lock-rules';
import { REPLICATION_RULES } from './replication-rules';
import type { Problem, Rule } from './rule';
import type { Deployment } from './schema';

const accountRules = (side: Side): readonly Rule[] => [
  {
    reads: [['partition'], [side, 'region']],
    check: (deployment) =>
      isRegionOf(deployment[side].region, deployment.partition)
        ? []
        : [{ path: [side, 'region'], rule: `is not an AWS region of partition ${deployment.partition}` }],
  },
  {
    reads: [['partition'], [side]],
    check: (deployment) => [
      ...principalIsOfAccount(deployment, side, deployment[side].deployer, [side, 'deployer']),
      ...(['keyAdministrators', 'breakGlass'] as const).flatMap((list) =>
        deployment[side][list].flatMap((arn, index) =>
          principalIsOfAccount(deployment, side, arn, [side, list, index]),
        ),
      ),
    ],
  },
];

function principalIsOfAccount(
  deployment: Deployment,
  side: Side,
  arn: string,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const { partition } = deployment;
  const { account } = deployment[side];
  const principal = readPrincipalArn(arn);
  if (principal === undefined || (principal.partition === partition && principal.accountId === account)) return [];
  return [{ path, rule: `must be a principal of account ${account} in partition ${partition}` }];
}

const stateRegionIsOfPartition: Rule = {
  reads: [['partition'], ['state']],
  check: ({ partition, state }) =>
    state.kind === 'local' || isRegionOf(state.region, partition)
      ? []
      : [{ path: ['state', 'region'], rule: `is not an AWS region of partition ${partition}` }],
};

const accountsDiffer: Rule = {
  reads: [
    ['source', 'account'],
    ['destination', 'account'],
  ],
  check: ({ source, destination }) =>
    source.account === destination.account
      ? [{ path: ['destination', 'account'], rule: 'must differ from source.account: this builds across two accounts' }]
      : [],
};

const bucketNamesDiffer: Rule = {
  reads: [['name'], ['source'], ['destination']],
  check: (deployment) => {
    if (deployment.source.account === deployment.destination.account) return [];
    const { dataBucket, sourceBucket, logBucket, catalog } = namesOf(deployment);
    const named: readonly (readonly [readonly PropertyKey[], string])[] = [
      [['destination', 'bucket', 'name'], dataBucket],
      [['source', 'bucket', 'name'], sourceBucket],
      ...SIDES.map((side) => [[side, 'logs', 'bucketName'], logBucket[side]] as const),
      ...SIDES.map((side) => [['catalog'], catalog.resultBucket[side]] as const),
    ];
    return named
      .filter(([, name], index) => named.findIndex(([, earlier]) => earlier === name) !== index)
      .map(([path, name]) => ({ path, rule: `gives two buckets the name ${name}; bucket names are global` }));
  },
};

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
  reads: [['instance'], ['privateAccess'], ['replication']],
  check: ({ instance, privateAccess, replication }) =>
    privateAccess === undefined || instance !== undefined || replication?.lambda?.inVpc === true
      ? []
      : [
          {
            path: ['privateAccess'],
            rule: 'needs instance, or replication.lambda.inVpc: a role that comes through the endpoint',
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
    return zones.flatMap((zone, index) => [
      ...(zone.startsWith(source.region) && /^[a-f]$/.test(zone.slice(source.region.length))
        ? []
        : [{ path: [...path, index], rule: `is not an availability zone of source.region ${source.region}` }]),
      ...(zones.indexOf(zone) === index ? [] : [{ path: [...path, index], rule: 'is listed twice' }]),
    ]);
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

const exemptionsAreOfPartition: Rule = {
  reads: [['partition'], ['privateAccess', 'exempt']],
  check: ({ partition, privateAccess }) =>
    (privateAccess?.exempt ?? []).flatMap(({ principal }, index) =>
      readPrincipalArn(principal)?.partition === partition
        ? []
        : [{ path: ['privateAccess', 'exempt', index, 'principal'], rule: `is not of partition ${partition}` }],
    ),
};

const RESERVED_TAGS = /^aws:/i;

const catalogReadersAreOfPartition: Rule = {
  reads: [['partition'], ['catalog', 'readers']],
  check: ({ partition, catalog }) =>
    (catalog?.readers ?? []).flatMap((arn, index) =>
      readPrincipalArn(arn)?.partition === partition
        ? []
        : [{ path: ['catalog', 'readers', index], rule: `is not of partition ${partition}` }],
    ),
};

const tagsAreNotReserved: Rule = {
  reads: [['tags']],
  check: ({ tags }) =>
    Object.keys(tags)
      .filter((key) => RESERVED_TAGS.test(key))
      .map((key) => ({ path: ['tags', key], rule: 'begins with aws:, which AWS reserves' })),
};

/** Every rule across settings. */
export const RULES: readonly Rule[] = [
  ...CREDENTIALS_RULES,
  ...SIDES.flatMap(accountRules),
  accountsDiffer,
  stateRegionIsOfPartition,
  bucketNamesDiffer,
  regionsAgreeForPrivateAccess,
  privateAccessHasConsumer,
  availabilityZonesOfRegion,
  createdVpcFitsSubnets,
  existingVpcRanges,
  exemptionsAreOfPartition,
  tagsAreNotReserved,
  catalogReadersAreOfPartition,
  ...REPLICATION_RULES,
  ...OBJECT_LOCK_RULES,
  ...INSTANCE_RULES,
];
