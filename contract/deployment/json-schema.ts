import { z } from 'zod';
import { deploymentSchema } from './schema';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly not?: SchemaNode;
}

/** JSON Schema (draft 2020-12) of deployment.yaml, for editors; rules across settings are checked by the reader alone. */
export function deploymentJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(deploymentSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 's3-private-path deployment',
    description: 'Two AWS accounts, the S3 data between them, and the private path to it',
    ...rest,
  };
}

/** Names of the settings allowed in the mapping at a path of deployment.yaml, sorted. */
export function settingsAt(path: readonly PropertyKey[]): readonly string[] {
  const start: readonly SchemaNode[] = [deploymentJsonSchema()];
  const nodes = path.reduce<readonly SchemaNode[]>((level, key) => level.flatMap((node) => below(node, key)), start);
  const properties = nodes.flatMap(variants).flatMap((node) => Object.entries(node.properties ?? {}));
  // A setting that is only there to say why it cannot be.
  const allowed = properties.filter(([, node]) => node.not === undefined);
  return [...new Set(allowed.map(([name]) => name))].sort();
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
