import type { Names, Side } from '../../../contract/deployment/names';
import { PERMISSION_SETS } from '../../../contract/deployment/permission-set-settings';
import type { AccountSettings, Deployment } from '../../../contract/deployment/schema';
import { builtSides } from '../../../contract/deployment/sides';
import { sidesWithKey } from './accounts';
import type { Expected } from './expected';
import { byDefault, of, read, such, TEXT_FOR_PEOPLE, type Arguments } from './template';

const WHY = 'somebody could enter, or be given more, than deployment.yaml means';

/** A policy within a role may have any name: that of two with one name the later wins is a collision. */
const ANY_NAME = such('a name', (value) => typeof value === 'string' && /^[\w+=,.@-]+$/.test(value));

/** Every role with its policies, and the managed policies. */
export function expectedRoles(deployment: Deployment, names: Names): readonly Expected[] {
  const { instance, replication, catalog } = deployment;
  const { native, lambda } = replication ?? {};
  const built = builtSides(deployment);
  const replicating = built.filter((side) => native && (side === 'source' || native.bothDirections));
  const roleOf = (id: string, side: Side, name: string) => expectedRole(deployment[side], id, side, name);
  return [
    ...(instance === undefined ? [] : expectedInstanceRole(deployment.source, names)),
    ...replicating.flatMap((side) => [
      ...roleOf(`replication/${side}`, side, names.replicationRole[side]),
      ...(native?.existingObjects === true
        ? roleOf(`batch-replication/${side}`, side, names.batchReplicationRole[side])
        : []),
    ]),
    ...(lambda === undefined || !built.includes('source') ? [] : roleOf('replicate', 'source', names.lambda.role)),
    ...(lambda?.operators === undefined
      ? []
      : built.flatMap((side) => roleOf(`operator/${side}`, side, names.operatorRole))),
    ...(deployment.privateAccess?.vpc.kind === 'create' && deployment.privateAccess.vpc.flowLogs
      ? roleOf('flow-logs', 'source', names.flowLogs.role)
      : []),
    ...(catalog === undefined
      ? []
      : sidesWithKey(deployment).flatMap((side) => [
          ...roleOf(`reader/${side}`, side, names.catalog.readerRole),
          ...(catalog.compactors.length === 0 ? [] : roleOf(`compactor/${side}`, side, names.catalog.compactorRole)),
        ])),
    ...built
      .filter((side) => deployment[side].bucket?.objectLock !== undefined)
      .flatMap((side) =>
        PERMISSION_SETS.map((set) => managedPolicy(deployment[side], `${set}/${side}`, side, names.permissionSet[set])),
      ),
  ];
}

function expectedInstanceRole(
  account: AccountSettings,
  { instanceRole, instanceBoundary }: Names,
): readonly Expected[] {
  const boundary = account.permissionsBoundary ?? of('policy/boundary', 'arn');
  return [
    ...(account.permissionsBoundary === undefined
      ? [managedPolicy(account, 'boundary', 'source', instanceBoundary)]
      : []),
    ...expectedRole(account, 'instance', 'source', instanceRole, { permissions_boundary: boundary }),
    {
      key: 'profile/instance',
      type: 'aws_iam_instance_profile',
      side: 'source',
      knownBy: ['name'],
      why: WHY,
      arguments: { name: instanceRole, role: of('role/instance', 'name'), ...pathIn(account) },
    },
  ];
}

/** Where what is made in the account is to be: what IAM takes without being asked, or what the file says. */
function pathIn({ iamPath }: AccountSettings): Arguments {
  return { path: iamPath === '/' ? byDefault('/') : iamPath };
}

/** A role and the one policy within it. */
function expectedRole(
  account: AccountSettings,
  id: string,
  side: Side,
  name: string,
  more: Arguments = {},
): readonly Expected[] {
  const { permissionsBoundary } = account;
  return [
    {
      key: `role/${id}`,
      type: 'aws_iam_role',
      side,
      knownBy: ['name'],
      why: WHY,
      arguments: {
        name,
        ...pathIn(account),
        ...(permissionsBoundary !== undefined && { permissions_boundary: permissionsBoundary }),
        description: TEXT_FOR_PEOPLE,
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

function managedPolicy(account: AccountSettings, id: string, side: Side, name: string): Expected {
  return {
    key: `policy/${id}`,
    type: 'aws_iam_policy',
    side,
    knownBy: ['name'],
    why: WHY,
    arguments: {
      name,
      ...pathIn(account),
      description: TEXT_FOR_PEOPLE,
      policy: read('every goal that asks what a role may do'),
    },
  };
}
