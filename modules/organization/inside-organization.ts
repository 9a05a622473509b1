import { DATA_ACTIONS } from '../../contract/policy/data-perimeter';
import type { Statement } from '../policy/statement';

/**
 * Refuses the data to requests through an endpoint whose account is not of the organization: an endpoint id in a list says
 * nothing of whose it is (IAM User Guide, "aws:VpceOrgID": S3 sends it with every request through an endpoint of an account
 * that is in an organization; without it the endpoint is in none).
 *
 * @param exempt ARNs of principals whose requests may come from elsewhere, or from endpoints of AWS as those of replication.
 */
export function denyEndpointsOutside(organization: string, bucketArn: string, exempt: readonly string[]): Statement {
  return {
    sid: 'DenyEndpointsOutsideOrganization',
    effect: 'Deny',
    principal: '*',
    action: DATA_ACTIONS,
    resource: [`${bucketArn}/*`],
    condition: {
      Null: { 'aws:SourceVpce': 'false' },
      StringNotEqualsIfExists: { 'aws:VpceOrgID': organization },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': exempt },
    },
  };
}

/**
 * Allows of an endpoint policy, narrowed to principals and buckets of the organization (IAM User Guide, "aws:PrincipalOrgID",
 * "aws:ResourceOrgID").
 */
export function inside(organization: string | undefined, statements: readonly Statement[]): readonly Statement[] {
  if (organization === undefined) return statements;
  const both = { 'aws:PrincipalOrgID': organization, 'aws:ResourceOrgID': organization };
  return statements.map((statement) => ({
    ...statement,
    condition: { ...statement.condition, StringEquals: { ...statement.condition?.StringEquals, ...both } },
  }));
}
