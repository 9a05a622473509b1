import type { Stack } from '../stack/stack';

/**
 * What deployment.yaml asks of the arguments of a resource. A literal is required as it stands; an object is a block; a list
 * is a set, of values or of blocks, because Terraform's order of them means nothing; everything else is a rule.
 */
export type Template = string | number | boolean | Rule | readonly Template[] | Arguments;

/** A block of arguments by name. */
export interface Arguments {
  readonly [argument: string]: Template;
}

/** What is built, as far as it was found in the stack. */
export interface Lookup {
  readonly stack: Stack;
  /** An attribute of the resource that stands for an expected one; `undefined` where there is none. */
  readonly attribute: (key: string, name: string) => unknown;
}

/** For templates that name no other resource. */
export const NOTHING_FOUND: Lookup = { stack: undefined as never, attribute: () => undefined };

/** Why an argument is accounted for. */
export type Account = 'read' | 'required' | 'free';

type Meaning =
  | { readonly kind: 'read' | 'free'; readonly reason: string }
  | { readonly kind: 'such'; readonly says: string; readonly holds: (value: unknown) => boolean }
  | { readonly kind: 'ordered'; readonly items: readonly Template[] }
  | { readonly kind: 'derived'; readonly says: string; readonly from: (found: Lookup) => Template | undefined };

/** A rule for an argument; a class, so that no block of arguments can be taken for one. */
export class Rule {
  constructor(readonly meaning: Meaning) {}
}

/** A goal reads it and decides. @param goal what decides. */
export const read = (goal: string): Rule => new Rule({ kind: 'read', reason: goal });

/** Any value does. @param reason why nothing depends on it. */
export const free = (reason: string): Rule => new Rule({ kind: 'free', reason });

/** A description or comment. */
export const TEXT_FOR_PEOPLE: Rule = free('a text for people');

/** Required to be one of many. @param says completes "deployment.yaml asks for". */
export const such = (says: string, holds: (value: unknown) => boolean): Rule => new Rule({ kind: 'such', says, holds });

/** Required: this, or nothing, which is the same. Source: Terraform AWS provider, "Argument Reference" of the resource. */
export const byDefault = (value: string | number | boolean): Rule =>
  such(String(value), (found) => isAbsent(found) || String(found) === String(value));

/** A list in which order means something. */
export const ordered = (items: readonly Template[]): Rule => new Rule({ kind: 'ordered', items });

/**
 * An attribute of another resource that deployment.yaml asks for.
 *
 * @param key of the resource, see `Expected`.
 * @param names attributes of which any will do.
 */
export const of = (key: string, ...names: readonly string[]): Rule =>
  derived(`${names.join(' or ')} of ${key}`, ({ attribute }) => {
    const values = names.map((name) => attribute(key, name)).filter((value) => typeof value === 'string');
    return values.length === 0 ? undefined : such(values.join(' or '), (value) => values.includes(value as string));
  });

/** What follows from other resources. */
export const derived = (says: string, from: (found: Lookup) => Template | undefined): Rule =>
  new Rule({ kind: 'derived', says, from });

/** Terraform takes null for an argument that is not written, and an empty list for no block. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
