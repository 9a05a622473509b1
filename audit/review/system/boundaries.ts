import { printable } from '../../../contract/printable';
import { textOf, type Stack } from '../stack/stack';
import { managedPolicies } from './roles';

/**
 * What is wrong with the ARNs by which boundaries are told that exist already: one that no role has would be taken without a
 * word and change nothing, and the text of one that the stack makes is in the stack.
 *
 * @returns a sentence for each fault; none where all is well.
 */
export function strayBoundaries(stacks: readonly Stack[], arns: readonly string[]): readonly string[] {
  const made = new Set(stacks.flatMap((stack) => [...managedPolicies(stack).keys()]));
  const named = new Set(stacks.flatMap(boundariesIn));
  const expected = [...named].filter((arn) => !made.has(arn)).sort();
  const allowed =
    expected.length === 0
      ? 'no role has a boundary that is not made in the stack itself'
      : `allowed: ${expected.map(printable).join(', ')}`;
  return arns.flatMap((arn, index) => {
    const fault = (text: string) => [`--boundary ${printable(arn)}: ${text}`];
    if (arns.indexOf(arn) < index) return fault('is given twice');
    if (made.has(arn)) return fault(`is made in the stack, which says what it allows; ${allowed}`);
    return named.has(arn) ? [] : fault(`is the boundary of no role; ${allowed}`);
  });
}

function boundariesIn({ resources }: Stack): readonly string[] {
  return resources.flatMap((resource) =>
    resource.type === 'aws_iam_role' && resource.mode === 'managed'
      ? (textOf(resource, 'permissions_boundary') ?? [])
      : [],
  );
}
