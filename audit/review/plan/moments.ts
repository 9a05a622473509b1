import { withoutInstances } from '../stack/address';
import { blocksOf, type Attributes } from '../stack/stack';
import { configuredBlocks } from './expressions';
import { isUnknown, type Plan, type ResourceChange, type Values } from './plan';

/** A resource as it is at one moment. */
export interface Entry {
  readonly address: string;
  readonly type: string;
  /** Key of its provider's configuration: names of IAM are unique in an account only. */
  readonly provider: string;
  readonly values: Attributes;
  readonly isUnknown: (argument: string) => boolean;
  /** What the configuration writes, where the plan tells it. */
  readonly expressions: Attributes | undefined;
}

/** All resources before something happened, and after it. */
export interface Moments {
  readonly before: readonly Entry[];
  readonly after: readonly Entry[];
}

/** What the plan would change. What Terraform forgets stays in AWS as it is. */
export function planned(plan: Plan): Moments {
  return momentsOf(plan.resource_changes, plan, ({ change: { before, after, actions } }) => ({
    before,
    after: actions.includes('forget') && after === null ? before : after,
    hasUnknowns: true,
  }));
}

/** What was changed outside Terraform: as it was last applied, and as it is. */
export function drifted(plan: Plan): Moments {
  const drifts = new Map(plan.resource_drift.map(({ address, change }) => [address, change]));
  const unplanned = plan.resource_drift.filter(
    ({ address }) => !plan.resource_changes.some((change) => change.address === address),
  );
  return momentsOf([...plan.resource_changes, ...unplanned], plan, ({ address, change }) => {
    const drift = drifts.get(address);
    return { before: drift?.before ?? change.before, after: drift === undefined ? change.before : drift.after };
  });
}

interface Moment {
  readonly before: Values;
  readonly after: Values;
  readonly hasUnknowns?: boolean;
}

function momentsOf(
  changes: readonly ResourceChange[],
  plan: Plan,
  momentOf: (change: ResourceChange) => Moment,
): Moments {
  const blocks = configuredBlocks(plan.configuration);
  const before: Entry[] = [];
  const after: Entry[] = [];
  for (const change of changes) {
    if (change.mode !== 'managed' || change.deposed !== undefined) continue;
    const moment = momentOf(change);
    const block = blocks.get(withoutInstances(change.address));
    const common = {
      address: change.address,
      type: change.type,
      provider: typeof block?.provider_config_key === 'string' ? block.provider_config_key : '',
      expressions: block && (blocksOf(block.expressions)[0] ?? {}),
    };
    if (moment.before !== null) before.push({ ...common, values: moment.before, isUnknown: () => false });
    if (moment.after !== null) {
      const unknown = (argument: string): boolean => moment.hasUnknowns === true && isUnknown(change, argument);
      after.push({ ...common, values: moment.after, isUnknown: unknown });
    }
  }
  return { before, after };
}
