type Json = unknown;
type Block = Record<string, Json>;

/** A plan as `terraform show -json` prints it, to be changed. */
export interface PlanJson {
  resource_changes: ChangeJson[];
  resource_drift?: ChangeJson[];
  output_changes: Record<string, { actions: string[]; before?: Json; after?: Json }>;
  configuration: {
    provider_config: Record<string, { expressions?: Block }>;
    root_module: { resources: ResourceJson[]; module_calls?: Block };
  };
}

interface ChangeJson {
  address: string;
  mode: string;
  type: string;
  change: { actions: string[]; before: Block | null; after: Block | null; after_unknown?: Json };
}

interface ResourceJson extends Block {
  address: string;
  expressions?: Block;
  depends_on?: string[];
}

/** One way to change a plan so that it is no longer a plan of its stack. */
export interface PlanEdit {
  readonly name: string;
  readonly edit: (plan: PlanJson) => void;
}

/** Every planned value that someone asked for becomes another, and every part is taken away, one at a time. */
export function editsOf(plan: PlanJson): readonly PlanEdit[] {
  return [
    ...plan.resource_changes.flatMap((change, i) => valueEdits(change, i, plan)),
    ...plan.resource_changes.flatMap(({ address }, i) => wholeEdits(address, i)),
    ...Object.keys(plan.output_changes).flatMap(outputEdits),
    ...PLAN_EDITS,
    ...plan.configuration.root_module.resources.flatMap(configurationEdits),
    ...Object.entries(plan.configuration.provider_config).flatMap(([key, { expressions = {} }]) =>
      providerEdits(key, expressions),
    ),
  ];
}

function valueEdits(
  { address, change: { after, after_unknown: unknown } }: ChangeJson,
  i: number,
  plan: PlanJson,
): readonly PlanEdit[] {
  const block = plan.configuration.root_module.resources.find((one) => one.address === address);
  const asked = Object.keys(block?.expressions ?? {}).filter((name) => !FREE.has(name));
  const later = asked.filter((name) => (unknown as Block | undefined)?.[name] === true);
  const known = later.map((name) => ({
    name: `${address}: ${name} is known though it is marked as unknown`,
    edit: (one: PlanJson) => void Object.assign(one.resource_changes[i]!.change.after!, { [name]: 'x' }),
  }));
  const others = asked.flatMap((name) =>
    leavesOf(after?.[name], [name]).map((path) => ({
      name: `${address}: ${path.join('.')} is another`,
      edit: (one: PlanJson) => {
        change(one.resource_changes[i]!.change.after!, path, another);
      },
    })),
  );
  return [...known, ...others];
}

/** What a plan may say beside its resources. */
const PLAN_EDITS: readonly PlanEdit[] = [
  ...['fail', 'error', 'unknown'].map((status) => ({
    name: `a check: ${status}`,
    edit: (plan: PlanJson) => void Object.assign(plan, { checks: [{ address: { to_display: 'check.x' }, status }] }),
  })),
  {
    name: 'a data source that runs a program',
    edit: (plan) =>
      void plan.resource_changes.push({
        ...{ address: 'data.external.x', mode: 'data', type: 'external' },
        change: { actions: ['read'], before: null, after: {} },
      }),
  },
  { name: 'an action', edit: (plan) => void Object.assign(plan, { action_invocations: [{ address: 'action.x' }] }) },
  ...['>= 5.0', '4.67.0', undefined].map((version) => ({
    name: `providers of version ${version ?? 'any'}`,
    edit: ({ configuration }: PlanJson) => {
      for (const one of Object.values(configuration.provider_config))
        Object.assign(one, { version_constraint: version });
    },
  })),
  { name: 'an error', edit: (plan) => void Object.assign(plan, { errored: true }) },
  { name: 'a part that waits', edit: (plan) => void Object.assign(plan, { deferred_changes: [{}] }) },
  ...['aws_iam_access_key', 'aws_lambda_function_url', 'aws_s3_bucket_website_configuration', 'terraform_data'].map(
    (type) => ({
      name: `another ${type}`,
      edit: (plan: PlanJson) =>
        void plan.resource_changes.push({
          ...{ address: `${type}.more`, mode: 'managed', type },
          change: { actions: ['create'], before: null, after: {} },
        }),
    }),
  ),
];

/** No policy and no goal reads them. */
const FREE = new Set(['tags', 'timeouts']);

