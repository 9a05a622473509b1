import { type TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';

/**
 * A stack in which a resource's Terraform address is its type and its own construct id, whatever constructs surround it:
 * `new S3Bucket(anywhere, 'data', …)` is `aws_s3_bucket.data`. Moving a construct never replaces a bucket or a key.
 *
 * CDKTF's own ids hash the construct path, and its `overrideLogicalId` drops a resource silently when two agree;
 * here two resources of one type and id are an error.
 *
 * It refers to no other stack: a deployment is one.
 */
export class StableAddressStack extends TerraformStack {
  private readonly addresses = new Map<string, string>();

  /** @throws Error when two resources would have one address. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    if (!TerraformResource.isTerraformResource(element)) return super.allocateLogicalId(element);
    const { id, path } = element.node;
    const address = `${element.terraformResourceType}.${id}`;
    const taken = this.addresses.get(address) ?? path;
    if (taken !== path) throw new Error(`${taken} and ${path} would both be ${address}: give one another id`);
    this.addresses.set(address, path);
    return id;
  }

  /** CDKTF resolves everything once before synthesis, to find references to other stacks: as long as synthesis itself takes. */
  public override prepareStack(): void {
    this.ensureBackendExists();
  }

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Addresses are asked for lazily; resolving all of them before synthesis finds every collision.
    this.node.addValidation({
      validate: () => {
        this.node.findAll().forEach((node) => TerraformResource.isTerraformResource(node) && node.friendlyUniqueId);
        return [];
      },
    });
  }
}
