import { deploymentJsonSchema } from './json-schema';

interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly not?: Node;
}

/** One setting of deployment.yaml. */
export interface Setting {
  /** `destination.bucket.name`; `[]` for each element of a list. */
  readonly path: string;
  readonly type: string;
  /** What it is without being said; `required` where it must be said within the mapping around it. */
  readonly preset: string;
  readonly description: string | undefined;
}

/** Every setting, in the order of the schema; one that means the same in several alternatives stands once. */
export function settings(): readonly Setting[] {
  const all = below(deploymentJsonSchema(), '');
  const told = new Map<string, Setting>();
  for (const setting of all) {
    const known = told.get(setting.path);
    told.set(setting.path, known === undefined ? setting : together(known, setting));
  }
  return [...told.values()];
}

/** docs/deployment-yaml.md, from the schema. */
export function deploymentReference(): string {
  const rows = settings().map(
    ({ path, type, preset, description = '' }) => `| \`${path}\` | ${type} | ${cell(preset)} | ${cell(description)} |`,
  );
  return `# deployment.yaml

Every setting, in the order of the file. Written by \`npm run schema\` from
[\`contract/deployment/schema.ts\`](../contract/deployment/schema.ts), which validates the file and gives editors
[\`deployment.schema.json\`](../deployment.schema.json); \`s3-audit init\` writes a first one. A setting without a default that is
not required is left out where it is not wanted. Rules across settings are told by the reader, with line, value and rule.

| setting | type | default | what it is |
|---|---|---|---|
${rows.join('\n')}
`;
}

function below(node: Node, path: string): readonly Setting[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const setting = {
      path: place,
      type: typeOf(child),
      preset: presetOf(child, node.required?.includes(name) ?? false),
      description: child.description,
    };
    return [setting, ...below(child, place)];
  });
  const elements = node.items === undefined ? [] : below(node.items, `${path}[]`);
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((child) => below(child, path));
  return [...own, ...elements, ...alternatives];
}

function typeOf(node: Node): string {
  if (node.not !== undefined) return '–';
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (node.type === 'array') return `list of ${node.items === undefined ? 'values' : typeOf(node.items)}`;
  const names: Readonly<Record<string, string>> = {
    object: 'mapping',
    string: 'text',
    integer: 'whole number',
    boolean: 'true or false',
  };
  return names[String(node.type)] ?? String(node.type);
}

function presetOf({ default: preset }: Node, required: boolean): string {
  if (preset === undefined) return required ? 'required' : '';
  return typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0 ? '' : code(preset);
}

function together(a: Setting, b: Setting): Setting {
  return {
    ...a,
    type: a.type === b.type ? a.type : `${a.type} or ${b.type}`,
    description:
      a.description === b.description ? a.description : [a.description, b.description].filter(Boolean).join('; '),
  };
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** Text of the schema in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/[\w-]*<[^>]+>[\w<>-]*/g, '`$&`');
}
