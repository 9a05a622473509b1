import type { Deployment } from '../../../contract/deployment/schema';
import { archiveOf } from '../../../contract/deployment/archive';
import { bucketArn, namesOf, SIDES } from '../../../contract/deployment/names';
import { textOf, type Stack } from '../stack/stack';
import { policyArgument, type Unreviewed } from './policies';
import type { Endpoint, Owned } from './system';

/** What a deployment names and its stack does not make. */
export interface Existing {
  readonly endpoints: readonly Endpoint[];
  readonly keys: readonly Owned[];
}

/**
 * Endpoints and keys that exist already. A policy that the deployment leaves alone in one of its own accounts is unread, so
 * that nothing is proven of it; an endpoint of another account is like the roles there: its policy is that account's
 * business, and taken as open.
 */
export function existingOf(deployment: Deployment, stack: Stack, unreviewed: Unreviewed): Existing {
  return { endpoints: endpointsOf(deployment, stack, unreviewed), keys: keysOf(deployment, unreviewed) };
}

function endpointsOf({ source, privateAccess }: Deployment, stack: Stack, unreviewed: Unreviewed): Endpoint[] {
  if (privateAccess === undefined) return [];
  const { region } = source;
  const common = { region, serviceName: `com.amazonaws.${region}.s3`, policy: undefined, unread: false } as const;
  const further = privateAccess.endpoints.map(({ name, endpointId, account }): Endpoint => {
    const outside = account !== source.account;
    const address = `privateAccess.endpoints.${name}`;
    if (!outside) unreviewed.add(address, 'its policy is left alone: what it lets through is not known');
    return {
      ...common,
      address,
      id: endpointId,
      account,
      vpcId: undefined,
      endpointType: 'Gateway',
      unread: !outside,
      outside,
    };
  });
  const { vpc, endpoint } = privateAccess;
  if (endpoint.kind === 'create' || vpc.kind === 'create') return further;
  const { endpointId } = endpoint;
  const carrier = stack.resources.find(
    (one) => one.type === 'aws_vpc_endpoint_policy' && textOf(one, 'vpc_endpoint_id') === endpointId,
  );
  const policy = carrier && policyArgument(carrier, 'policy', 'endpoint', unreviewed);
  const address = carrier?.address ?? 'privateAccess.endpoint';
  if (!carrier) unreviewed.add(address, 'its policy is left alone: what it lets through is not known');
  const own: Endpoint = {
    ...common,
    address,
    id: endpointId,
    account: vpc.sharedBy ?? source.account,
    vpcId: vpc.vpcId,
    endpointType: 'Gateway',
    policy,
    unread: policy === undefined,
  };
  return [own, ...further];
}

/** The bucket and the key of a side that is elsewhere, and of a log archive that exists. */
export function outsideOf(deployment: Deployment): Owned[] {
  return [...sidesOutside(deployment), ...archiveOutside(deployment)];
}

function archiveOutside(deployment: Deployment): Owned[] {
  const archive = archiveOf(deployment);
  if (archive?.settings.kind !== 'existing') return [];
  const { bucketArn: arn, account, region, settings } = archive;
  const common = { account, region, outside: true, policy: undefined, unread: false } as const;
  return [
    { ...common, address: 'observation.archive.bucketName', arn },
    { ...common, address: 'observation.archive.keyArn', arn: settings.keyArn },
  ];
}

function sidesOutside(deployment: Deployment): Owned[] {
  const { dataBucket, sourceBucket } = namesOf(deployment);
  return SIDES.flatMap((side) => {
    const { elsewhere, account, region } = deployment[side];
    if (elsewhere === undefined) return [];
    const bucket = bucketArn(deployment.partition, side === 'source' ? sourceBucket : dataBucket);
    const arns = [[`${side}.bucket`, bucket] as const, [`${side}.elsewhere.keyArn`, elsewhere.keyArn] as const];
    return arns.flatMap(([address, arn]): Owned[] =>
      arn === undefined ? [] : [{ address, arn, account, region, outside: true, policy: undefined, unread: false }],
    );
  });
}

function keysOf(deployment: Deployment, unreviewed: Unreviewed): Owned[] {
  return SIDES.flatMap((side) => {
    const { key, account, region } = deployment[side];
    if (key?.existing !== 'referenced') return [];
    unreviewed.add(`${side}.key`, 'its policy is left alone: who may use it is not known');
    return [{ address: `${side}.key`, arn: key.arn, account, region, policy: undefined, unread: true }];
  });
}
