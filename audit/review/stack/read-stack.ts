import type { Read } from '../../policy/json-text';
import { policyDocumentOf } from './policy-document-data';
import { isResourceType } from './address';
import { readProviders, providerOf, type ProviderAccount } from './providers';
import { Resolver, type Block } from './resolve';
import { blocksOf, type Resource, type Section, type Stack, type Unresolved } from './stack';

/** What the stack itself may leave open. */
export interface StackOptions {
  /** Account and region of a provider, by its key (`aws.source`, `aws`), where its block does not tell the account. */
  readonly providers?: Readonly<Record<string, ProviderAccount>>;
  /** SHA-256, in base64, of files in the folder of the stack, by their path in it. */
  readonly hashes?: ReadonlyMap<string, string>;
  /** SHA-256, in base64, of the archive of the replication function that this version builds; without, no code is known. */
  readonly builtArchive?: string | undefined;
}

/**
 * Reads Terraform JSON (`cdk.tf.json`, or written by hand) into a {@link Stack}: every reference is replaced by the
 * value it will have, or by a symbol of it; what cannot be resolved is recorded, never guessed.
 * Source: Terraform language, "JSON configuration syntax".
 *
 * @param json the parsed file; read it with `readJson`, which refuses repeated keys.
 * @param where file name, for messages.
 * @returns the stack, or what is wrong with the file.
 */
export function readStack(json: unknown, where: string, options: StackOptions = {}): Read<Stack> {
  const [root] = blocksOf(json);
  if (root === undefined) return { ok: false, problems: [`${where}: is not Terraform JSON (an object)`] };
  const managed = blocksByAddress(root.resource, 'managed', where);
  const data = blocksByAddress(root.data, 'data', where);
  const problems = [...managed.problems, ...data.problems];
  if (problems.length > 0) return { ok: false, problems };
  const blocks = [...managed.blocks, ...data.blocks];
  if (blocks.length === 0) return { ok: false, problems: [`${where}: has no resources`] };

  const providers = readProviders(root.provider, options.providers ?? {});
  const resolver = new Resolver(
    new Map(blocks.map((block) => [block.address, { ...block, ...providerOf(block, providers) }])),
    blocksOf(root.locals)[0] ?? {},
    policyDocumentOf,
  );
  const resources = blocks.map((block): Resource => resolver.resource(block.address));
  const attributeOf = (address: string, name: string): unknown => {
    const attribute = resolver.attribute(address, name);
    return attribute.known ? attribute.value : undefined;
  };
  return {
    ok: true,
    value: {
      where,
      resources,
      unread: unreadParts(root, blocks),
      symbols: resolver.symbols,
      sections: sectionsOf(root, resolver),
      attributeOf,
      hashOf: (file) => options.hashes?.get(file),
      builtArchive: options.builtArchive,
    },
  };
}

function sectionsOf(root: Readonly<Record<string, unknown>>, resolver: Resolver): Section[] {
  return Object.entries(root).flatMap(([name, content]) => {
    if (name === 'resource' || name === 'data' || name === '//') return [];
    // What of an output is not known stands as written, and equals nothing that is expected.
    const replaced = name === 'output' ? resolver.replaced(content, () => undefined) : content;
    return { name, content: replaced, written: content };
  });
}

function blocksByAddress(
  json: unknown,
  mode: Resource['mode'],
  where: string,
): { blocks: Block[]; problems: string[] } {
  const blocks: Block[] = [];
  const problems: string[] = [];
  for (const group of blocksOf(json)) {
    for (const [type, byName] of Object.entries(group)) {
      for (const [name, value] of blocksOf(byName).flatMap((entry) => Object.entries(entry))) {
        const address = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
        const [arguments_, ...more] = blocksOf(value);
        if (!isResourceType(type)) problems.push(`${where}: ${address}: no provider has such a type`);
        else if (arguments_ === undefined || more.length > 0) problems.push(`${where}: ${address} is not one block`);
        else blocks.push({ address, mode, type, name, arguments: arguments_ });
      }
    }
  }
  const repeated = blocks.filter(({ address }, i) => blocks.findIndex((other) => other.address === address) !== i);
  return { blocks, problems: [...problems, ...repeated.map(({ address }) => `${where}: ${address} stands twice`)] };
}

function unreadParts(root: Readonly<Record<string, unknown>>, blocks: readonly Block[]): Unresolved[] {
  const modules = blocksOf(root.module).flatMap((group) => Object.keys(group));
  const repeated = blocks.flatMap(({ address, arguments: { count, for_each: forEach } }) =>
    (count === undefined || count === 1) && forEach === undefined ? [] : [address],
  );
  return [
    ...modules.map((name) => ({ path: `module.${name}`, reason: 'what a module builds is known only to a plan' })),
    ...repeated.map((path) => ({ path, reason: 'count and for_each: what is built is known only to a plan' })),
  ];
}
