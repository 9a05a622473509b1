/** Where a policy stands, which decides what may be written in it and what an Allow in it does. */
export type PolicyKind =
  | 'identity'
  | 'boundary'
  | 'session'
  /** A service control policy of AWS Organizations. */
  | 'scp'
  /** A resource control policy of AWS Organizations. */
  | 'rcp'
  | 'resource'
  | 'trust'
  | 'access-point'
  | 'endpoint';

/** What may and must stand in the statements of a kind of policy. */
export interface KindRules {
  /** As messages call it. */
  readonly name: string;
  /**
   * Whether it says of whom it speaks; the others speak of the principal they are attached to. One that speaks of `everyone`
   * may say nothing else; where it does not say so, nobody knows whether AWS takes it.
   */
  readonly principal: 'must' | 'must-not' | 'everyone';
  /** Whether AWS completes an ARN of fewer than six parts with `*`. */
  readonly completesArns: boolean;
}

/**
 * Sources: IAM User Guide, "IAM JSON policy element reference", "Identify AWS resources with Amazon Resource Names (ARNs)"
 * (incomplete ARNs, said of identity-based policies only); AWS Organizations User Guide, "SCP syntax", "RCP syntax".
 */
export const KIND_RULES: Readonly<Record<PolicyKind, KindRules>> = {
  identity: { name: 'an identity policy', principal: 'must-not', completesArns: true },
  boundary: { name: 'a permissions boundary', principal: 'must-not', completesArns: true },
  session: { name: 'a session policy', principal: 'must-not', completesArns: false },
  scp: { name: 'a service control policy', principal: 'must-not', completesArns: false },
  rcp: { name: 'a resource control policy', principal: 'everyone', completesArns: false },
  resource: { name: 'a resource policy', principal: 'must', completesArns: false },
  trust: { name: 'a role trust policy', principal: 'must', completesArns: false },
  'access-point': { name: 'an access point policy', principal: 'must', completesArns: false },
  endpoint: { name: 'an endpoint policy', principal: 'must', completesArns: false },
};

/** A policy document after validation; nothing in it is unknown, misspelt or unresolved. */
export interface PolicyDocument {
  readonly kind: PolicyKind;
  /** For messages: the file and path, or the resource address. */
  readonly where: string;
  /** Whether `${…}` is a policy variable: from version 2012-10-17 on. */
  readonly variables: boolean;
  readonly statements: readonly Statement[];
}

export type Effect = 'Allow' | 'Deny';

/** A statement as it is written; `index` counts from 0. */
export interface Statement {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: Effect;
  /** Absent in policies that speak of the principal they are attached to. */
  readonly principals: Listed<PrincipalEntry> | undefined;
  readonly actions: Listed<string>;
  /** Absent in a role's trust policy, which speaks of the role it is attached to. */
  readonly resources: Listed<string> | undefined;
  readonly conditions: readonly ConditionClause[];
}

/** An element and its `Not…` form. */
export interface Listed<T> {
  readonly negated: boolean;
  readonly entries: readonly T[];
}

/** One entry of a Principal or NotPrincipal element. Source: IAM User Guide, "AWS JSON policy elements: Principal". */
export type PrincipalEntry =
  | { readonly type: 'everyone' }
  | { readonly type: 'account'; readonly accountId: string }
  | {
      readonly type: 'user' | 'role' | 'session' | 'federated-user';
      readonly arn: string;
      readonly accountId: string;
      readonly name: string;
    }
  | { readonly type: 'service'; readonly service: string }
  /** An identity provider: its ARN, or its name where AWS knows it; `*` is every one. */
  | { readonly type: 'federated'; readonly provider: string }
  /** An account by the id that S3 has for it, which tells nobody which account it is. */
  | { readonly type: 'canonical-user'; readonly id: string }
  /** A user or role by the id that IAM has for it, which tells nobody who it is; of one that was deleted, policies show it. */
  | { readonly type: 'unique-id'; readonly id: string; readonly of: 'user' | 'role' }
  /** CloudFront's, of a distribution: no user, role or service. */
  | { readonly type: 'origin-access-identity'; readonly arn: string }
  /** An ARN with a wildcard: IAM does not match a part of a principal's name or ARN. */
  | { readonly type: 'nobody'; readonly text: string };

export type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** One key under one operator of a Condition element. */
export interface ConditionClause {
  readonly operator: string;
  readonly set: SetOperator | undefined;
  readonly ifExists: boolean;
  /** Lower-case. */
  readonly key: string;
  readonly values: readonly string[];
}
