import { holdBlock } from '../expected/hold';
import { free, NOTHING_FOUND, type Arguments, type Template } from '../expected/template';
import type { NotReviewed } from '../review-types';
import { blocksOf, type Attributes, type Resource, type Stack } from '../stack/stack';
import type { Plan } from './plan';
import { addressesIn, valuesOf } from './expressions';
import { isSame } from './same';

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
  const planned = new Set(blocksOf(root.resources).map(({ address }) => address));
  const byAddress = new Map(stack.resources.map((resource) => [resource.address, resource]));
  return [
    ...heldProviders(content.provider_config, stack),
    ...Object.keys(blocksOf(root.module_calls)[0] ?? {}).map((name) => unread(`module.${name}`, 'all of it')),
    ...Object.keys(blocksOf(root.variables)[0] ?? {}).map((name) => unread(`var.${name}`, 'all of it')),
    ...otherParts(content, CONFIGURATION_PARTS),
    ...otherParts(root, MODULE_PARTS),
    ...blocksOf(root.resources).flatMap((block) => heldResource(block, byAddress, stack)),
    ...stack.resources.flatMap(({ address }) => (planned.has(address) ? [] : [unread(address, 'it is not in it')])),
    ...(stack.ofPlan === true ? [] : heldOutputs(root.outputs, stack)),
  ];
}

const CONFIGURATION_PARTS = new Set(['provider_config', 'root_module']);
const MODULE_PARTS = new Set(['resources', 'outputs', 'module_calls', 'variables']);

function otherParts(block: Attributes, known: ReadonlySet<string>): readonly NotReviewed[] {
  return Object.keys(block).flatMap((name) => (known.has(name) ? [] : [unread(`its part ${name}`, 'all of it')]));
}

/** What an output tells of itself beside its value; anything else changes who sees it, or what it waits for. */
const READ_OF_OUTPUT = new Set(['expression', 'description', 'sensitive']);

function heldOutputs(planned: unknown, { sections }: Stack): readonly NotReviewed[] {
  const [outputs = {}] = blocksOf(planned);
  const written = blocksOf(sections.find(({ name }) => name === 'output')?.written)[0] ?? {};
  return [...new Set([...Object.keys(outputs), ...Object.keys(written)])].flatMap((name) => {
    const [output = {}] = blocksOf(outputs[name]);
    const [{ value } = {}] = blocksOf(written[name]);
    const others = Object.keys(output).filter((one) => !READ_OF_OUTPUT.has(one));
    const unlike = [...others, ...(isWritten(output.expression, value) ? [] : ['value'])];
    return unlike.length === 0 ? [] : [unread(`output.${name}`, unlike.join(', '))];
  });
}

function unread(resource: string, what: string): NotReviewed {
  return { resource, reason: `the plan was not made of the reviewed stack: ${what}` };
}

/**
 * Whether an expression of a plan's configuration is what the stack writes. Of Terraform JSON a plan keeps every text as it was
 * written, templates too, so that even what is known only after apply is shown to be of this stack; of other texts it keeps the
 * references alone, and then they say too little.
 */
function isWritten(expression: unknown, written: unknown): boolean {
  if (Array.isArray(expression)) {
    const blocks = blocksOf(written);
    return (
      expression.length === blocks.length && expression.every((block, i) => isBlockWritten(block, blocks[i] ?? {}))
    );
  }
  const [block = {}] = blocksOf(expression);
  if ('constant_value' in block) return isSame(block.constant_value, written);
  // A null is written as an expression that says nothing.
  if (Object.keys(block).length === 0) return isSame(written, undefined);
  return !('references' in block) && isBlockWritten(block, blocksOf(written)[0] ?? {});
}

function isBlockWritten(expressions: unknown, written: Attributes): boolean {
  const [block = {}] = blocksOf(expressions);
  const names = [...new Set([...Object.keys(block), ...Object.keys(written)])];
  return names.every((name) => isWritten(block[name], written[name]));
}

/** The arguments that the plan was not given as the stack writes them. */
function otherwiseWritten({ expressions }: Attributes, { written }: Resource): readonly string[] {
  const [block = {}] = blocksOf(expressions);
  const names = [...new Set([...Object.keys(block), ...Object.keys(written)])];
  return names.filter((name) => name !== 'timeouts' && !isWritten(block[name], written[name]));
}

/** What of a resource's configuration says where and what it is; anything else steers Terraform in a way of its own. */
const READ = new Set([
  ...['address', 'mode', 'type', 'name', 'provider_config_key', 'expressions', 'schema_version', 'depends_on'],
]);

function heldResource(
  block: Attributes,
  byAddress: ReadonlyMap<string, Resource>,
  { ofPlan }: Stack,
): readonly NotReviewed[] {
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
    ...(ofPlan === true ? [] : otherwiseWritten(block, resource)),
  ];
  return found.length === 0 ? [] : [unread(address, found.join(', '))];
}

function providerKeyOf({ steering: { provider } }: Resource): string {
  return typeof provider === 'string' ? provider.replace(/^\$\{(.*)\}$/, '$1') : 'aws';
}

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
      NOTHING_FOUND,
    );
    const origin = config.full_name !== undefined && config.full_name !== OWN_PROVIDER ? ['where it comes from'] : [];
    const module = config.module_address === undefined ? [] : ['its module'];
    const isWritten = stack.ofPlan === true || config.version_constraint === versionOf(config.name, stack);
    const version = isWritten ? [] : ['its version'];
    const unlike = [...new Set([...origin, ...version, ...module, ...broken.map(({ path }) => path), ...notReviewed])];
    return unlike.length === 0 ? [] : [unread(`provider ${key}`, unlike.join(', '))];
  });
}

/** The one provider of the stacks that are built here, as a plan names it. */
export const OWN_PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** Which versions of a provider the stack takes: what is taken for granted is the default of a version. */
function versionOf(name: unknown, { sections }: Stack): unknown {
  const settings = sections
    .filter((section) => section.name === 'terraform')
    .flatMap(({ content }) => blocksOf(content));
  const required = settings.flatMap(({ required_providers: providers }) => blocksOf(providers));
  return required.flatMap((providers) => blocksOf(providers[String(name)])).find(({ version }) => version)?.version;
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
