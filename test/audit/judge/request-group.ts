import type { RequestGroup } from '../../../audit/records/request-group';
import type { Path, Witness } from '../../../audit/records/witness';
import { expectationsSchema, type Expectations } from '../../../contract/expectations';

/** One request through the endpoint, but for what the test is about. */
export function group(change: Partial<RequestGroup> = {}): RequestGroup {
  return {
    bucket: 'orders',
    remoteIp: '10.20.3.4',
    requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    operation: 'REST.GET.OBJECT',
    ...{ httpStatus: 200, errorCode: null, otherAnswer: null },
    ...{ hostEndpoint: null, sourceRegion: null },
    witness: null,
    requests: 1,
    bytesSent: 10,
    firstSeen: 1_767_600_000,
    lastSeen: 1_767_600_000,
    ...change,
  };
}

/** CloudTrail's word for it, but for what the test is about. */
export function witness(path: Path, change: Partial<Witness> = {}): Witness {
  return { ...path, caller: group().requester, errorCode: null, ...change } as Witness;
}

/** Through the expected endpoint, by CloudTrail. */
export const THROUGH_ENDPOINT = {
  path: 'endpoint',
  vpcEndpointId: 'vpce-0a1b2c3d4e5f67890',
  tellsAddress: true,
} as const satisfies Path;

export const expectations: Expectations = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.20.0.0/16'],
  natAddresses: ['52.78.10.20'],
  exempt: [{ principal: 'arn:aws:iam::222222222222:role/teams/terraform-deployer', reason: 'deployer' }],
});
