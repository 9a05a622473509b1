import { bucketArn } from '../../../contract/deployment/names';
import { partitionOfRegion } from '../stack/computed-attributes';
import { blocksOf, isTrue, textOf, unresolvedAt, type Resource, type Stack } from '../stack/stack';
import { policyArgument, type Unreviewed } from './policies';
import type { Bucket } from './system';

/** Reads the buckets of a stack with their policies and settings, found by the bucket's name. */
export function readBuckets(stack: Stack, unreviewed: Unreviewed): Bucket[] {
  const settings = stack.resources.filter((resource) => settingProblem(resource, unreviewed) === undefined);
  return stack.resources.flatMap((resource) => {
    // A bucket that is only referred to may have all its settings here.
    if (resource.type !== 'aws_s3_bucket') return [];
    return readBucket(resource, settings, unreviewed) ?? [];
  });
}

/** Settings of buckets that are resources of their own; everything else is a problem of no interest here. */
function settingProblem(resource: Resource, unreviewed: Unreviewed): string | undefined {
  if (!resource.type.startsWith('aws_s3_bucket_')) return 'no setting of a bucket';
  if (textOf(resource, 'bucket') !== undefined) return undefined;
  const problem = unresolvedAt(resource, 'bucket') ?? 'the bucket that it belongs to is not known';
  unreviewed.add(resource.address, problem);
  return problem;
}

function readBucket(resource: Resource, all: readonly Resource[], unreviewed: Unreviewed): Bucket | undefined {
  const { address, account, region } = resource;
  const name = textOf(resource, 'bucket');
  const partition = partitionOfRegion(region);
  if (name === undefined || account === undefined || region === undefined || partition === undefined) {
    unreviewed.add(address, 'its account, region or name is not known');
    return undefined;
  }
  const own = all.filter((setting) => textOf(setting, 'bucket') === name);
  const ownership = own.find(({ type }) => type === 'aws_s3_bucket_ownership_controls');
  // With it, access control lists are disabled (S3 User Guide, "Controlling ownership of objects").
  if (blocksOf(ownership?.attributes.rule)[0]?.object_ownership !== 'BucketOwnerEnforced') {
    noteUnevaluated(resource, unreviewed);
  }
  const policies = [resource, ...own].filter(carriesPolicy);
  const [only] = policies;
  if (policies.length > 1) {
    const others = policies.map((policy) => policy.address).join(', ');
    unreviewed.add(address, `has more than one bucket policy (${others}): whichever Terraform applies last wins`);
  }
  const policy = policies.length === 1 && only ? policyArgument(only, 'policy', 'resource', unreviewed) : undefined;
  const settings = new Map(own.map((setting) => [setting.type, setting]));
  return {
    address,
    arn: bucketArn(partition, name),
    account,
    region,
    name,
    policy,
    unread: policies.length > 0 && policy === undefined,
    settings,
    restrictPublicBuckets: isTrue(
      settings.get('aws_s3_bucket_public_access_block')?.attributes.restrict_public_buckets,
    ),
  };
}

function carriesPolicy({ type, attributes }: Resource): boolean {
  return type === 'aws_s3_bucket_policy' || (type === 'aws_s3_bucket' && attributes.policy !== undefined);
}

function noteUnevaluated({ address, attributes }: Resource, unreviewed: Unreviewed): void {
  const acl = attributes.acl;
  if (acl !== undefined && acl !== 'private') unreviewed.add(address, 'access control lists are not evaluated');
  if (blocksOf(attributes.grant).length > 0) unreviewed.add(address, 'access control lists are not evaluated');
}
