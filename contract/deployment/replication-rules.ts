import type { Rule } from './rule';

const replicationHasSource: Rule = {
  reads: [['replication'], ['source', 'bucket']],
  check: ({ replication, source }) => {
    if (replication !== undefined && source.bucket === undefined) {
      return [{ path: ['source', 'bucket'], rule: 'is missing: replication reads from it ({} takes all defaults)' }];
    }
    if (replication === undefined && source.bucket !== undefined) {
      return [{ path: ['source', 'bucket'], rule: 'needs replication: nothing else would read it' }];
    }
    return [];
  },
};

const replicationSaysHow: Rule = {
  reads: [['replication']],
  check: ({ replication }) =>
    replication !== undefined && replication.native === undefined
      ? [{ path: ['replication'], rule: 'must say how: native' }]
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

/** S3 User Guide, "Using S3 Replication Time Control": it can not be had without its metrics. */
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

/** A rule behind one whose prefix holds its own never decides anything. */
const nativeRulesAreReached: Rule = {
  reads: [['replication', 'native', 'rules']],
  check: ({ replication }) => {
    const rules = replication?.native?.rules ?? [];
    return rules.flatMap(({ prefix }, index) => {
      const earlier = rules.slice(0, index).find((rule) => prefix.startsWith(rule.prefix));
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

/** Rules of replication, the exclusions among its kinds included. */
export const REPLICATION_RULES: readonly Rule[] = [
  replicationHasSource,
  replicationSaysHow,
  nativeRuleNamesDiffer,
  timeControlHasMetrics,
  nativeRulesAreReached,
];
