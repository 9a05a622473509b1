/** Where a policy stands, which decides what may be written in it and what an Allow in it does. */
export type PolicyKind = 'identity' | 'boundary' | 'resource' | 'trust' | 'endpoint';

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

export interface Statement {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: Effect;
  /** Absent in identity policies and boundaries, which speak of the principal they are attached to. */
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
      readonly type: 'user' | 'role' | 'session';
      readonly arn: string;
      readonly accountId: string;
      readonly name: string;
    }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'federated'; readonly provider: string }
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
