import { drifted, planned, type Moments } from '../../../../audit/review/plan/moments';
import { readPlan, type Plan } from '../../../../audit/review/plan/plan';

interface Change {
  readonly address?: string;
  readonly mode?: 'managed' | 'data';
  readonly deposed?: string;
  readonly actions?: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly after_unknown?: object;
}

const change = ({ address = 'aws_iam_role.a', mode = 'managed', deposed, ...more }: Change): object => ({
  ...{ address, mode, type: 'aws_iam_role', ...(deposed !== undefined && { deposed }) },
  change: { actions: ['update'], before: null, after: null, ...more },
});

function planOf(changes: readonly Change[], drift: readonly Change[] = [], configuration?: object): Plan {
  const json = {
    ...{ format_version: '1.2', configuration },
    ...{ resource_changes: changes.map(change), resource_drift: drift.map(change) },
  };
  const plan = readPlan(JSON.stringify(json), 'plan.json');
  if (!plan.ok) throw new Error(plan.problems.join('; '));
  return plan.value;
}

/** Names of the roles before and after. */
const names = ({ before, after }: Moments): readonly unknown[] =>
  [before, after].map((entries) => entries.map(({ values }) => values.name));
const [A, B, C] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

test.each<readonly [string, Change, readonly string[], readonly string[]]>([
  ['what is made', { actions: ['create'], after: A }, [], ['a']],
  ['what is changed', { before: A, after: B }, ['a'], ['b']],
  ['what is destroyed', { actions: ['delete'], before: A }, ['a'], []],
  ['what Terraform forgets', { actions: ['forget'], before: A }, ['a'], ['a']],
  ['what Terraform forgets and has told', { actions: ['forget'], before: A, after: B }, ['a'], ['b']],
  ['what is read', { address: 'data.aws_iam_role.a', mode: 'data', before: A, after: B }, [], []],
  ['what is left over from a replacement', { deposed: '1a2b3c4d', actions: ['delete'], before: A }, [], []],
])('%s is there before a plan and after it as the plan says', (_, one, before, after) => {
  expect(names(planned(planOf([one])))).toEqual([before, after]);
});

test.each<readonly [string, readonly Change[], readonly Change[], readonly string[], readonly string[]]>([
  ['nothing', [{ before: A, after: B }], [], ['a'], ['a']],
  ['a change', [{ before: B, after: C }], [{ before: A, after: B }], ['a'], ['b']],
  ['a change of what is not planned', [], [{ before: A, after: B }], ['a'], ['b']],
  ['a deletion', [{ actions: ['create'], after: C }], [{ actions: ['delete'], before: A }], ['a'], []],
  ['a change of what is read', [], [{ address: 'data.aws_iam_role.a', mode: 'data', before: A, after: B }], [], []],
])('%s outside Terraform is told as it was applied and as it is', (_, changes, drift, before, after) => {
  expect(names(drifted(planOf(changes, drift)))).toEqual([before, after]);
});

test('what is known only after apply is unknown after a plan, and of nothing that is there', () => {
  const plan = planOf([{ before: A, after: B, after_unknown: { arn: true } }], [{ before: A, after: B }]);
  const unknown = ({ before, after }: Moments): readonly unknown[] =>
    [before, after].map((entries) => entries.map(({ isUnknown }) => [isUnknown('arn'), isUnknown('name')]));
  expect(unknown(planned(plan))).toEqual([[[false, false]], [[true, false]]]);
  expect(unknown(drifted(plan))).toEqual([[[false, false]], [[false, false]]]);
});

test('an entry has the provider and the expressions that the configuration gives every instance of it', () => {
  const block = {
    ...{ address: 'aws_iam_role.a', provider_config_key: 'aws.other', expressions: { name: { constant_value: 'a' } } },
  };
  const configuration = { root_module: { resources: [block] } };
  const [written, unwritten] = planned(
    planOf(
      [
        { address: 'aws_iam_role.a[0]', after: A },
        { address: 'aws_iam_role.b', after: B },
      ],
      [],
      configuration,
    ),
  ).after;
  expect(written).toMatchObject({ provider: 'aws.other', expressions: block.expressions, type: 'aws_iam_role' });
  expect(unwritten).toMatchObject({ provider: '', expressions: undefined, address: 'aws_iam_role.b' });
});
