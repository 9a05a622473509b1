/** A resource of a plan: what it is before, what it is planned to be, and what of it is written in the configuration. */
export interface SmallResource {
  /** `null` for one that is to be created. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** `null` for one that is to be deleted. */
  readonly after: Readonly<Record<string, unknown>> | null;
  /** What is done instead of what follows from the two. */
  readonly actions?: readonly string[];
  /** Arguments that are known only after apply. */
  readonly unknown?: readonly string[];
  /** Expressions of the configuration: an address stands for a reference, anything else for itself. */
  readonly written?: Readonly<Record<string, { readonly of: string } | string | null>>;
}

/** A plan as `terraform show -json` writes it, of resources by their addresses and nothing else. */
export function smallPlan(resources: Readonly<Record<string, SmallResource>>): string {
  const all = Object.entries(resources).map(([address, resource]) => {
    const [type = '', name = ''] = address.replace(/^module\.\w+\./, '').split('.');
    return { address, mode: 'managed', type, name, ...resource };
  });
  return JSON.stringify({
    ...{ format_version: '1.2', terraform_version: '1.9.0' },
    resource_changes: all.map(
      ({ before, after, written: _written, actions = actionsOf(before, after), unknown = [], ...resource }) => ({
        ...{ ...resource, provider_name: 'registry.terraform.io/hashicorp/aws' },
        change: { actions, before, after, after_unknown: Object.fromEntries(unknown.map((name) => [name, true])) },
      }),
    ),
    configuration: {
      provider_config: {
        aws: {
          name: 'aws',
          expressions: {
            region: { constant_value: 'us-east-1' },
            allowed_account_ids: { constant_value: ['222222222222'] },
          },
        },
      },
      root_module: {
        resources: all.filter(isWrittenAtRoot).map(({ address, mode, type, name, written = {} }) => ({
          ...{ address, mode, type, name, provider_config_key: 'aws' },
          expressions: Object.fromEntries(Object.entries(written).map(([name, value]) => [name, expressionOf(value)])),
        })),
      },
    },
  });
}

const isWrittenAtRoot = ({ address, after }: { readonly address: string } & Pick<SmallResource, 'after'>): boolean =>
  after !== null && !address.startsWith('module.');

function actionsOf(before: SmallResource['before'], after: SmallResource['after']): readonly string[] {
  if (before === null) return ['create'];
  if (after === null) return ['delete'];
  return [JSON.stringify(before) === JSON.stringify(after) ? 'no-op' : 'update'];
}

function expressionOf(value: { readonly of: string } | string | null): object {
  if (value === null) return {};
  if (typeof value === 'string') return { constant_value: value };
  return { references: [value.of, value.of.split('.').slice(0, 2).join('.')] };
}
