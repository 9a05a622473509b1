import type { Emulator } from './emulator/emulator';
import type { Workspace } from './terraform';

/** What nobody reads of a plan: the changes say the same. */
const REPEATED = ['planned_values', 'prior_state', 'timestamp'];

/** How a provider is told to ask an emulator. */
const EMULATED = ['endpoints', 's3_use_path_style', 'skip_metadata_api_check', 'skip_region_validation'];

interface PlanJson {
  readonly configuration: {
    readonly provider_config: Readonly<Record<string, { readonly expressions?: Readonly<Record<string, unknown>> }>>;
  };
}

/** Plans, and gives the plan as `terraform show -json` would print it of AWS: nothing of the emulator is left in it. */
export async function terraformPlan(place: Pick<Workspace, 'terraform'>, emulator: Emulator): Promise<string> {
  await place.terraform('plan', '-input=false', '-parallelism=30', '-out=plan');
  const plan = JSON.parse(await place.terraform('show', '-json', 'plan')) as PlanJson;
  const providers = Object.entries(plan.configuration.provider_config).map(([key, { expressions, ...config }]) => [
    key,
    expressions === undefined ? config : { ...config, expressions: without(EMULATED, expressions) },
  ]);
  const configuration = { ...plan.configuration, provider_config: Object.fromEntries(providers) as unknown };
  const text = JSON.stringify({ ...without(REPEATED, plan), configuration });
  return text.replaceAll(`${emulator.endpoint}/`, 'https://sqs.us-east-1.amazonaws.com/');
}

function without(names: readonly string[], values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}
