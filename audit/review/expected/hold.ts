import { blocksOf, type Attributes } from '../stack/stack';
import { isAbsent, Rule, type Account, type Arguments, type Lookup, type Template } from './template';
import { entryOf } from '../../../contract/entry-of';

/** How the arguments below one place are accounted for. */
export interface Held {
  readonly read: number;
  readonly required: number;
  readonly free: number;
  /** Arguments that nobody accounts for. */
  readonly notReviewed: readonly string[];
  readonly broken: readonly Broken[];
}

/** An argument that does not follow from deployment.yaml. */
export interface Broken {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

const NOTHING: Held = { read: 0, required: 0, free: 0, notReviewed: [], broken: [] };

const counted = (account: Account, value: unknown): Held => ({ ...NOTHING, [account]: leavesOf(value).length });

/** Holds a block against what is asked of it: each argument is read, required, free, or named as not reviewed. */
export function holdBlock(template: Arguments, block: Attributes, path: string, found: Lookup): Held {
  const names = [...new Set([...Object.keys(template), ...Object.keys(block)])];
  return sum(
    names.map((name) => {
      const below = path === '' ? name : `${path}.${name}`;
      const asked = entryOf(template, name);
      if (asked === undefined) return unasked(block[name], below);
      return hold(asked, block[name], below, found);
    }),
  );
}

/** What nobody asks for is not reviewed; null is not written at all. */
export function unasked(value: unknown, path: string): Held {
  if (value === undefined || value === null) return NOTHING;
  return { ...NOTHING, notReviewed: leavesOf(value).map((leaf) => path + leaf) };
}

function hold(template: Template, value: unknown, path: string, found: Lookup): Held {
  if (template instanceof Rule) return holdRule(template, value, path, found);
  if (isList(template)) return holdSet(template, value, path, found);
  if (typeof template === 'object') return holdOne(template, value, path, found);
  return required(String(value) === String(template) && !isAbsent(value), String(template), value, path);
}

function holdRule({ meaning }: Rule, value: unknown, path: string, found: Lookup): Held {
  switch (meaning.kind) {
    case 'read':
      return counted('read', value);
    case 'free':
      return isOpen(value) ? unasked(value, path) : counted('free', value);
    case 'such':
      return required(meaning.holds(value), meaning.says, value, path);
    case 'derived': {
      const template = meaning.from(found);
      return template === undefined ? required(false, meaning.says, value, path) : hold(template, value, path, found);
    }
    case 'ordered': {
      const values: unknown[] = Array.isArray(value) ? value : [];
      if (values.length !== meaning.items.length)
        return required(false, `${meaning.items.length} of them`, value, path);
      return sum(meaning.items.map((item, i) => hold(item, values[i], `${path}[${i}]`, found)));
    }
  }
}

/** A text that only a plan knows: it may show what nobody meant to, such as a file of whoever runs Terraform. */
function isOpen(value: unknown): boolean {
  return value !== undefined && /[$%]\{/.test(JSON.stringify(value));
}

function required(holds: boolean, expected: string, value: unknown, path: string): Held {
  const here = counted('required', value);
  return holds ? here : { ...here, broken: [{ path, expected, found: textOf(value) }] };
}

/** One block: what is absent is a block in which nothing is written. */
function holdOne(template: Arguments, value: unknown, path: string, found: Lookup): Held {
  if (isAbsent(value)) return sum([counted('required', value), holdBlock(template, {}, path, found)]);
  const blocks = blocksOf(value);
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || (Array.isArray(value) && value.length > 1)) {
    return required(false, 'one block', value, path);
  }
  const empty = Object.keys(block).length === 0;
  return sum([...(empty ? [counted('required', block)] : []), holdBlock(template, block, path, found)]);
}

/** Values or blocks in any order: each that is asked for takes the one that fits it best. */
function holdSet(templates: readonly Template[], value: unknown, path: string, found: Lookup): Held {
  const left: { readonly item: unknown; readonly at: number }[] = asList(value).map((item, at) => ({ item, at }));
  const parts: Held[] = [];
  for (const template of templates) {
    const tried = left.map((each) => ({ each, held: hold(template, each.item, `${path}[${each.at}]`, found) }));
    const best = tried.sort((a, b) => faultsOf(a.held) - faultsOf(b.held))[0];
    if (best === undefined) parts.push(required(false, textOf(plain(template, found)), undefined, path));
    else {
      parts.push(best.held);
      left.splice(left.indexOf(best.each), 1);
    }
  }
  parts.push(...left.map(({ item, at }) => required(false, 'nothing more', item, `${path}[${at}]`)));
  return isScalarList(value) ? asOneLeaf(sum(parts), value, path) : sum(parts);
}

/** A list of values is one argument. */
function asOneLeaf({ broken }: Held, value: unknown, path: string): Held {
  return {
    ...counted('required', value),
    broken: broken.length === 0 ? [] : [{ path, expected: expectedOf(broken), found: textOf(value) }],
  };
}

function expectedOf(broken: readonly Broken[]): string {
  return [...new Set(broken.map(({ expected }) => expected))].join(' and ');
}

/** For a message: what a template asks for, rules by what they say. */
function plain(template: Template, found: Lookup): unknown {
  if (template instanceof Rule) {
    const { meaning } = template;
    return meaning.kind === 'such' || meaning.kind === 'derived' ? meaning.says : 'any';
  }
  if (isList(template)) return template.map((item) => plain(item, found));
  if (typeof template !== 'object') return template;
  return Object.fromEntries(Object.entries(template).map(([name, item]) => [name, plain(item, found)]));
}

/** How badly something fits. */
export function faultsOf({ broken, notReviewed }: Held): number {
  return broken.length + notReviewed.length;
}

/** Several parts that were held against their templates, as one. */
export function sum(parts: readonly Held[]): Held {
  return {
    read: parts.reduce((total, { read }) => total + read, 0),
    required: parts.reduce((total, { required: count }) => total + count, 0),
    free: parts.reduce((total, { free }) => total + free, 0),
    notReviewed: parts.flatMap(({ notReviewed }) => notReviewed),
    broken: parts.flatMap(({ broken }) => broken),
  };
}

/** The path of every argument below a value: a scalar, a list of scalars, and an empty block are one each. */
export function leavesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isScalarList(value) || typeof value !== 'object') return [''];
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item).map((leaf) => `[${i}]${leaf}`));
  const names = Object.entries(value);
  const below = names.flatMap(([name, item]) => leavesOf(item).map((leaf) => `.${name}${leaf}`));
  return names.length === 0 ? [''] : below;
}

function isScalarList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
}

function asList(value: unknown): readonly unknown[] {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? value : [value];
}

function isList(template: Template): template is readonly Template[] {
  return Array.isArray(template);
}

const LONGEST = 160;

function textOf(value: unknown): string {
  if (isAbsent(value)) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
