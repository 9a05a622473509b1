import type { TerraformResourceLifecycle } from 'cdktf';

/**
 * What Terraform does with a thing that holds data when it is to be destroyed: `retain` refuses, and with it the whole plan,
 * so that nothing around the data is taken away either; `when-empty` leaves the decision to AWS, which deletes no bucket
 * with objects in it; `destroy` deletes it with all that is in it.
 */
export type RemovalPolicy = 'retain' | 'when-empty' | 'destroy';

/** The `lifecycle` of a resource that must not go before its data. */
export function lifecycleOf(policy: RemovalPolicy): { readonly lifecycle?: TerraformResourceLifecycle } {
  return policy === 'retain' ? { lifecycle: { preventDestroy: true } } : {};
}
