import { isObject } from '../../../contract/json-object';
import { entryOf } from '../../../contract/entry-of';
import { computedAttribute, partitionOfRegion } from './computed-attributes';
import type { ProviderAccount } from './providers';
import { blocksOf, type Attributes, type Resource, type Unresolved } from './stack';
import { readSubnetCall, subnetOf, type SubnetCall } from './subnet-call';
import { mentionedAddresses, readTraversal, templateParts, type Traversal } from './template-text';

/** A resource or data source as it is written. */
export interface Block {
  readonly address: string;
  readonly mode: Resource['mode'];
  readonly type: string;
  readonly name: string;
  readonly arguments: Attributes;
}

/** A value, or why it is not known. */
export type Resolved =
  { readonly known: true; readonly value: unknown } | { readonly known: false; readonly reason: string };

/** Makes the JSON of an `aws_iam_policy_document` out of its resolved arguments. */
export type DocumentWriter = (attributes: Attributes) => Resolved;

/** Arguments that steer Terraform, not the resource. */
const META = new Set(['provider', 'depends_on', 'lifecycle', 'provisioner', 'connection', 'timeouts', '//']);

type Place = (path: string, reason: string) => void;

/** Replaces the references of a stack. A class, because what it has resolved is shared between resources. */
export class Resolver {
  readonly symbols = new Map<string, string>();
  readonly #resources = new Map<string, Resource>();
  readonly #open = new Set<string>();

  constructor(
    private readonly blocks: ReadonlyMap<string, Block & ProviderAccount>,
    private readonly locals: Attributes,
    private readonly writeDocument: DocumentWriter,
  ) {}

  /** @throws Error when the stack has no such block. */
  resource(address: string): Resource {
    const done = this.#resources.get(address);
    if (done !== undefined) return done;
    const block = this.blocks.get(address);
    if (block === undefined) throw new Error(`${address} is not in the stack`);
    const unresolved: Unresolved[] = [];
    const place: Place = (path, reason) => unresolved.push({ path, reason });
    const written = Object.entries(block.arguments).filter(([name]) => !META.has(name));
    const attributes = Object.fromEntries(written.map(([name, value]) => [name, this.#replace(value, name, place)]));
    if ('dynamic' in block.arguments) place('dynamic', 'dynamic blocks are known only to a plan');
    const { mode, type, name, account, region } = block;
    const resource: Resource = {
      address,
      mode,
      type,
      name,
      account,
      region,
      attributes,
      unresolved,
      dependsOn: addressesIn(block.arguments.depends_on),
      written: Object.fromEntries(written),
      references: [...new Set(written.flatMap(([, value]) => referencesIn(value)))].sort(),
      steering: Object.fromEntries(Object.entries(block.arguments).filter(([argument]) => META.has(argument))),
    };
    this.#resources.set(address, resource);
    return resource;
  }

  /** A value of the stack that belongs to no resource, references replaced; what could not be resolved is placed. */
  replaced(value: unknown, place: Place): unknown {
    return this.#replace(value, '', place);
  }

  /** An attribute of a block: an argument as it will be, or what AWS computes. */
  attribute(address: string, name: string): Resolved {
    return this.#traverse({ address, path: [name] }, `${address}.${name}`);
  }

  #replace(value: unknown, path: string, place: Place): unknown {
    if (typeof value === 'string') {
      const resolved = this.#text(value);
      if (resolved.known) return resolved.value;
      place(path, resolved.reason);
      return value;
    }
    if (Array.isArray(value)) return value.map((item, index) => this.#replace(item, `${path}[${index}]`, place));
    if (typeof value !== 'object' || value === null) return value;
    // `//` is a comment in a block and a key in a map, and only the provider knows which is which: it stands.
    const entries = Object.entries(value).map(([name, item]) => [name, this.#replace(item, `${path}.${name}`, place)]);
    return Object.fromEntries(entries);
  }

  #text(text: string): Resolved {
    const parts = templateParts(text);
    if (parts === undefined) return unknown(`"${text}" is a template with directives, which is not read`);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined && 'expression' in only) return this.#expression(only.expression);
    let joined = '';
    for (const part of parts) {
      const resolved: Resolved =
        'literal' in part ? { known: true, value: part.literal } : this.#expression(part.expression);
      if (!resolved.known) return resolved;
      if (!['string', 'number', 'boolean'].includes(typeof resolved.value)) {
        return unknown(`"${text}" puts a list or an object into text`);
      }
      joined += String(resolved.value);
    }
    return { known: true, value: joined };
  }

  #expression(expression: string): Resolved {
    const subnet = readSubnetCall(expression);
    if (subnet !== undefined) return this.#subnet(subnet, expression);
    const traversal = readTraversal(expression);
    if (traversal === undefined) return unknown(`"\${${expression}}" is an expression, which is not evaluated`);
    // A value that leads back to itself is Terraform's error to report; here it is only not known.
    if (this.#open.has(expression)) return unknown(`"\${${expression}}" refers to itself`);
    this.#open.add(expression);
    try {
      return this.#traverse(traversal, expression);
    } finally {
      this.#open.delete(expression);
    }
  }

  #subnet({ prefix, newBits, number }: SubnetCall, expression: string): Resolved {
    const whole = 'literal' in prefix ? { known: true, value: prefix.literal } : this.#expression(prefix.expression);
    if (!whole.known || typeof whole.value !== 'string')
      return unknown(`"\${${expression}}" is not known before a plan`);
    const value = subnetOf(whole.value, newBits, number);
    return value === undefined ? unknown(`"\${${expression}}" is no address range`) : { known: true, value };
  }

  #traverse({ address, path }: Traversal, expression: string): Resolved {
    const local = /^local\.(.+)$/.exec(address)?.[1];
    if (local !== undefined) return this.#local(local, path, expression);
    const block = this.blocks.get(address);
    if (block === undefined) return unknown(`"\${${expression}}" is not known before a plan`);
    const [attribute, ...rest] = path;
    if (attribute === undefined || typeof attribute === 'number') {
      return unknown(`"\${${expression}}" names a whole resource or one of several`);
    }
    const own = entryOf(block.arguments, attribute);
    if (own !== undefined && !META.has(attribute)) return this.#below(own, rest, expression);
    return rest.length === 0
      ? this.#computed(block, attribute, expression)
      : unknown(`"\${${expression}}" is not known`);
  }

  #local(name: string, path: Traversal['path'], expression: string): Resolved {
    const value = entryOf(this.locals, name);
    return value === undefined ? unknown(`"\${${expression}}" is not defined`) : this.#below(value, path, expression);
  }

