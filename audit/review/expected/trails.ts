import { bucketArn, type Names, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isShared, sidesWithKey } from './accounts';
import type { Expected } from './expected';
import { byDefault, free, of, type Arguments } from './template';

/** The trail of each account. */
export function expectedTrails(deployment: Deployment, names: Names): readonly Expected[] {
  if (deployment.observation.trail === 'existing') return [];
  return sidesWithKey(deployment).map((side) => ({
    key: `trail/${side}`,
    type: 'aws_cloudtrail',
    side,
    knownBy: ['name'],
    why: 'what happens to the data, and to what protects it, would leave no proof',
    arguments: {
      name: names.trail[side],
      s3_bucket_name: names.logBucket[side],
      s3_key_prefix: byDefault(''),
      kms_key_id: of(`key/${side}`, 'arn'),
      enable_logging: byDefault(true),
      enable_log_file_validation: true,
      is_multi_region_trail: byDefault(false),
      is_organization_trail: byDefault(false),
      // The other region's trail has them; twice is no proof more.
      include_global_service_events: false,
      advanced_event_selector: selectorsOf(side, deployment, names),
    },
  }));
}

/** Source: CloudTrail User Guide, "Logging management events", "Logging data events", "Logging network activity events". */
function selectorsOf(side: Side, deployment: Deployment, names: Names): readonly Arguments[] {
  const bucket = side === 'destination' ? names.dataBucket : names.sourceBucket;
  const objects = `${bucketArn(deployment.partition, bucket)}/`;
  return [
    selector({ eventCategory: 'Management' }, { field: 'readOnly', equals: ['false'] }),
    ...(deployment[side].bucket === undefined
      ? []
      : [
          selector(
            { eventCategory: 'Data' },
            { field: 'resources.type', equals: ['AWS::S3::Object'] },
            { field: 'resources.ARN', starts_with: [objects] },
          ),
        ]),
    // Who shares a VPC owns its endpoints, and alone sees what passes them.
    ...(side === 'source' && deployment.privateAccess !== undefined && !isShared(deployment)
      ? [selector({ eventCategory: 'NetworkActivity' }, { field: 'eventSource', equals: ['s3.amazonaws.com'] })]
      : []),
  ];
}

function selector({ eventCategory }: { readonly eventCategory: string }, ...fields: readonly Arguments[]): Arguments {
  return {
    name: free('a text for people'),
    field_selector: [{ field: 'eventCategory', equals: [eventCategory] }, ...fields],
  };
}
