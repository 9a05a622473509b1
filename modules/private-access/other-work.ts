import { bucketArn } from '../../contract/deployment/names';
import type { EndpointPolicySettings, PrivateAccessSettings } from '../../contract/deployment/private-access-settings';
import type { Account } from '../account';
import type { Condition, Statement } from '../policy/statement';

/**
 * Endpoint policy statements for what else passes an endpoint that other work of the VPC uses: each setting is one statement
 * (IAM User Guide, "aws:ResourceAccount", "aws:ResourceOrgID", "aws:PrincipalOrgID"; S3 User Guide, "Controlling access from
 * VPC endpoints").
 */
export function allowOtherWork(
  settings: EndpointPolicySettings | undefined,
  { id, partition }: Pick<Account, 'id' | 'partition'>,
): readonly Statement[] {
  if (settings === undefined) return [];
  const { ownAccountBuckets, organization, buckets, principals } = settings;
  const allow = (sid: string, resource: readonly string[], condition?: Condition): Statement => ({
    sid,
    effect: 'Allow',
    principal: '*',
    // Everything of S3: what it may be is for the buckets and the principals to say, whose work this is.
    action: ['s3:*'],
    resource,
    ...(condition && { condition }),
  });
  return [
    ...(ownAccountBuckets
      ? [allow('AllowBucketsOfOwnAccount', ['*'], { StringEquals: { 'aws:ResourceAccount': id } })]
      : []),
    ...(organization === undefined
      ? []
      : [
          allow('AllowBucketsOfOrganization', ['*'], {
            StringEquals: { 'aws:PrincipalOrgID': organization, 'aws:ResourceOrgID': organization },
          }),
        ]),
    ...(buckets.length === 0
      ? []
      : [
          allow(
            'AllowListedBuckets',
            buckets.flatMap((name) => [bucketArn(partition, name), `${bucketArn(partition, name)}/*`]),
          ),
        ]),
    ...(principals.length === 0
      ? []
      : [allow('AllowListedPrincipals', ['*'], { ArnEquals: { 'aws:PrincipalArn': principals } })]),
  ];
}

/** Says who is cut off by the policy of an endpoint that others may use as well. Nothing for a VPC made here. */
export function cutOffBy({ vpc, endpoint, endpointPolicy, awsBuckets }: PrivateAccessSettings): readonly string[] {
  if (vpc.kind === 'create' || (endpoint.kind === 'existing' && endpoint.policy === 'left-alone')) return [];
  const { ownAccountBuckets = false, organization, buckets = [], principals = [] } = endpointPolicy ?? {};
  const passes = [
    'the data',
    ...(ownAccountBuckets ? ['buckets of its own account'] : []),
    ...(organization === undefined ? [] : [`buckets of ${organization}, for principals of ${organization}`]),
    ...buckets,
    ...principals,
    ...awsBuckets,
  ];
  const missing = [
    ...(ownAccountBuckets ? [] : ['ownAccountBuckets']),
    ...(organization === undefined ? ['organization'] : []),
    'buckets',
    'principals',
  ];
  const which = endpoint.kind === 'existing' ? `endpoint ${endpoint.endpointId}` : `the new endpoint of ${vpc.vpcId}`;
  return [
    `privateAccess.endpointPolicy: through ${which} passes ${passes.join('; ')}. Every other request to S3 from its route ` +
      `tables is refused, whoever sends it. More is let through by ${missing.join(', ')}.`,
  ];
}
