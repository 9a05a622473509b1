import type { CompiledStatement } from '../policy/compile';
import { mentionedKeys, type KeyMention } from '../policy/mentions';
import type { Truth } from '../policy/truth';
import { remembering } from '../remembering';
import type { Told } from './told';

/**
 * Tells recorded values apart as far as policies can, and no further: two values of one class are decided alike by every
 * statement. So a million requests need a few hundred decisions, and each stands for all of its class exactly.
 */
export interface Classes {
  /** Keys whose values matter, in lower case, in a fixed order. */
  readonly keys: readonly string[];
  /** The class of what is told of a key. */
  readonly ofKey: (key: string, told: Told) => string;
  /** The class of a resource, by its ARN. */
  readonly ofResource: (arn: string) => string;
}

/**
 * Divides values by the statements that will decide.
 *
 * @param statements all statements of all policies of the rehearsal, before and after.
 */
export function classesOf(statements: readonly CompiledStatement[]): Classes {
  const mentions = mentionedKeys(statements);
  const classers = new Map([...mentions].map(([key, mention]) => [key, classerOf(mention)]));
  return {
    keys: [...mentions.keys()].sort(),
    ofKey: (key, told) => {
      switch (told.kind) {
        case 'absent':
          return '-';
        case 'unknown':
          return `?${told.why}`;
        case 'values':
          return told.values.map(classers.get(key) ?? (() => '')).join(' ');
      }
    },
    ofResource: resourceClasser(statements),
  };
}

/** A value that is put into other texts (`${key}`) is its own class; otherwise what its conditions say of it is. */
function classerOf({ conditions, asVariable }: KeyMention): (value: string) => string {
  if (asVariable || conditions.some(({ reads }) => reads.length > 1)) return (value) => JSON.stringify(value);
  return remembering((value) => {
    const context = new Map(conditions.map(({ clause }) => [clause.key, [value]]));
    return bits(conditions, ({ holds }) => holds(context));
  });
}

/** Statements with policy variables in their resources cover what the context says, so each resource is its own class. */
function resourceClasser(statements: readonly CompiledStatement[]): (arn: string) => string {
  if (statements.some(({ resources }) => resources.reads.length > 0)) return (arn) => arn;
  const distinct = new Map(statements.map((one) => [JSON.stringify(one.source.resources), one.resources]));
  const tests = [...distinct.values()];
  return (arn) => bits(tests, ({ covers }) => covers(arn, EMPTY));
}

const EMPTY = new Map<string, readonly string[]>();

const LETTERS: Readonly<Record<string, string>> = { true: '1', false: '0' };

/** One character for each answer. */
function bits<T>(items: readonly T[], test: (item: T) => Truth): string {
  return items.map((item) => LETTERS[String(test(item))] ?? '?').join('');
}
