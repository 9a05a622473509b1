import type { Construct } from 'constructs';
import { flowLogsOf } from '../../contract/deployment/log-groups';
import type { EncryptionKey } from '../encryption-key/encryption-key';
import { FlowLogs } from '../private-access/flow-logs';
import type { PrivateAccess } from '../private-access/private-access';
import type { Site } from './site';

/** Adds the flow logs of the VPC that is made, where deployment.yaml asks for them. */
export function addFlowLogs(
  stack: Construct,
  { deployment, accounts, names }: Site,
  privateAccess: PrivateAccess | undefined,
  key: EncryptionKey | undefined,
): void {
  const settings = flowLogsOf(deployment);
  if (settings === undefined || privateAccess === undefined) return;
  new FlowLogs(stack, 'flow_logs', {
    account: accounts.source,
    names: names.flowLogs,
    vpcId: privateAccess.network.vpcId,
    settings,
    ...(settings.encryption === 'account-key' && key && { keyArn: key.arn }),
  });
}