  #below(written: unknown, path: Traversal['path'], expression: string): Resolved {
    const value = path.reduce(partAt, written);
    if (value === undefined) return unknown(`"\${${expression}}" is not known`);
    const problems: string[] = [];
    const replaced = this.#replace(value, '', (_path, reason) => problems.push(reason));
    return problems[0] === undefined ? { known: true, value: replaced } : unknown(problems[0]);
  }

  #computed(block: Block & ProviderAccount, attribute: string, expression: string): Resolved {
    if (block.mode === 'data') return this.#data(block, attribute, expression);
    const { address, type, account, region } = block;
    const argument = (name: string): string | undefined => {
      const value = block.arguments[name];
      if (typeof value !== 'string') return undefined;
      const resolved = this.#text(value);
      return resolved.known && typeof resolved.value === 'string' ? resolved.value : undefined;
    };
    const isWritten = (name: string): boolean => block.arguments[name] !== undefined;
    const computed = computedAttribute({ address, type, account, region, argument, isWritten }, attribute);
    if (computed === undefined) return unknown(`"\${${expression}}" is known only after apply`);
    if (computed.symbolic) this.symbols.set(computed.value, address);
    return { known: true, value: computed.value };
  }

  #data(block: Block & ProviderAccount, attribute: string, expression: string): Resolved {
    const { address, type, account, region } = block;
    const known: Readonly<Record<string, string | undefined>> = {
      'aws_caller_identity.account_id': account,
      'aws_caller_identity.id': account,
      'aws_region.name': region,
      'aws_region.id': region,
      'aws_partition.partition': partitionOfRegion(region),
      'aws_partition.id': partitionOfRegion(region),
    };
    const value = known[`${type}.${attribute}`];
    // With an argument, such as `name` of a region, it is of another than the provider's.
    const isOfProvider = Object.keys(block.arguments).every((name) => META.has(name));
    if (value !== undefined && isOfProvider) return { known: true, value };
    if (type === 'aws_iam_policy_document' && attribute === 'json') {
      const { attributes, unresolved } = this.resource(address);
      return unresolved[0] === undefined ? this.writeDocument(attributes) : unknown(unresolved[0].reason);
    }
    return unknown(`"\${${expression}}" is known only when Terraform reads it`);
  }
}

function unknown(reason: string): Resolved {
  return { known: false, reason };
}

/** What stands in a list or an object at a step of a traversal. */
function partAt(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(step)];
  return isObject(value) ? entryOf(value, String(step)) : undefined;
}

function addressesIn(dependsOn: unknown): string[] {
  const list: unknown[] = Array.isArray(dependsOn) ? dependsOn : [];
  return list.flatMap((item) => (typeof item === 'string' ? [item.replace(/^\$\{(.*)\}$/, '$1')] : []));
}

function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return (templateParts(value) ?? [{ expression: value }]).flatMap((part) =>
      'expression' in part ? mentionedAddresses(part.expression) : [],
    );
  }
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return blocksOf(value).flatMap((block) => Object.values(block).flatMap(referencesIn));
}
