import type { Deployment } from '../../../contract/deployment/schema';
import type { ReviewFinding } from '../review-types';

/**
 * Whom the policy of an endpoint cuts off that others of its VPC use as well. A note: it is what deployment.yaml asks for, and
 * nobody but the people of that VPC can say whether it is meant.
 */
export function othersCutOff({ privateAccess, source }: Deployment): readonly ReviewFinding[] {
  if (privateAccess === undefined) return [];
  const { vpc, endpoint, endpointPolicy } = privateAccess;
  if (vpc.kind === 'create' || (endpoint.kind === 'existing' && endpoint.policy === 'left-alone')) return [];
  const { ownAccountBuckets = false, organization, buckets = [], principals = [] } = endpointPolicy ?? {};
  const spared = [
    'whoever comes for the data',
    ...(ownAccountBuckets ? [`whoever asks for buckets of account ${source.account}`] : []),
    ...(organization === undefined ? [] : [`${organization}, for its own buckets`]),
    ...(buckets.length === 0 ? [] : [`whoever asks for ${buckets.join(', ')}`]),
    ...principals,
  ];
  const which = endpoint.kind === 'existing' ? endpoint.endpointId : `the new endpoint of ${vpc.vpcId}`;
  return [
    {
      rule: 'others-cut-off',
      severity: 'note',
      what: `${which} refuses every other request to S3 from its route tables; spared are ${spared.join('; ')}`,
      why: 'other work of that VPC that asks for anything else stops with the first apply',
      resource: endpoint.kind === 'existing' ? endpoint.endpointId : vpc.vpcId,
      sid: null,
      counterexample: null,
    },
  ];
}
