/** Who a resource policy speaks of. `*` is everyone, anonymous callers included. */
export type Principal = '*' | { readonly AWS: readonly string[] } | { readonly Service: readonly string[] };

/** Condition operators in use; a new one is added here when a statement needs it, so that a misspelt one does not compile. */
export type ConditionOperator =
  | 'ArnEquals'
  | 'ArnLike'
  | 'ArnLikeIfExists'
  | 'ArnNotLikeIfExists'
  | 'Bool'
  | 'BoolIfExists'
  | 'IpAddress'
  | 'Null'
  | 'NumericLessThan'
  | 'StringEquals'
  | 'StringEqualsIfExists'
  | 'StringLike'
  | 'StringNotEquals'
  | 'StringNotEqualsIfExists';

/** Operators, under each the condition keys and their values; all must hold, any value of a key suffices. */
export type Condition = Readonly<
  Partial<Record<ConditionOperator, Readonly<Record<string, string | readonly string[]>>>>
>;

/** Whom a statement of a resource policy lets in, and on which condition beside those of the statement. */
export interface Grantee {
  readonly principal: Principal;
  readonly condition?: Condition;
}

/** One statement of a policy. Its Sid says the intent; actions and resources are always lists. */
export interface Statement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  /** Present in resource policies (bucket, key, endpoint), absent in identity policies. */
  readonly principal?: Principal;
  readonly action: readonly string[];
  /** Absent in trust policies only. */
  readonly resource?: readonly string[];
  readonly condition?: Condition;
}

/**
 * Writes a policy document.
 *
 * Version 2012-10-17: under 2008-10-17 AWS takes policy variables literally (IAM User Guide, "Version").
 * @returns JSON; Terraform references in it stay references.
 * @throws Error for no statements, a Sid used twice, or an empty list: AWS refuses the first at apply time, and an empty
 * list of principals, actions or resources is a mistake of ours.
 */
export function policyDocument(statements: readonly Statement[]): string {
  const sids = statements.map(({ sid }) => sid);
  const repeated = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (statements.length === 0) throw new Error('A policy needs at least one statement');
  if (repeated !== undefined) throw new Error(`Two statements of one policy have the Sid ${repeated}`);
  return JSON.stringify({ Version: '2012-10-17', Statement: statements.map(statementJson) });
}

function statementJson({ sid, effect, principal, action, resource, condition }: Statement): Record<string, unknown> {
  if (!/^[A-Za-z0-9]+$/.test(sid)) throw new Error(`${sid} is not a Sid: letters and digits only`);
  const lists = { action, ...(resource && { resource }), ...(typeof principal === 'object' ? principal : {}) };
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === 0) throw new Error(`Statement ${sid} has an empty list of ${name}`);
  }
  return {
    Sid: sid,
    Effect: effect,
    ...(principal && { Principal: principal }),
    Action: action,
    ...(resource && { Resource: resource }),
    ...(condition && { Condition: condition }),
  };
}
