import { editorSchema } from '../editor-schema';
import { isObject } from '../json-object';
import { deploymentSchema } from './schema';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly not?: SchemaNode;
  readonly const?: unknown;
}

/** JSON Schema (draft 2020-12) of deployment.yaml, for editors; rules across settings are checked by the reader alone. */
export function deploymentJsonSchema(): Record<string, unknown> {
  return editorSchema(
    deploymentSchema,
    's3-private-path deployment',
    'Two AWS accounts, the S3 data between them, and the private path to it',
  );
}

/** What may stand in one mapping of deployment.yaml. */
export interface SettingsHere {
  /** Names of the settings, sorted. */
  readonly allowed: readonly string[];
  /** What the mapping says it is, where that decides what else it may say: `kind: create`. */
  readonly kind: string | undefined;
  /** Of which other kinds a setting is. */
  readonly elsewhere: (setting: string) => readonly string[];
}

/** What is allowed in the mapping at a path of a deployment.yaml, whose values decide between alternatives. */
export function settingsAt(path: readonly PropertyKey[], tree: unknown): SettingsHere {
  let nodes: readonly SchemaNode[] = [deploymentJsonSchema()];
  let value = tree;
  for (const key of path) {
    nodes = fitting(nodes.flatMap(variants), value).flatMap((node) => below(node, key));
    value = isObject(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  const all = nodes.flatMap(variants);
  const fits = fitting(all, value);
  const kinds = fits.flatMap(kindsOf);
  return {
    allowed: namesOf(fits),
    kind: fits.length < all.length ? kinds[0] : undefined,
    elsewhere: (setting) =>
      all.filter((node) => !fits.includes(node) && namesOf([node]).includes(setting)).flatMap(kindsOf),
  };
}

/** A setting that is only there to say why it cannot be is none. */
function namesOf(nodes: readonly SchemaNode[]): readonly string[] {
  const properties = nodes.flatMap((node) => Object.entries(node.properties ?? {}));
  return [...new Set(properties.filter(([, node]) => node.not === undefined).map(([name]) => name))].sort();
}

/** The alternatives that a mapping can be by what it says it is; all where it says nothing that one of them knows. */
function fitting(nodes: readonly SchemaNode[], value: unknown): readonly SchemaNode[] {
  if (!isObject(value)) return nodes;
  const fits = nodes.filter((node) => constants(node).every(([name, constant]) => value[name] === constant));
  return fits.length === 0 ? nodes : fits;
}

/** Settings that tell alternatives apart, the version of the file apart. */
function constants({ properties = {} }: SchemaNode): readonly (readonly [string, unknown])[] {
  return Object.entries(properties).flatMap(([name, node]) =>
    node.const === undefined || name === 'version' ? [] : [[name, node.const] as const],
  );
}

function kindsOf(node: SchemaNode): readonly string[] {
  return constants(node).map(([name, constant]) => `${name}: ${String(constant)}`);
}

function below(node: SchemaNode, key: PropertyKey): readonly SchemaNode[] {
  return variants(node).flatMap(({ properties, items }) => {
    const child = typeof key === 'number' ? items : properties?.[String(key)];
    return child === undefined ? [] : [child];
  });
}

function variants(node: SchemaNode): readonly SchemaNode[] {
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return alternatives.length === 0 ? [node] : alternatives.flatMap(variants);
}
