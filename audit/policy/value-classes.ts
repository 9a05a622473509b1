import { remembering } from '../remembering';
import type { KeyMention } from './mentions';
import type { Truth } from './truth';

/** The class of a value: values of one class are decided alike by every condition that asks for them. */
export type Classer = (value: string) => string;

/** A value that is its own class. */
export const ownClass: Classer = (value) => JSON.stringify(value);

/** A value that is put into other texts (`${key}`) is its own class; otherwise what the conditions of its key say of it is. */
export function classerOf({ conditions, asVariable }: KeyMention): Classer {
  if (asVariable || conditions.some(({ reads }) => reads.length > 1)) return ownClass;
  // The same condition may stand in the policies of many buckets.
  const distinct = [...new Map(conditions.map((one) => [JSON.stringify(one.clause), one])).values()];
  return remembering((value) => {
    const context = new Map(distinct.slice(0, 1).map(({ clause }) => [clause.key, [value]]));
    return bits(distinct, ({ holds }) => holds(context));
  });
}

const LETTERS: Readonly<Record<string, string>> = { true: '1', false: '0' };

/** One character for each answer. */
export function bits<T>(items: readonly T[], test: (item: T) => Truth): string {
  return items.map((item) => LETTERS[String(test(item))] ?? '?').join('');
}
