import { parse, validate } from '@aws-sdk/util-arn-parser';

/** An IAM principal as policies and access logs name it; sessions are given as the role they assumed. */
export interface PrincipalArn {
  readonly partition: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role' | 'federated-user';
  /** Last part of the name: a session ARN has no path, so paths cannot take part in comparisons. */
  readonly name: string;
}

const ACCOUNT_ID = /^\d{12}$/;
const NAME = /^[\w+=,.@-]+$/;

/**
 * Reads the ARN of an IAM principal: `iam` root, user or role, or an `sts` assumed-role or federated-user session.
 * Wildcards are no principal. Source: IAM User Guide, "IAM identifiers".
 *
 * @returns the principal, or `undefined` where the text is no such ARN.
 */
export function readPrincipalArn(text: string): PrincipalArn | undefined {
  if (!validate(text)) return undefined;
  const { partition, service, region, accountId, resource } = parse(text);
  if (region !== '' || !ACCOUNT_ID.test(accountId)) return undefined;
  if (service === 'iam' && resource === 'root') return { partition, accountId, type: 'root', name: 'root' };

  const [kind, ...parts] = resource.split('/');
  const type = PRINCIPAL_TYPES[`${service}:${kind}`];
  const name = service === 'sts' ? parts[0] : parts.at(-1);
  const wellFormed = parts.every((part) => NAME.test(part)) && (kind !== 'assumed-role' || parts.length === 2);
  if (type === undefined || name === undefined || !wellFormed) return undefined;
  return { partition, accountId, type, name };
}

const PRINCIPAL_TYPES: Partial<Record<string, PrincipalArn['type']>> = {
  'iam:user': 'user',
  'iam:role': 'role',
  'sts:assumed-role': 'role',
  'sts:federated-user': 'federated-user',
};

/**
 * Says whether two ARNs name one principal: equal but for the path, and a session equals the role it assumed.
 * Names of roles and users are unique within an account whatever their path, and IAM compares them without regard to case
 * only at creation; the ARNs themselves are case-sensitive.
 */
export function isSamePrincipal(a: PrincipalArn, b: PrincipalArn): boolean {
  return a.partition === b.partition && a.accountId === b.accountId && a.type === b.type && a.name === b.name;
}
