import { namesOf } from './names';
import type { Deployment } from './schema';
import { isBuilt } from './sides';

/** Flow logs, where the VPC that is made has them. */
export function flowLogsOf({ privateAccess }: Pick<Deployment, 'privateAccess'>) {
  return privateAccess?.vpc.kind === 'create' ? privateAccess.vpc.flowLogs : undefined;
}

/** Names of the log groups of the source account that its key encrypts. */
export function logGroupsUnderKey(deployment: Deployment): readonly string[] {
  const { lambda, flowLogs } = namesOf(deployment);
  const isFunctionHere =
    isBuilt(deployment, 'source') && deployment.replication?.lambda?.logEncryption === 'account-key';
  return [
    ...(isFunctionHere ? [`/aws/lambda/${lambda.function}`] : []),
    ...(flowLogsOf(deployment)?.encryption === 'account-key' ? [flowLogs.group] : []),
  ];
}
