import type { ITerraformDependable } from 'cdktf';

/**
 * S3 refuses two configuration changes of one bucket at the same time ("OperationAborted: A conflicting conditional
 * operation is currently in progress"), so every configuration of a bucket depends on the one before it.
 */
export class BucketChain {
  constructor(private last: ITerraformDependable) {}

  /** The last configuration so far. */
  get end(): ITerraformDependable {
    return this.last;
  }

  /** Makes the next configuration; it must hand `after` to its `dependsOn`. */
  append<T extends ITerraformDependable>(make: (after: ITerraformDependable) => T): T {
    const next = make(this.last);
    this.last = next;
    return next;
  }
}
