import { iamArn } from '../../../contract/deployment/names';
import { computedAttribute, partitionOfRegion } from '../stack/computed-attributes';
import { isUnresolved, textOf, type Resource, type Stack } from '../stack/stack';
import { assumedPolicy, policyArgument, type AttachedPolicy, type Unreviewed } from './policies';
import type { Owned } from './system';

/** Reads the KMS keys of a stack. */
export function readKeys(stack: Stack, unreviewed: Unreviewed): Owned[] {
  return stack.resources.flatMap((resource) => {
    if (resource.type !== 'aws_kms_key' || resource.mode !== 'managed') return [];
    const { address, type, account, region } = resource;
    const argument = (): undefined => undefined;
    const arn = computedAttribute({ address, type, account, region, argument, isWritten: () => false }, 'arn')?.value;
    const partition = partitionOfRegion(region);
    if (arn === undefined || account === undefined || region === undefined || partition === undefined) {
      unreviewed.add(address, 'its account or region is not known');
      return [];
    }
    const separate = stack.resources.filter((one) => one.type === 'aws_kms_key_policy' && keyOf(one, arn));
    const policy = policyOfKey(resource, separate, iamArn(partition, account, 'root'), unreviewed);
    return [{ address, arn, account, region, policy, unread: policy === undefined }];
  });
}

function keyOf(resource: Resource, arn: string): boolean {
  const id = textOf(resource, 'key_id');
  return id !== undefined && (id === arn || arn.endsWith(`:key/${id}`));
}

function policyOfKey(
  key: Resource,
  separate: readonly Resource[],
  root: string,
  unreviewed: Unreviewed,
): AttachedPolicy | undefined {
  const carriers = [...(key.attributes.policy === undefined ? [] : [key]), ...separate];
  const [only] = carriers;
  if (carriers.length > 1) {
    unreviewed.add(key.address, 'has more than one key policy: whichever Terraform applies last wins');
    return undefined;
  }
  if (only !== undefined) return policyArgument(only, 'policy', 'resource', unreviewed);
  if (isUnresolved(key, 'policy')) return undefined;
  // KMS Developer Guide, "Default key policy": what a key gets that is made without one.
  const delegation = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' };
  return assumedPolicy(key.address, 'resource', delegation);
}
