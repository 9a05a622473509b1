import { archiveOf, type Archive } from '../../../contract/deployment/archive';
import { bucketArn, type Names, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isShared, sidesWithTrail } from './accounts';
import type { Expected } from './expected';
import { byDefault, of, TEXT_FOR_PEOPLE, type Arguments, type Template } from './template';

/** The trail of each account. */
export function expectedTrails(deployment: Deployment, names: Names): readonly Expected[] {
  const archive = archiveOf(deployment);
  return sidesWithTrail(deployment).map((side) => ({
    key: `trail/${side}`,
    type: 'aws_cloudtrail',
    side,
    knownBy: ['name'],
    why: 'what happens to the data, and to what protects it, would leave no proof',
    arguments: {
      name: names.trail[side],
      s3_bucket_name: archive?.bucketName ?? names.logBucket[side],
      s3_key_prefix: prefixOf(archive),
      kms_key_id: of(archive ? 'key/archive' : `key/${side}`, 'arn'),
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

/** What the owner of an archive that exists wants before `AWSLogs/`. */
function prefixOf(archive: Archive | undefined): Template {
  const prefix = archive?.settings.kind === 'existing' ? archive.settings.prefix : undefined;
  return prefix ?? byDefault('');
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
    name: TEXT_FOR_PEOPLE,
    field_selector: [{ field: 'eventCategory', equals: [eventCategory] }, ...fields],
  };
}
