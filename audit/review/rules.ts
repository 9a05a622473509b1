/**
 * Every rule of the review: the name that a finding carries, and by which a waiver accepts it. docs/rules.md says of each
 * what is wrong, why, and how to mend it. A name never changes its meaning: waivers and code scanning hold on to it.
 */
export const RULES = {
  /** Goals that no request may break, and settings that must be there. */
  goal: [
    'endpoint-only',
    'inside-organization',
    'nobody-else',
    'log-writers',
    'logs-kept',
    'no-overwrite',
    'credentials-stay',
    'encrypted-transport',
    'tls-version',
    'own-key-only',
    'public-access-blocked',
    'ownership-enforced',
    'versioned',
    'encrypted',
    'logged',
    'buckets-present',
    'boundary-attached',
    'endpoint-present',
    'keys-rotated',
    'trails-record',
    'lock-configured',
  ],
  /** Requests that must work, end to end. */
  flow: [
    'flow-instance',
    'flow-consumer',
    'flow-access-logs',
    'flow-trail',
    'flow-log-groups',
    'flow-log-readers',
    'flow-deployer-repairs',
    'flow-root-repairs',
    'flow-emergency-access',
    'flow-native-replication',
    'flow-replication-reports',
    'flow-lambda-replication',
    'flow-lambda-reports',
    'flow-operators',
    'flow-object-lock',
    'flow-other-work',
    'flow-key-policy',
    'flow-named',
  ],
  /** The arguments and resources of the stack beside those of deployment.yaml. */
  stack: ['asked-for', 'collision', 'policy-refused', 'others-cut-off'],
  /** Orders of two resources (docs/ordering.md). */
  order: [
    'order-principal-policy',
    'order-bucket-chain',
    'order-bucket-one-at-a-time',
    'order-bucket-exists',
    'order-versioning-lifecycle',
    'order-versioning-object-lock',
    'order-key-outlives-bucket',
    'order-permission-notification',
    'order-log-bucket-policy-trail',
    'order-log-bucket-policy-logging',
    'order-replication-prerequisites',
    'order-results-bucket-workgroup',
    'order-flow-log-permissions',
    'order-function-prerequisites',
    'order-function-targets',
    'order-grants-permission',
    'order-instance-permissions',
    'order-interfaces-released',
    'order-routes-endpoint-users',
    'order-endpoint-admits',
    'order-network-users',
    'order-way-out-nat',
    'order-security-group-users',
    'order-named-exists',
    'order-key-policy-first-apply',
  ],
  /** What a plan would change, and what was changed behind Terraform's back. */
  plan: [
    'plan-stateful-destroyed',
    'plan-stateful-replaced',
    'plan-stateful-forgotten',
    'plan-protection-weakened',
    'plan-policy-loosened',
    'plan-drift',
    'plan-drift-policy-loosened',
  ],
  /** The waivers themselves. */
  waiver: ['waiver-expired', 'waiver-unused'],
  /** In SARIF alone, whose viewers show nothing but results: what was not reviewed. */
  gap: ['not-reviewed'],
} as const;

export type RuleKind = keyof typeof RULES;

/** The rules of some kinds; of all where none is named. */
export type Rule<Kind extends RuleKind = RuleKind> = (typeof RULES)[Kind][number];
