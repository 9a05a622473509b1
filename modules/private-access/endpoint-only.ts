import { DATA_ACTIONS } from '../../contract/policy/data-perimeter';
import type { Statement } from '../policy/statement';

/**
 * Refuses the data to every request that does not come through the endpoint, whoever sends it, save AWS services acting
 * for themselves or for a caller, and the exempt (IAM User Guide, "aws:SourceVpce", "aws:PrincipalIsAWSService",
 * "aws:ViaAWSService"). All conditions must hold for the Deny: a request without the key of one counts as outside.
 *
 * @param endpointIds endpoints that lead to the data; one of them suffices.
 * @param exempt ARNs of principals. Service roles are no services in this sense and need to be listed.
 */
export function denyDataAccessOutsideEndpoint(
  bucketArn: string,
  endpointIds: readonly string[],
  exempt: readonly string[],
): Statement {
  return {
    sid: 'DenyDataAccessOutsideEndpoint',
    effect: 'Deny',
    principal: '*',
    action: DATA_ACTIONS,
    resource: [`${bucketArn}/*`],
    condition: {
      StringNotEqualsIfExists: { 'aws:SourceVpce': oneOrMany(endpointIds) },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': exempt },
    },
  };
}

/** AWS returns a list of one as a text. */
function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}
