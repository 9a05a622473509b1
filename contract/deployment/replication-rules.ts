import { isOfPartition } from '../identity-center';
import type { Rule } from './rule';

const replicationHasSource: Rule = {
  reads: [['replication'], ['source', 'bucket']],
  check: ({ replication, source }) =>
    replication !== undefined && source.bucket === undefined
      ? [{ path: ['source', 'bucket'], rule: 'is missing: replication reads from it ({} takes all defaults)' }]
      : [],
};

const replicationSaysHow: Rule = {
  reads: [['replication']],
  check: ({ replication }) =>
    replication !== undefined && replication.native === undefined && replication.lambda === undefined
      ? [{ path: ['replication'], rule: 'must say how: native or lambda' }]
      : [],
};

const nativeRuleNamesDiffer: Rule = {
  reads: [['replication', 'native', 'rules']],
  check: ({ replication }) => {
    const names = (replication?.native?.rules ?? []).map(({ name }) => name);
    return names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: ['replication', 'native', 'rules', index, 'name'], rule: 'names an earlier rule' }],
    );
  },
};

/** S3 User Guide, "Using S3 Replication Time Control": it cannot be had without its metrics. */
const timeControlHasMetrics: Rule = {
  reads: [['replication', 'native', 'rules']],
  check: ({ replication }) =>
    (replication?.native?.rules ?? []).flatMap(({ timeControl, metrics }, index) =>
      timeControl && !metrics
        ? [
            {
              path: ['replication', 'native', 'rules', index, 'metrics'],
              rule: 'must be true with timeControl: S3 keeps the promise by these metrics',
            },
          ]
        : [],
    ),
};

/** S3 User Guide, "Replicating delete markers between buckets": not by rules that look at tags. */
const deleteMarkersHaveNoTags: Rule = {
  reads: [['replication', 'native', 'rules']],
  check: ({ replication }) =>
    (replication?.native?.rules ?? []).flatMap(({ deleteMarkers, tags }, index) =>
      deleteMarkers && Object.keys(tags).length > 0
        ? [
            {
              path: ['replication', 'native', 'rules', index, 'deleteMarkers'],
              rule: 'must be false with tags: a delete marker has none, and S3 refuses the rule',
            },
          ]
        : [],
    ),
};

/** A rule behind one that takes all of its objects never decides anything. */
const nativeRulesAreReached: Rule = {
  reads: [['replication', 'native', 'rules']],
  check: ({ replication }) => {
    const rules = replication?.native?.rules ?? [];
    return rules.flatMap(({ prefix, tags }, index) => {
      const earlier = rules
        .slice(0, index)
        .find(
          (rule) =>
            prefix.startsWith(rule.prefix) && Object.entries(rule.tags).every(([key, value]) => tags[key] === value),
        );
      return earlier === undefined
        ? []
        : [
            {
              path: ['replication', 'native', 'rules', index, 'prefix'],
              rule: `is never reached: rule ${earlier.name} stands before it and takes the same keys`,
            },
          ];
    });
  },
};

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** Two copies of one object would race, and with bothDirections go round for ever: S3 carries back what Lambda wrote. */
const waysDoNotOverlap: Rule = {
  reads: [['replication']],
  check: ({ replication }) => {
    const { native, lambda } = replication ?? {};
    const other = lambda && native?.rules.find(({ prefix }) => overlap(prefix, lambda.prefix));
    return other === undefined
      ? []
      : [
          {
            path: ['replication', 'lambda', 'prefix'],
            rule: `overlaps prefix "${other.prefix}" of native rule ${other.name}: both would copy the same objects`,
          },
        ];
  },
};

/** In the VPC the function reaches S3 through the endpoint, but SQS and SNS only by a NAT gateway. */
const functionInVpcHasNetwork: Rule = {
  reads: [['replication', 'lambda', 'inVpc'], ['privateAccess']],
  check: ({ replication, privateAccess }) => {
    const path = ['replication', 'lambda', 'inVpc'];
    if (replication?.lambda?.inVpc !== true) return [];
    if (privateAccess === undefined) return [{ path, rule: 'needs privateAccess: its VPC and endpoint' }];
    const { vpc } = privateAccess;
    const hasNat = vpc.kind === 'create' ? vpc.natGateway : vpc.natAddresses.length > 0;
    return [
      ...(hasNat ? [] : [{ path, rule: 'needs a NAT gateway in the VPC, by which the function reaches SQS and SNS' }]),
      ...(vpc.kind === 'existing' && vpc.privateSubnetIds.length === 0
        ? [{ path, rule: 'needs privateAccess.vpc.privateSubnetIds: where the function runs' }]
        : []),
    ];
  },
};

const operatorsAreOfPartition: Rule = {
  reads: [['partition'], ['replication', 'lambda', 'operators']],
  check: ({ partition, replication }) =>
    (replication?.lambda?.operators?.users ?? []).flatMap((arn, index) =>
      isOfPartition(arn, partition)
        ? []
        : [
            {
              path: ['replication', 'lambda', 'operators', 'users', index],
              rule: `is not of partition ${partition}`,
            },
          ],
    ),
};

/** Rules of replication, the exclusions among its kinds included. */
export const REPLICATION_RULES: readonly Rule[] = [
  replicationHasSource,
  replicationSaysHow,
  nativeRuleNamesDiffer,
  timeControlHasMetrics,
  deleteMarkersHaveNoTags,
  nativeRulesAreReached,
  waysDoNotOverlap,
  functionInVpcHasNetwork,
  operatorsAreOfPartition,
];
