import { archiveOf } from '../../../contract/deployment/archive';
import type { Names, Home } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { sidesWithKey } from './accounts';
import type { Expected } from './expected';
import { byDefault, of, read, TEXT_FOR_PEOPLE } from './template';

const WHY = 'what the key protects could be lost, or be readable for longer than meant';

/** The key of each account and its name. */
export function expectedKeys(deployment: Deployment, names: Names): readonly Expected[] {
  const archive = archiveOf(deployment);
  return [
    ...sidesWithKey(deployment).flatMap((side) => expectedKey(deployment, side, names.keyAlias[side])),
    ...(archive?.settings.kind === 'create' ? expectedKey(deployment, 'archive', archive.keyAlias) : []),
  ];
}

function expectedKey(deployment: Deployment, side: Home, alias: string): readonly Expected[] {
  const key = side === 'archive' ? undefined : deployment[side].key;
  if (key?.existing === 'referenced') return [];
  return [
    {
      key: `key/${side}`,
      type: 'aws_kms_key',
      side,
      // What was there before is never ours to destroy.
      isKept: key !== undefined || deployment.removalPolicy === 'retain',
      why: WHY,
      arguments: {
        description: TEXT_FOR_PEOPLE,
        policy: read('every goal that asks who uses a key'),
        enable_key_rotation: true,
        rotation_period_in_days: byDefault(365),
        // The longest that KMS gives to notice that a key is about to be lost (KMS Developer Guide, "Deleting AWS KMS keys").
        deletion_window_in_days: 30,
        is_enabled: byDefault(true),
        key_usage: byDefault('ENCRYPT_DECRYPT'),
        customer_master_key_spec: byDefault('SYMMETRIC_DEFAULT'),
        multi_region: byDefault(false),
        bypass_policy_lockout_safety_check: byDefault(false),
      },
    },
    {
      key: `alias/${side}`,
      type: 'aws_kms_alias',
      side,
      why: WHY,
      knownBy: ['name'],
      arguments: { name: alias, target_key_id: of(`key/${side}`, 'key_id', 'arn') },
    },
  ];
}
