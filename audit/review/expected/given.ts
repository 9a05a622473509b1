import { SIDES } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';

/** Attributes of what is not built but named in deployment.yaml, by the key under which others speak of it. */
export function givenAttributes({
  privateAccess,
  ...deployment
}: Deployment): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const endpoint = privateAccess?.endpoint;
  const keys = SIDES.flatMap((side) => {
    const key = deployment[side].key;
    const arn = key?.existing === 'referenced' ? key.arn : deployment[side].elsewhere?.keyArn;
    return arn === undefined ? [] : [[`key/${side}`, { arn }] as const];
  });
  return {
    ...Object.fromEntries(keys),
    ...(deployment.observation.archive?.kind === 'existing' && {
      'key/archive': { arn: deployment.observation.archive.keyArn },
    }),
    ...(endpoint?.kind === 'existing' && {
      endpoint: {
        id: endpoint.endpointId,
        ...(endpoint.prefixListId !== undefined && { prefix_list_id: endpoint.prefixListId }),
      },
    }),
  };
}
