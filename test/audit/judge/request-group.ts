import type { RequestGroup } from '../../../audit/records/request-group';
import { expectationsSchema, type Expectations } from '../../../contract/expectations';

/** One request through the endpoint, but for what the test is about. */
export function group(change: Partial<RequestGroup> = {}): RequestGroup {
  return {
    bucket: 'orders',
    remoteIp: '10.20.3.4',
    requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    operation: 'REST.GET.OBJECT',
    httpStatus: 200,
    witness: null,
    requests: 1,
    bytesSent: 10,
    firstSeen: 1_767_600_000,
    lastSeen: 1_767_600_000,
    ...change,
  };
}

export const expectations: Expectations = expectationsSchema.parse({
  version: 1,
  buckets: ['orders'],
  vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
  vpcCidrs: ['10.20.0.0/16'],
  natAddresses: ['52.78.10.20'],
  exempt: [{ principal: 'arn:aws:iam::222222222222:role/teams/terraform-deployer', reason: 'deployer' }],
});
