import type { Statement } from '../policy/statement';
import { DATA_ACTIONS } from '../private-access/endpoint-only';

/**
 * Refuses the data of a bucket to every principal outside the organization, whoever allowed it, save AWS services, which are
 * of none (IAM User Guide, "aws:PrincipalOrgID"; AWS, "Data perimeters on AWS", trusted identities). Objects alone: with a
 * wrong id nobody would be left to mend the policy of a bucket that denied it all.
 */
export function denyPrincipalsOutside(organization: string, bucketArn: string): Statement {
  return {
    sid: 'DenyPrincipalsOutsideOrganization',
    effect: 'Deny',
    principal: '*',
    action: DATA_ACTIONS,
    resource: [`${bucketArn}/*`],
    condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
}

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
