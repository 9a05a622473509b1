import { isOriginAccessIdentity, isServicePrincipal } from '../../contract/exempt-principal';
import { readPrincipalArn } from '../../contract/principal-arn';
import type { Listed, PrincipalEntry } from './document';
import type { Report } from './parse-condition';
import { entryOf } from '../../contract/entry-of';

/** The Principal element as JSON: `"*"`, or lists by type. */
export type PrincipalJson = '*' | Readonly<Record<string, string | readonly string[]>>;

/**
 * Reads a Principal or NotPrincipal element. Source: IAM User Guide, "AWS JSON policy elements: Principal" and
 * "NotPrincipal".
 */
export function parsePrincipals(
  json: PrincipalJson,
  element: 'Principal' | 'NotPrincipal',
  effect: string,
  report: Report,
): Listed<PrincipalEntry> {
  const negated = element === 'NotPrincipal';
  const complain = (problem: string): void => {
    report(element, problem);
  };
  if (negated && effect === 'Allow') complain('NotPrincipal with Allow is not supported by AWS');
  const entries: PrincipalEntry[] = json === '*' ? [{ type: 'everyone' }] : readTypes(json, complain);
  for (const entry of entries) {
    if (negated && entry.type === 'everyone') complain('"*" in NotPrincipal leaves nobody for the statement');
    // In an Allow it merely matches nobody; a Deny that matches nobody would be a hole that looks like a wall.
    if (entry.type === 'nobody' && (negated || effect === 'Deny')) {
      complain(`"${entry.text}": a wildcard in a principal's ARN matches nobody, so this Deny would not hold`);
    }
  }
  return { negated, entries };
}

function readTypes(json: Exclude<PrincipalJson, '*'>, complain: (problem: string) => void): PrincipalEntry[] {
  const types = Object.entries(json);
  if (types.length === 0) complain('must name at least one principal');
  return types.flatMap(([type, list]) =>
    [list].flat().flatMap((text) => {
      const entry = entryOf(ENTRY_READERS, type)?.(text);
      if (entry === undefined) complain(notIdentified(type, text));
      return entry ?? [];
    }),
  );
}

function notIdentified(type: string, text: string): string {
  return `"${type}": "${text}" is not a principal this evaluator can identify`;
}

/** Principals of a statement that are nobody whom a stack or a question names, each as a problem. */
export function strangersAmong({ entries }: Listed<PrincipalEntry>): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.type === 'unique-id') return [notIdentified('AWS', entry.id)];
    return entry.type === 'origin-access-identity' ? [notIdentified('AWS', entry.arn)] : [];
  });
}

const ENTRY_READERS: Partial<Record<string, (text: string) => PrincipalEntry | undefined>> = {
  AWS: awsEntry,
  Service: (text) => (isServicePrincipal(text) ? { type: 'service', service: text } : undefined),
  Federated: (text) =>
    text === '*' || /^[\w.:/@+=,-]+$/.test(text) ? { type: 'federated', provider: text } : undefined,
  CanonicalUser: (text) => (/^[0-9a-f]{64}$/.test(text) ? { type: 'canonical-user', id: text } : undefined),
};

/** Source: IAM User Guide, "IAM identifiers", "Understanding unique ID prefixes". */
const UNIQUE_ID = /^(AIDA|AROA)[A-Z0-9]{12,124}$/;

function awsEntry(text: string): PrincipalEntry | undefined {
  if (text === '*') return { type: 'everyone' };
  if (/^\d{12}$/.test(text)) return { type: 'account', accountId: text };
  if (/^arn:.*[*?]/.test(text)) return { type: 'nobody', text };
  if (isOriginAccessIdentity(text)) return { type: 'origin-access-identity', arn: text };
  const [, kind] = UNIQUE_ID.exec(text) ?? [];
  if (kind !== undefined) return { type: 'unique-id', id: text, of: kind === 'AIDA' ? 'user' : 'role' };
  const arn = readPrincipalArn(text);
  if (arn === undefined) return undefined;
  const { accountId, name } = arn;
  switch (arn.type) {
    case 'root':
      return { type: 'account', accountId };
    case 'user':
      return { type: 'user', arn: text, accountId, name };
    case 'role':
      return { type: text.includes(':assumed-role/') ? 'session' : 'role', arn: text, accountId, name };
    case 'federated-user':
      return { type: 'federated-user', arn: text, accountId, name };
  }
}
