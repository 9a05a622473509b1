import type { z } from 'zod';

/**
 * Says what a setting must be, in place of Zod's own wording, where a schema has no sentence of its own.
 * Given to `safeParse` as its error map.
 */
export function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be ${bound('at least', issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must be ${bound('at most', issue.maximum, issue.origin)}`;
    case 'invalid_key':
      return `as a name ${issue.issues.map(({ message }) => message).join(' and ')}`;
    default:
      return undefined;
  }
}

function article(type: string): string {
  if (type === 'record' || type === 'object') return 'a mapping';
  if (type === 'array') return 'a list';
  if (type === 'int') return 'a whole number';
  return `a ${type}`;
}

function bound(side: string, limit: number | bigint, origin: string): string {
  const unit = { string: ' characters long', array: ' entries long' }[origin] ?? '';
  return `${side} ${limit}${unit}`;
}
