import { blocksOf, type Resource } from '../stack/stack';
import { waits, type OrderingRule } from './ordering-rule';
import { POLICIES_WITH_PRINCIPALS, principalsNamedBy } from './principal-rules';
import { naming, type StackIndex } from './stack-index';

/** A role and what gives it permissions. */
export function permissionsOf(index: StackIndex, role: unknown): readonly Resource[] {
  const found = index.named(role, 'aws_iam_role');
  if (found === undefined) return [];
  return [
    found,
    ...naming(index, role, 'aws_iam_role', 'aws_iam_role_policy', 'role'),
    ...naming(index, role, 'aws_iam_role', 'aws_iam_role_policy_attachment', 'role'),
  ];
}

const functionPrerequisites: OrderingRule = {
  id: 'order-function-prerequisites',
  symptom:
    'the first invocation makes a log group without retention, which then stands in the way, or fails for want of permissions',
  requires: (index) =>
    index.ofType('aws_lambda_function').flatMap((after) => {
      const { function_name: name, role, logging_config: logging } = after.attributes;
      const [{ log_group: configured } = {}] = blocksOf(logging);
      const group = configured ?? (typeof name === 'string' ? `/aws/lambda/${name}` : undefined);
      return [
        ...waits(after, [index.named(group, 'aws_cloudwatch_log_group')], 'the function writes its log there'),
        ...waits(after, permissionsOf(index, role), 'the function acts by it'),
      ];
    }),
};

const functionTargets: OrderingRule = {
  id: 'order-function-targets',
  symptom: 'the first failures have nowhere to go, or Lambda refuses a dead-letter target that is not there',
  requires: (index) =>
    index
      .ofType('aws_lambda_function')
      .flatMap((after) =>
        targetsOf(after).flatMap((target) =>
          waits(after, [index.named(target, 'aws_sqs_queue', 'aws_sns_topic')], 'the function sends there'),
        ),
      ),
};

/** Queues and topics in the dead-letter configuration and the environment, by URL, ARN or reference; never by mere name. */
function targetsOf({ attributes }: Resource): readonly string[] {
  const environment = blocksOf(attributes.environment).flatMap(({ variables }) => blocksOf(variables));
  const values = [
    ...blocksOf(attributes.dead_letter_config).map(({ target_arn: arn }) => arn),
    ...environment.flatMap((variables) => Object.values(variables)),
  ];
  return values.filter((value): value is string => typeof value === 'string' && /^(https:|arn:|\$\{)/.test(value));
}

/** Policies of other resources that name a role as their principal. */
function policiesNaming(index: StackIndex, role: Resource | undefined): readonly Resource[] {
  if (role === undefined) return [];
  return index
    .ofType(...Object.keys(POLICIES_WITH_PRINCIPALS))
    .filter((policy) => principalsNamedBy(policy).some((arn) => index.named(arn, 'aws_iam_role') === role));
}

const grantsBeforePermission: OrderingRule = {
  id: 'order-grants-permission',
  symptom: 'the function may be invoked before other resources let its role in: the first events fail',
  requires: (index) =>
    index.ofType('aws_lambda_permission').flatMap((after) => {
      const invoked = index.named(after.attributes.function_name, 'aws_lambda_function');
      const role = index.named(invoked?.attributes.role, 'aws_iam_role');
      return waits(after, policiesNaming(index, role), 'its policy lets the role of the function in');
    }),
};

const flowLogPermissions: OrderingRule = {
  id: 'order-flow-log-permissions',
  symptom: 'the flow logs stand at "Access error", and lose what passes until they are tried again',
  requires: (index) =>
    index.ofType('aws_flow_log').flatMap((after) => {
      const { iam_role_arn: role, log_destination: group } = after.attributes;
      return [
        ...waits(after, permissionsOf(index, role), 'flows are written by it'),
        ...waits(after, [index.named(group, 'aws_cloudwatch_log_group')], 'flows are written there'),
      ];
    }),
};

const instancePrerequisites: OrderingRule = {
  id: 'order-instance-permissions',
  symptom: 'the instance runs before its role may do anything: what it does at its start fails',
  requires: (index) =>
    index.ofType('aws_instance').flatMap((after) => {
      const profile = index.named(after.attributes.iam_instance_profile, 'aws_iam_instance_profile');
      const role = profile?.attributes.role;
      const grants = policiesNaming(index, index.named(role, 'aws_iam_role'));
      return waits(after, [...permissionsOf(index, role), ...grants], 'the instance acts by it');
    }),
};

/** Lambda releases a function's network interfaces by the role's permissions, long after the function is gone. */
const permissionsOutliveInterfaces: OrderingRule = {
  id: 'order-interfaces-released',
  symptom:
    'on the way down the role loses its permissions first: the network interfaces stay, and with them their security group',
  requires: (index) =>
    index.ofType('aws_lambda_function').flatMap(({ attributes }) =>
      blocksOf(attributes.vpc_config)
        .flatMap(({ security_group_ids: ids }) => [ids].flat())
        .map((id) => index.named(id, 'aws_security_group'))
        .filter((group) => group !== undefined)
        .flatMap((group) =>
          waits(group, permissionsOf(index, attributes.role), 'its interfaces are released by that permission'),
        ),
    ),
};

/** Hazards of what runs: what a function or an instance needs before its first request. Sources: docs/ordering.md. */
export const FUNCTION_RULES: readonly OrderingRule[] = [
  functionPrerequisites,
  functionTargets,
  grantsBeforePermission,
  flowLogPermissions,
  instancePrerequisites,
  permissionsOutliveInterfaces,
];
