import type { VpcEndpointType } from '../../policy/situation';
import { computedAttribute } from '../stack/computed-attributes';
import { textOf, type Resource, type Stack } from '../stack/stack';
import { policyArgument, type Unreviewed } from './policies';
import type { Endpoint, System } from './system';

/** Reads the VPC endpoints of a stack. */
export function readEndpoints(stack: Stack, unreviewed: Unreviewed): Endpoint[] {
  return stack.resources.flatMap((resource) =>
    resource.type === 'aws_vpc_endpoint' && resource.mode === 'managed'
      ? (readEndpoint(resource, stack, unreviewed) ?? [])
      : [],
  );
}

function readEndpoint(resource: Resource, stack: Stack, unreviewed: Unreviewed): Endpoint | undefined {
  const { address, type, account, region } = resource;
  if (account === undefined || region === undefined) {
    unreviewed.add(address, 'its account or region is not known');
    return undefined;
  }
  const asked = { address, type, account, region, argument: () => undefined, isWritten: () => false };
  const id = computedAttribute(asked, 'id')?.value ?? '';
  const separate = stack.resources.filter(
    (one) => one.type === 'aws_vpc_endpoint_policy' && textOf(one, 'vpc_endpoint_id') === id,
  );
  const carriers = [...(resource.attributes.policy === undefined ? [] : [resource]), ...separate];
  const [only] = carriers;
  if (carriers.length > 1) unreviewed.add(address, 'has more than one policy: whichever Terraform applies last wins');
  const policy = carriers.length === 1 && only ? policyArgument(only, 'policy', 'endpoint', unreviewed) : undefined;
  return {
    address,
    id,
    account,
    region,
    vpcId: textOf(resource, 'vpc_id'),
    // A service of another region is none that is known here.
    serviceName: [undefined, '', region].includes(textOf(resource, 'service_region'))
      ? textOf(resource, 'service_name')
      : undefined,
    endpointType: endpointTypeOf(textOf(resource, 'vpc_endpoint_type')),
    policy,
    unread: carriers.length > 0 && policy === undefined,
  };
}

/** Terraform's default is a gateway. @param text as the EC2 API calls it; of S3 there are only these two. */
export function endpointTypeOf(text: string | undefined): VpcEndpointType {
  return text === 'Interface' ? 'Interface' : 'Gateway';
}

/** Gateway and interface endpoints of S3; endpoints of other services carry no request to S3. */
export function s3Endpoints({ endpoints }: Pick<System, 'endpoints'>): readonly Endpoint[] {
  return endpoints.filter(({ serviceName }) => serviceName === undefined || serviceName.endsWith('.s3'));
}
