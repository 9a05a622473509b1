import type { CompiledPolicy } from '../policy/compile';
import { partitionOfRegion } from '../review/stack/computed-attributes';
import { textOf, type Resource, type Stack } from '../review/stack/stack';
import { policyArgument, Unreviewed } from '../review/system/policies';
import type { GuardingPolicies } from './guarding-policies';

type Points = Required<Pick<GuardingPolicies, 'accessPoints' | 'unreadPoints'>>;

/**
 * The access points of a stack: their policies by the ARN of each, written with them or apart; and those whose policy cannot
 * be read, with why. One without a policy stays as it was.
 */
export function accessPointsOf(stack: Stack): Points {
  const accessPoints = new Map<string, CompiledPolicy>();
  const unreadPoints = new Map<string, string>();
  for (const point of stack.resources) {
    const arn = point.type === 'aws_s3_access_point' && point.mode === 'managed' ? arnOf(point) : undefined;
    if (arn === undefined) continue;
    const [carrier, ...more] = carriersOf(point, arn, stack);
    if (carrier === undefined) continue;
    const policy = more.length > 0 ? undefined : policyArgument(carrier, 'policy', 'resource', new Unreviewed());
    if (policy === undefined)
      unreadPoints.set(arn, `the planned policy of ${point.address} is not known, or is not one`);
    else accessPoints.set(arn, policy.compiled);
  }
  return { accessPoints, unreadPoints };
}

function arnOf(point: Resource): string | undefined {
  const { region, account } = point;
  const [name, partition] = [textOf(point, 'name'), partitionOfRegion(region)];
  const owner = textOf(point, 'account_id') ?? account;
  if (name === undefined || partition === undefined || owner === undefined) return undefined;
  return `arn:${partition}:s3:${String(region)}:${owner}:accesspoint/${name}`;
}

function carriersOf(point: Resource, arn: string, { resources }: Stack): readonly Resource[] {
  const apart = resources.filter(
    (one) =>
      one.type === 'aws_s3control_access_point_policy' &&
      (textOf(one, 'access_point_arn') === arn || one.references.includes(point.address)),
  );
  // `{}` is how the provider says that there is none.
  const own = point.attributes.policy === undefined || point.attributes.policy === '{}' ? [] : [point];
  return apart.length > 0 && own.length === 0 ? apart : [...own, ...apart];
}
