import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Deployment } from '../../contract/deployment/schema';
import { stateKeyOf, statePathOf } from '../../contract/deployment/state-settings';

/** Says where Terraform keeps the state of a deployment, apart from that of every other. */
export function keepState(stack: TerraformStack, { name, state }: Deployment): void {
  if (state.kind === 'local') {
    new LocalBackend(stack, { path: statePathOf(name, state) });
    return;
  }
  const { bucket, region, kmsKeyId, profile, lockfile } = state;
  new S3Backend(stack, {
    bucket,
    key: stateKeyOf(name, state),
    region,
    encrypt: true,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(profile !== undefined && { profile }),
  });
  // CDKTF is older than Terraform's lock files.
  stack.addOverride('terraform.backend.s3.use_lockfile', lockfile);
}