function wholeEdits(address: string, i: number): readonly PlanEdit[] {
  const asChange = (edit: (change: ChangeJson) => void) => (plan: PlanJson) => {
    edit(plan.resource_changes[i]!);
  };
  return [
    { name: `${address}: left out`, edit: (plan) => void plan.resource_changes.splice(i, 1) },
    {
      name: `${address}: destroyed`,
      edit: asChange((one) => {
        one.change = { actions: ['delete'], before: one.change.after, after: null };
      }),
    },
    {
      name: `${address}: replaced`,
      edit: asChange(({ change }) => {
        change.actions = ['delete', 'create'];
        change.before ??= change.after;
      }),
    },
    {
      name: `${address}: a value that nobody asked for`,
      edit: asChange(({ change }) => {
        change.after = { ...change.after, nobody_asked: 'for this' };
      }),
    },
    {
      name: `${address}: adopted by its identity`,
      edit: asChange(({ change }) => {
        Object.assign(change, { importing: { identity: { account_id: '999999999999' } } });
      }),
    },
    {
      name: `${address}: an old one of it is left over`,
      edit: (plan) => {
        const old = plan.resource_changes[i]!;
        plan.resource_changes.push({
          ...{ ...old, deposed: 'a1b2c3d4' },
          change: { actions: ['delete'], before: old.change.after, after: null },
        });
      },
    },
    {
      name: `${address}: a second one beside it`,
      edit: (plan) => {
        const copy = structuredClone(plan.resource_changes[i]!);
        plan.resource_changes.push({ ...copy, address: `${copy.address}_two` });
      },
    },
  ];
}

function outputEdits(name: string): readonly PlanEdit[] {
  return [
    {
      name: `output.${name}: left out`,
      edit: (plan) => {
        plan.output_changes = Object.fromEntries(
          Object.entries(plan.output_changes).filter(([other]) => other !== name),
        );
      },
    },
    {
      name: `output.${name}: another`,
      edit: (plan) => {
        plan.output_changes[name] = { actions: ['update'], before: 'this', after: 'that' };
      },
    },
  ];
}

function configurationEdits({ address, expressions = {}, depends_on: named = [] }: ResourceJson): readonly PlanEdit[] {
  const inBlock = (edit: (block: ResourceJson) => void) => (plan: PlanJson) => {
    edit(plan.configuration.root_module.resources.find((one) => one.address === address)!);
  };
  const uses = (name: string): boolean => JSON.stringify(expressions[name]).includes('"references"');
  const elsewhere = (name: string): string =>
    JSON.stringify([Object.entries(expressions).filter(([other]) => other !== name), named]);
  return [
    {
      name: `${address}: of another provider`,
      edit: inBlock((block) => {
        block.provider_config_key = block.provider_config_key === 'aws.source' ? 'aws.destination' : 'aws.source';
      }),
    },
    {
      name: `${address}: with a provisioner`,
      edit: inBlock((block) => {
        block.provisioners = [{ type: 'local-exec' }];
      }),
    },
    ...named
      .filter((one) => !JSON.stringify(expressions).includes(`"${one}"`))
      .map((one) => ({
        name: `${address}: no longer after ${one}`,
        edit: inBlock((block) => {
          block.depends_on = named.filter((other) => other !== one);
        }),
      })),
    ...Object.keys(expressions)
      .filter(
        (name) => uses(name) && referencesIn(expressions[name]).some((one) => !elsewhere(name).includes(`"${one}"`)),
      )
      .map((name) => ({
        name: `${address}: ${name} made literal`,
        edit: inBlock((block) => {
          block.expressions = { ...expressions, [name]: { constant_value: 'x' } };
        }),
      })),
  ];
}

/** Addresses, without attributes. */
function referencesIn(expression: Json): readonly string[] {
  if (Array.isArray(expression)) return expression.flatMap(referencesIn);
  if (typeof expression !== 'object' || expression === null) return [];
  const { references, ...nested } = expression as Block;
  const own = Array.isArray(references) ? references.filter((one) => /^aws_\w+\.\w+$/.test(String(one))) : [];
  return [...own.map(String), ...Object.values(nested).flatMap(referencesIn)];
}

function providerEdits(key: string, expressions: Block): readonly PlanEdit[] {
  const edit = (name: string, value: Json) => (plan: PlanJson) => {
    plan.configuration.provider_config[key]!.expressions = { ...expressions, [name]: value };
  };
  const told = Object.keys(expressions).filter((name) => name !== 'default_tags');
  return [
    ...told.map((name) => ({ name: `provider ${key}: ${name}`, edit: edit(name, { constant_value: 'other' }) })),
    { name: `provider ${key}: of an emulator`, edit: edit('endpoints', [{ s3: { constant_value: 'http://x' } }]) },
  ];
}

type Path = readonly (string | number)[];

function leavesOf(value: Json, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...path, i]));
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name]));
}

function change(values: Block, path: Path, to: (value: Json) => Json): void {
  const [last, ...rest] = [...path].reverse();
  const parent = rest.reverse().reduce<Json>((value, name) => (value as Block)[name], values);
  (parent as Block)[last!] = to((parent as Block)[last!]);
}

/** Another value of the same type; of a policy one that lets everyone in. */
function another(value: Json): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return String(value).startsWith('{')
    ? JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
      })
    : `${String(value)}-of-another`;
}
