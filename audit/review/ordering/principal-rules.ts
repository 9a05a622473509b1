import { parseBoundedJson } from '../../../contract/bounded-json';
import { readPrincipalArn } from '../../../contract/principal-arn';
import { blocksOf, type Resource } from '../stack/stack';
import type { OrderingRule } from './ordering-rule';

/** Arguments that hold a policy in which principals are named; AWS looks each of them up when the policy is set. */
export const POLICIES_WITH_PRINCIPALS: Readonly<Record<string, string>> = {
  aws_iam_role: 'assume_role_policy',
  aws_kms_key: 'policy',
  aws_kms_key_policy: 'policy',
  aws_s3_bucket: 'policy',
  aws_s3_bucket_policy: 'policy',
  aws_sns_topic: 'policy',
  aws_sns_topic_policy: 'policy',
  aws_sqs_queue: 'policy',
  aws_sqs_queue_policy: 'policy',
};

const principalsBeforePolicies: OrderingRule = {
  id: 'order-principal-policy',
  symptom:
    'AWS refuses a policy that names a principal which does not exist yet: "Invalid principal in policy", MalformedPolicyDocument',
  requires: (index) =>
    index.ofType(...Object.keys(POLICIES_WITH_PRINCIPALS)).flatMap((after) =>
      principalsNamedBy(after).flatMap((arn) => {
        const before = index.named(arn, arn.includes(':user/') ? 'aws_iam_user' : 'aws_iam_role');
        return before === undefined || before === after
          ? []
          : [{ before, after, because: 'its policy names that principal' }];
      }),
    ),
};

/**
 * ARNs of IAM principals in the Principal and NotPrincipal elements of a resource's policy. Conditions do not count: AWS
 * takes any text there. A policy that cannot be read names none; what it refers to is an edge of the graph all the same.
 */
export function principalsNamedBy({ type, attributes }: Resource): readonly string[] {
  const text = attributes[POLICIES_WITH_PRINCIPALS[type] ?? ''];
  const names = blocksOf(parsed(text)).flatMap(({ Statement: statements }) =>
    blocksOf(statements).flatMap(({ Principal, NotPrincipal }) =>
      [...blocksOf(Principal), ...blocksOf(NotPrincipal)].flatMap(({ AWS: aws }) => [aws].flat()),
    ),
  );
  const arns = names.flatMap((name) => (typeof name === 'string' ? [name.replace(SESSION, ':iam::$1:role/$2')] : []));
  return [...new Set(arns.filter((arn) => ['role', 'user'].includes(readPrincipalArn(arn)?.type ?? '')))];
}

/** A session cannot be without its role. */
const SESSION = /:sts::(\d+):assumed-role\/([^/]+)\/.*$/;

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return parseBoundedJson(text);
  } catch {
    return undefined;
  }
}

/** Hazards of policies that name principals. Sources: docs/ordering.md. */
export const PRINCIPAL_RULES: readonly OrderingRule[] = [principalsBeforePolicies];
