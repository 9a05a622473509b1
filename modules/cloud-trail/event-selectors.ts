import type { CloudtrailAdvancedEventSelector } from '@cdktf/provider-aws/lib/cloudtrail';

/** Changes of configuration (endpoint deleted, policy or logging changed), so that traffic can be held against them. */
export const configurationChanges: CloudtrailAdvancedEventSelector = {
  name: 'Configuration changes',
  fieldSelector: [
    { field: 'eventCategory', equalTo: ['Management'] },
    { field: 'readOnly', equalTo: ['false'] },
  ],
};

/** Every request to the objects of some buckets, listings included (CloudTrail User Guide, "Logging data events"). */
export function objectRequests(bucketArns: readonly string[]): CloudtrailAdvancedEventSelector {
  return {
    name: 'Object requests',
    fieldSelector: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
      { field: 'resources.ARN', startsWith: bucketArns.map((arn) => `${arn}/`) },
    ],
  };
}

/**
 * What passes S3's VPC endpoints, the requests that an endpoint policy denies included: no other log has those
 * (CloudTrail User Guide, "Logging network activity events"). The provider cannot yet narrow this to one endpoint.
 */
export const endpointRequests: CloudtrailAdvancedEventSelector = {
  name: 'Requests at VPC endpoints for S3',
  fieldSelector: [
    { field: 'eventCategory', equalTo: ['NetworkActivity'] },
    { field: 'eventSource', equalTo: ['s3.amazonaws.com'] },
  ],
};
