import type { Construct } from 'constructs';
import { archiveOf, trailArnIn } from '../../contract/deployment/archive';
import { logGroupsUnderKey } from '../../contract/deployment/log-groups';
import type { Side } from '../../contract/deployment/names';
import { trailsMayUseKey } from '../cloud-trail/trail';
import { consumersMayUseKey } from '../consumers/consumers';
import type { DataRole } from '../data-role';
import { alarmsMayUseKey, bucketEventsMayUseKey } from '../topic/result-topic';
import { replicatingSides } from './add-native-replication';
import type { Site } from './site';
import { EncryptionKey } from '../encryption-key/encryption-key';
import { logGroupsMayUseKey } from '../encryption-key/log-groups';

/** Adds the key of one account, with all that a deployment lets use it. */
export function addEncryptionKey(stack: Construct, site: Site, side: Side, roles: readonly DataRole[]): EncryptionKey {
  const account = site.accounts[side];
  const users = roles.filter(({ usesKeyOf }) => usesKeyOf.includes(side));
  const { observation, consumers, removalPolicy } = site.deployment;
  const { key: existing } = site.deployment[side];
  const { lambda } = site.deployment.replication ?? {};
  const replicatesFrom = replicatingSides(site.deployment).includes(side);
  return new EncryptionKey(stack, `${side}_key`, {
    account,
    alias: site.names.keyAlias[side],
    users: [...new Set([...users.map(({ roleArn }) => roleArn), ...account.breakGlass])],
    usersMadeHere: users.flatMap(({ role }) => role ?? []),
    removalPolicy,
    ...(existing && { existing }),
    services: [
      ...roles.flatMap(({ keyStatements }) => keyStatements?.(side) ?? []),
      ...(side === 'destination' ? consumersMayUseKey(consumers, account) : []),
      ...(archiveOf(site.deployment) === undefined && observation.trail === 'create'
        ? trailsMayUseKey([{ accountId: account.id, arn: trailArnIn(site.deployment, side) }])
        : []),
      ...(side === 'source' ? logGroupsMayUseKey(account, logGroupsUnderKey(site.deployment)) : []),
      ...((side === 'source' && lambda) || replicatesFrom ? [alarmsMayUseKey(account)] : []),
      ...(replicatesFrom ? [bucketEventsMayUseKey(account, site.bucketArns[side])] : []),
    ],
  });
}
