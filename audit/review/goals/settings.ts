import { archiveOf } from '../../../contract/deployment/archive';
import { SIDES, trailArn } from '../../../contract/deployment/names';
import { blocksOf, isTrue } from '../stack/stack';
import { isShared, sidesWithTrail } from '../expected/accounts';
import { endpointOf, roleArn } from './intended';
import type { Requirement } from './goal';

/** The instance role has a boundary that limits whatever is attached to it later. */
export const BOUNDARY_ATTACHED: Requirement = {
  id: 'boundary-attached',
  why: 'a policy attached to the instance role later could give it anything',
  check: (intent) => {
    const { deployment, names, system } = intent;
    if (deployment.instance === undefined) return [];
    const role = system.roles.find(({ arn }) => arn === roleArn(intent, 'source', names.instanceRole));
    if (role === undefined)
      return [{ resource: system.stack.where, what: `the role ${names.instanceRole} is not in the stack` }];
    if (role.boundary !== undefined || role.unread) return [];
    return [{ resource: role.address, what: `${names.instanceRole} has no permissions boundary` }];
  },
};

/** A gateway endpoint of S3 with a policy of its own, beside the bucket's. */
export const ENDPOINT_PRESENT: Requirement = {
  id: 'endpoint-present',
  why: 'there would be no private path, or one that leads to every bucket',
  check: (intent) => {
    if (intent.deployment.privateAccess === undefined) return [];
    const endpoint = endpointOf(intent);
    if (endpoint === undefined) {
      return [{ resource: intent.system.stack.where, what: 'there is no VPC endpoint of S3 in the source account' }];
    }
    const { address, policy, unread, endpointType } = endpoint;
    return [
      ...(policy === undefined && !unread
        ? [{ resource: address, what: 'the endpoint has no policy: it leads to every bucket of AWS' }]
        : []),
      ...(endpointType === 'Gateway'
        ? []
        : [{ resource: address, what: `the endpoint is of type ${endpointType}, not Gateway` }]),
    ];
  },
};

/** Keys are rotated. */
export const KEYS_ROTATED: Requirement = {
  id: 'keys-rotated',
  why: 'one key would protect all data for ever',
  check: ({ system }) =>
    system.stack.resources
      .filter(
        ({ type, mode, attributes }) =>
          type === 'aws_kms_key' && mode === 'managed' && !isTrue(attributes.enable_key_rotation),
      )
      .map(({ address }) => ({ resource: address, what: 'the key is not rotated' })),
};

/** Each account has its trail, under the name that its bucket and key policies expect, with digests against tampering. */
export const TRAILS_RECORD: Requirement = {
  id: 'trails-record',
  why: 'without the trail no request can be proven to have come through the endpoint',
  check: ({ deployment, names, system, dataBuckets, logBuckets }) =>
    SIDES.flatMap((side) => {
      // What is there already is for `doctor` to look at.
      if (deployment.observation.trail === 'existing') return [];
      const { account, region } = deployment[side];
      const archive = archiveOf(deployment);
      const own = logBuckets.find((bucket) => bucket.name === names.logBucket[side]);
      if (own === undefined && !(archive && sidesWithTrail(deployment).includes(side))) return [];
      const written = archive?.bucketName ?? own?.name;
      const name = names.trail[side];
      const trail = system.stack.resources.find(
        ({ type, account: of, attributes }) => type === 'aws_cloudtrail' && of === account && attributes.name === name,
      );
      const arn = trailArn(deployment.partition, region, account, name);
      if (trail === undefined)
        return [{ resource: own?.address ?? system.stack.where, what: `there is no trail ${arn}` }];
      const { attributes, address } = trail;
      const fields = blocksOf(attributes.advanced_event_selector).flatMap(({ field_selector: selectors }) =>
        blocksOf(selectors),
      );
      const watched = JSON.stringify(fields);
      const buckets = dataBuckets.filter((bucket) => bucket.account === account);
      return [
        ...(attributes.s3_bucket_name === written ? [] : [`the trail does not write to ${written ?? 'a log bucket'}`]),
        ...(isTrue(attributes.enable_log_file_validation) ? [] : ['the trail makes no digests of its files']),
        ...(attributes.enable_logging === false ? ['the trail does not log'] : []),
        ...buckets
          .filter((bucket) => !watched.includes(`${bucket.arn}/`))
          .map((bucket) => `the trail does not record requests for objects of ${bucket.name}`),
        // Who shares a VPC owns its endpoints, and alone sees what they refuse.
        ...(deployment.privateAccess !== undefined &&
        !isShared(deployment) &&
        side === 'source' &&
        !watched.includes('NetworkActivity')
          ? ['the trail does not record what the endpoint refuses']
          : []),
      ].map((what) => ({ resource: address, what }));
    }),
};
