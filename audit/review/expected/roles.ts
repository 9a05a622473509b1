import { PERMISSION_SETS, SIDES, type Names, type Side } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { hasSource } from './accounts';
import type { Expected } from './expected';
import { byDefault, free, of, read, such, type Arguments } from './template';

const WHY = 'somebody could enter, or be given more, than deployment.yaml means';
const TEXT = free('a text for people');

/** A policy within a role may have any name: that of two with one name the later wins is a collision. */
const ANY_NAME = such('a name', (value) => typeof value === 'string' && value !== '');

/** Every role with its policies, and the managed policies. */
export function expectedRoles(deployment: Deployment, names: Names): readonly Expected[] {
  const { instance, replication, catalog } = deployment;
  const { native, lambda } = replication ?? {};
  return [
    ...(instance === undefined ? [] : expectedInstanceRole(names)),
    ...(native === undefined ? [] : roleOf('replication/source', 'source', names.replicationRole.source)),
    ...(native?.bothDirections === true
      ? roleOf('replication/destination', 'destination', names.replicationRole.destination)
      : []),
    ...(native?.existingObjects === true
      ? [
          ...roleOf('batch-replication/source', 'source', names.batchReplicationRole.source),
          ...(native.bothDirections
            ? roleOf('batch-replication/destination', 'destination', names.batchReplicationRole.destination)
            : []),
        ]
      : []),
    ...(lambda === undefined ? [] : roleOf('replicate', 'source', names.lambda.role)),
    ...(lambda?.operators === undefined
      ? []
      : SIDES.flatMap((side) => roleOf(`operator/${side}`, side, names.operatorRole))),
    ...(catalog === undefined
      ? []
      : SIDES.filter((side) => side === 'destination' || hasSource(deployment)).flatMap((side) =>
          roleOf(`reader/${side}`, side, names.catalog.readerRole),
        )),
    ...SIDES.filter((side) => deployment[side].bucket?.objectLock !== undefined).flatMap((side) =>
      PERMISSION_SETS.map((set) => managedPolicy(`${set}/${side}`, side, names.permissionSet[set])),
    ),
  ];
}

function expectedInstanceRole({ instanceRole, instanceBoundary }: Names): readonly Expected[] {
  return [
    managedPolicy('boundary', 'source', instanceBoundary),
    ...roleOf('instance', 'source', instanceRole, { permissions_boundary: of('policy/boundary', 'arn') }),
    {
      key: 'profile/instance',
      type: 'aws_iam_instance_profile',
      side: 'source',
      knownBy: ['name'],
      why: WHY,
      arguments: { name: instanceRole, role: of('role/instance', 'name'), path: byDefault('/') },
    },
  ];
}

/** A role and the one policy within it. */
function roleOf(id: string, side: Side, name: string, more: Arguments = {}): readonly Expected[] {
  return [
    {
      key: `role/${id}`,
      type: 'aws_iam_role',
      side,
      knownBy: ['name'],
      why: WHY,
      arguments: {
        name,
        path: byDefault('/'),
        description: TEXT,
        assume_role_policy: read('every goal that asks who becomes a role'),
        // An hour: the shortest that a role can have, and what IAM gives without being asked.
        max_session_duration: byDefault(3600),
        force_detach_policies: byDefault(false),
        ...more,
      },
    },
    {
      key: `role-policy/${id}`,
      type: 'aws_iam_role_policy',
      side,
      knownBy: ['role'],
      why: WHY,
      arguments: {
        role: of(`role/${id}`, 'name'),
        name: ANY_NAME,
        policy: read('every goal that asks what a role may do'),
      },
    },
  ];
}

function managedPolicy(id: string, side: Side, name: string): Expected {
  return {
    key: `policy/${id}`,
    type: 'aws_iam_policy',
    side,
    knownBy: ['name'],
    why: WHY,
    arguments: {
      name,
      path: byDefault('/'),
      description: TEXT,
      policy: read('every goal that asks what a role may do'),
    },
  };
}
