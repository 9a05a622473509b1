import { allRead } from '../../errors/all-read';
import { InputError } from '../../errors/input-error';
import type { GuardingPolicies, RealIds } from '../../rehearse/guarding-policies';
import { guardingFile, kindOf } from '../../rehearse/guarding-file';
import { notHeldOfPlan } from '../../rehearse/not-held';
import { pathChangesOf } from '../../rehearse/path-changes';
import { guardingOf, mergedGuards } from '../../rehearse/planned-policies';
import { guardingBefore, idsInPlan, untoldBefore, withChangedKeys } from '../../rehearse/policies-in-force';
import { readPlanInSymbols } from '../../review/plan/plan-stack';
import { realValues } from '../../review/plan/real-values';
import { systemOf } from '../../review/system/read-system';
import type { System } from '../../review/system/system';
import { readTextFile } from './files';
import { given } from './given';
import { readPlanFile } from './plan-file';
import { expectationsOf } from './read-report';
import { readStacks } from './stack-files';

/** Where planned policies are read from. */
export interface PlannedOptions {
  readonly synth?: string;
  readonly plan?: string;
  readonly policy?: readonly string[];
  readonly endpoint?: readonly string[];
  readonly expect?: string;
}

/** Planned policies, and those in force where something tells them. */
export interface Planned {
  readonly after: GuardingPolicies;
  readonly before: GuardingPolicies | undefined;
}

/**
 * Reads the planned policies of a rehearsal.
 *
 * @throws InputError when none are given, or some cannot be read: with what is wrong with all of these.
 */
export async function readPlanned(options: PlannedOptions): Promise<Planned> {
  const { synth, plan, policy = [] } = options;
  if (synth === undefined && plan === undefined && policy.length === 0) {
    throw new InputError(['--synth, --plan or --policy is required: the policies to rehearse']);
  }
  const [fromSynth, fromPlan, fromFiles] = await allRead([
    synth === undefined ? Promise.resolve([]) : readPlannedBySynth(synth, options),
    plan === undefined ? Promise.resolve(undefined) : readPlannedByPlan(plan),
    policyFiles(policy),
  ]);
  const untold = fromPlan && untoldBefore(mergedGuards(fromFiles), fromPlan.before);
  return {
    after: mergedGuards([...fromSynth, ...(fromPlan === undefined ? [] : [fromPlan.after]), ...fromFiles]),
    before: fromPlan && { ...fromPlan.before, ...(untold && { untold }) },
  };
}

async function readPlannedBySynth(synth: string, options: PlannedOptions): Promise<readonly GuardingPolicies[]> {
  const systems = (await readStacks(synth)).map((stack) => systemOf(stack));
  return Promise.all(systems.map(async (system) => guardingOf(system, await idsOf(system, options))));
}

async function readPlannedByPlan(file: string): Promise<{ after: GuardingPolicies; before: GuardingPolicies }> {
  const plan = await readPlanFile(file);
  // In symbols, what a policy apart is of is found by the id that the plan knows; the policies get the real ids again.
  const stack = given(readPlanInSymbols(plan, file));
  const after = guardingOf(systemOf(stack), new Map([...realValues(plan, stack), ...idsInPlan(plan)]));
  const before = given(guardingBefore(plan, after));
  const notHeld = new Set([...(after.notHeld ?? []), ...notHeldOfPlan(plan, after, before)]);
  const changed = { ...withChangedKeys(after, before), ...pathChangesOf(plan), notHeld: [...notHeld] };
  return { after: withoutTakenAway(changed, before), before };
}

/** Of an access point whose policy a plan takes away, what decides instead (identity policies of its account alone) is in no log. */
function withoutTakenAway(after: GuardingPolicies, before: GuardingPolicies): GuardingPolicies {
  const taken = [...(before.accessPoints?.keys() ?? [])].filter((arn) => after.accessPoints?.has(arn) !== true);
  const why = taken.map((arn) => [arn, `the policy of ${arn} is no longer planned`] as const);
  return { ...after, unreadPoints: new Map([...why, ...(after.unreadPoints ?? [])]) };
}

/** Which endpoint of the stack has which id: as told, or where there is but one of each. */
async function idsOf({ endpoints }: System, { endpoint = [], expect }: PlannedOptions): Promise<RealIds> {
  const told = pairsOf('--endpoint', endpoint, 'ADDRESS=vpce-…');
  const strange = told.filter(([address]) => !endpoints.some((one) => one.address === address));
  if (strange.length > 0) {
    const allowed = endpoints.map(({ address }) => address).join(', ');
    throw new InputError(strange.map(([address]) => `--endpoint ${address}: is no endpoint of the stack: ${allowed}`));
  }
  if (told.length > 0) return new Map(told);
  const expected = (await expectationsOf(expect === undefined ? {} : { expect }))?.vpcEndpoints ?? [];
  const [only, ...others] = endpoints;
  const [id, ...more] = expected;
  return only !== undefined && id !== undefined && others.length + more.length === 0
    ? new Map([[only.address, id]])
    : new Map();
}

function pairsOf(option: string, texts: readonly string[], form: string): readonly (readonly [string, string])[] {
  const others = texts.filter((text) => !/^[^=]+=.+$/s.test(text));
  if (others.length > 0) throw new InputError(others.map((text) => `${option} ${text}: must be ${form}`));
  return texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]);
}

/** Of which an account may have several. */
const OF_ORGANIZATION = /^[rs]cp(?::|$)/;

/** One for a bucket, by its name or its ARN. */
function nameOf(resource: string): string {
  return resource.replace(/^arn:[^:]+:s3:::/, '');
}

/** Policies of single files, by what they are of. */
async function policyFiles(policies: readonly string[]): Promise<readonly GuardingPolicies[]> {
  const form =
    'RESOURCE=FILE, where RESOURCE is a bucket, vpce-…, the ARN of a KMS key or of an access point, scp, scp:ACCOUNT, rcp or rcp:ACCOUNT';
  const pairs = pairsOf('--policy', policies, form);
  return allRead(
    pairs.map(async ([resource, file], i) => {
      const isTwice = pairs.some(([other], j) => j < i && nameOf(other) === nameOf(resource));
      if (isTwice && !OF_ORGANIZATION.test(resource))
        throw new InputError([`--policy ${resource}: is given twice, and a resource has one policy`]);
      if (kindOf(resource) === undefined) throw new InputError([`--policy ${resource}: must be ${form}`]);
      return given(guardingFile(resource, await readTextFile('--policy', file), file));
    }),
  );
}
