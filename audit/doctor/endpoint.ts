import { DescribeVpcEndpointsCommand, EC2Client, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { codesOf, failureOf } from '../aws/aws-failure';
import type { Identity } from '../aws/settings';
import type { Subject } from '../review/plan/questions';
import { partitionOfRegion } from '../review/stack/computed-attributes';
import type { Endpoint } from '../review/system/system';
import { notApplicable, ok, unreadable, wrong, type Check } from './check';
import { checkEqual } from './equal-policies';
import { bind, type Bindings, type Planned } from './planned';

/** An endpoint and who found it, or why it was not found. */
export type FoundEndpoint =
  | { readonly found: true; readonly endpoint: VpcEndpoint; readonly identity: Identity }
  | { readonly found: false; readonly isGone: boolean; readonly reason: string };

const NOT_FOUND = /^InvalidVpcEndpoint(Id)?\.NotFound$/;

/**
 * Looks for an endpoint with each identity in turn.
 *
 * @param isItsAccount whether one of the identities is known to be for the endpoint's account: then not finding it there
 * means that it is gone.
 */
export async function findEndpoint(
  id: string,
  region: string,
  identities: readonly Identity[],
  isItsAccount: boolean,
): Promise<FoundEndpoint> {
  const reasons: string[] = [];
  for (const identity of identities) {
    const ec2 = new EC2Client({ ...identity.settings, region });
    try {
      const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
      const [endpoint] = VpcEndpoints;
      if (endpoint !== undefined) return { found: true, endpoint, identity };
    } catch (error) {
      if (codesOf(error).some((code) => NOT_FOUND.test(code))) continue;
      const attempt = { action: 'ec2:DescribeVpcEndpoints', resource: id, who: identity.name };
      reasons.push(failureOf(error, attempt).sentence);
    } finally {
      ec2.destroy();
    }
  }
  const isGone = isItsAccount && reasons.length === 0;
  const nowhere = isGone
    ? `does not exist in ${region}`
    : `is in none of the accounts asked; give --role-arn for its account`;
  return { found: false, isGone, reason: reasons[0] ?? nowhere };
}

/** Whether the endpoint is the kind of way that the expectations speak of. */
export function checkEndpoint(id: string, found: FoundEndpoint): Check {
  if (!found.found) {
    return found.isGone
      ? wrong('endpoint', id, found.reason, 'apply the deployment again, and renew the expectations')
      : unreadable('endpoint', id, found.reason);
  }
  const { State, ServiceName = '', VpcEndpointType = 'Gateway', RouteTableIds = [], VpcId = '' } = found.endpoint;
  const state = (State ?? '').toLowerCase();
  if (!ServiceName.endsWith('.s3')) {
    return wrong('endpoint', id, `is for ${ServiceName}, not for S3`, 'renew the expectations');
  }
  if (state !== 'available') return wrong('endpoint', id, `is ${state}`, 'wait until it is available, or apply again');
  if (VpcEndpointType === 'Gateway' && RouteTableIds.length === 0) {
    const what = 'is in no route table, so that traffic goes round it';
    return wrong('endpoint', id, what, 'associate it with the route tables of the private subnets');
  }
  const routes = VpcEndpointType === 'Gateway' ? `, in ${RouteTableIds.join(', ')}` : '';
  return ok('endpoint', id, `is available in ${VpcId} (${VpcEndpointType.toLowerCase()})${routes}`);
}

/** Whether the endpoint's policy means what was synthesized. */
export function checkEndpointPolicy(
  id: string,
  found: FoundEndpoint,
  planned: Planned | undefined,
  bindings: Bindings,
): Check {
  const name = 'endpoint-policy';
  if (!found.found) return unreadable(name, id, found.reason);
  if (planned === undefined) return notApplicable(name, id, 'what it should be is known only with --synth');
  const wanted = planned.endpoints.find((one) => bindings.get(one.id) === id);
  if (wanted === undefined) return unreadable(name, id, 'which synthesized endpoint it is cannot be told');
  if (wanted.unread) return unreadable(name, id, `the policy of ${wanted.address} cannot be read`);
  const live = found.endpoint.PolicyDocument;
  if (wanted.policy === undefined) return notApplicable(name, id, 'none is synthesized: it lets everything through');
  return checkEqual(name, id, live, bind(wanted.policy, bindings, planned.symbols), subjectOf(wanted));
}

function subjectOf({ account, region, endpointType }: Endpoint): Subject {
  const partition = partitionOfRegion(region) ?? 'aws';
  const ofGateway = endpointType === 'Gateway';
  return { arn: undefined, partition, account, withoutPolicy: 'allows', ofGateway, ofIdentity: false };
}
