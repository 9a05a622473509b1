import type { Resource } from '../stack/stack';
import { waits, type OrderingRule } from './ordering-rule';
import type { StackIndex } from './stack-index';

/** Arguments that name a resource by nothing but its name, and the type of what they name. */
const BY_NAME: Readonly<Record<string, string>> = {
  'aws_athena_named_query.workgroup': 'aws_athena_workgroup',
  'aws_glue_catalog_table.database_name': 'aws_glue_catalog_database',
  'aws_iam_instance_profile.role': 'aws_iam_role',
  'aws_iam_role_policy.role': 'aws_iam_role',
  'aws_iam_role_policy_attachment.role': 'aws_iam_role',
  'aws_instance.iam_instance_profile': 'aws_iam_instance_profile',
  'aws_lambda_event_source_mapping.function_name': 'aws_lambda_function',
  'aws_lambda_function_event_invoke_config.function_name': 'aws_lambda_function',
  'aws_lambda_permission.function_name': 'aws_lambda_function',
};

/** Policies speak of what need not be there yet, and have rules of their own; nobody looks up whence a permission is used. */
const NOT_LOOKED_UP = new Set(['policy', 'assume_role_policy', 'source_arn']);

/** What AWS computes, and others call a resource by. */
const IDENTIFIERS = ['arn', 'url'] as const;

const namedExists: OrderingRule = {
  id: 'order-named-exists',
  symptom: 'AWS does not find it: it is named by its literal name or ARN, which gives Terraform no order',
  requires: (index) => {
    const byIdentifier = identified(index);
    return index.stack.resources
      .filter(({ mode }) => mode === 'managed')
      .flatMap((after) => {
        const named = [...byIdentifiers(after, byIdentifier), ...byNames(index, after)];
        return waits(after, [...new Set(named.filter((before) => before !== after))], 'it is named there');
      });
  },
};

function identified({ stack }: StackIndex): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of stack.resources.filter(({ mode }) => mode === 'managed')) {
    for (const name of IDENTIFIERS) {
      const value = stack.attributeOf(resource.address, name);
      // An argument of that name, as a topic policy has it, names another resource.
      if (typeof value === 'string' && !(name in resource.attributes)) found.set(value, resource);
    }
  }
  return found;
}

function byIdentifiers(
  { attributes }: Resource,
  known: ReadonlyMap<string, Resource>,
): readonly (Resource | undefined)[] {
  return Object.entries(attributes)
    .filter(([name]) => !NOT_LOOKED_UP.has(name))
    .flatMap(([, value]) => textsIn(value).map((text) => known.get(text)));
}

function byNames({ stack, ofType }: StackIndex, { type, account, attributes }: Resource): readonly Resource[] {
  return Object.entries(attributes).flatMap(([argument, value]) => {
    const target = BY_NAME[`${type}.${argument}`];
    if (target === undefined || typeof value !== 'string') return [];
    return ofType(target).filter(
      (one) => one.account === account && [stack.attributeOf(one.address, 'id'), one.attributes.name].includes(value),
    );
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Whoever names a resource needs it to be there. Sources: docs/ordering.md. */
export const REFERENCE_RULES: readonly OrderingRule[] = [namedExists];
