import { holdBlock } from '../expected/hold';
import { free, type Arguments, type Lookup, type Template } from '../expected/template';
import type { NotReviewed } from '../review-types';
import { blocksOf, type Attributes, type Resource, type Stack } from '../stack/stack';
import type { Plan } from './plan';
import { addressesIn, valuesOf } from './expressions';

/**
 * Holds the configuration that a plan was made of against the stack that was reviewed: its providers, modules, data sources,
 * provisioners and the order of its resources. None of these shows in the values of `resource_changes`.
 * Source: Terraform, "JSON output format", "Configuration representation".
 */
export function holdConfiguration({ configuration }: Plan, stack: Stack): readonly NotReviewed[] {
  const [content] = blocksOf(configuration);
  if (content === undefined)
    return [{ resource: 'the plan', reason: 'it does not tell the configuration it was made of' }];
  const [root = {}] = blocksOf(content.root_module);
  const byAddress = new Map(stack.resources.map((resource) => [resource.address, resource]));
  return [
    ...heldProviders(content.provider_config, stack),
    ...Object.keys(blocksOf(root.module_calls)[0] ?? {}).map((name) => unread(`module.${name}`, 'all of it')),
    ...blocksOf(root.resources).flatMap((block) => heldResource(block, byAddress)),
  ];
}

function unread(resource: string, what: string): NotReviewed {
  return { resource, reason: `the plan was not made of the reviewed stack: ${what}` };
}

/** What of a resource's configuration says where and what it is; anything else steers Terraform in a way of its own. */
const READ = new Set([
  ...['address', 'mode', 'type', 'name', 'provider_config_key', 'expressions', 'schema_version', 'depends_on'],
]);

function heldResource(block: Attributes, byAddress: ReadonlyMap<string, Resource>): readonly NotReviewed[] {
  const address = typeof block.address === 'string' ? block.address : 'a resource without an address';
  const resource = byAddress.get(address);
  // Managed ones that the stack lacks are told with their change.
  if (resource === undefined) return block.mode === 'managed' ? [] : [unread(address, 'all of it')];
  const planned = new Set(addressesIn(block));
  const lost = [...resource.dependsOn, ...resource.references].filter((one) => !planned.has(one));
  const found = [
    ...Object.keys(block).filter((name) => !READ.has(name)),
    ...(block.provider_config_key === providerKeyOf(resource) ? [] : ['provider']),
    ...[...new Set(lost)].map((one) => `it no longer waits for ${one}`),
  ];
  return found.length === 0 ? [] : [unread(address, found.join(', '))];
}

function providerKeyOf({ steering: { provider } }: Resource): string {
  return typeof provider === 'string' ? provider.replace(/^\$\{(.*)\}$/, '$1') : 'aws';
}

const NO_LOOKUP: Lookup = { stack: undefined as never, attribute: () => undefined };

function heldProviders(planned: unknown, stack: Stack): readonly NotReviewed[] {
  const written = stack.sections.filter(({ name }) => name === 'provider').flatMap(({ content }) => blocksOf(content));
  const own = new Map<string, Attributes>(
    written.flatMap((group) =>
      Object.entries(group).flatMap(([name, blocks]) =>
        blocksOf(blocks).map(({ alias, ...block }) => [keyOf(name, alias), block] as const),
      ),
    ),
  );
  const configs = new Map(Object.entries(blocksOf(planned)[0] ?? {}));
  return [...new Set([...own.keys(), ...configs.keys()])].flatMap((key) => {
    const [config = {}] = blocksOf(configs.get(key));
    const { broken, notReviewed } = holdBlock(
      templateOf(own.get(key) ?? {}),
      valuesOf(config.expressions),
      '',
      NO_LOOKUP,
    );
    const unlike = [...new Set([...broken.map(({ path }) => path), ...notReviewed])];
    return unlike.length === 0 ? [] : [unread(`provider ${key}`, unlike.join(', '))];
  });
}

function keyOf(name: string, alias: unknown): string {
  return typeof alias === 'string' ? `${name}.${alias}` : name;
}

/** What a provider says in the stack, as what its configuration must say in the plan. */
function templateOf(block: Attributes): Arguments {
  const written = Object.entries(block).filter(([, value]) => value !== null && value !== undefined);
  const asked = written.map(([name, value]): [string, Template] => [name, value as Template]);
  return { ...Object.fromEntries(asked), default_tags: free('as the tags of a resource') };
}
