import { z } from 'zod';
import { bucketName } from './bucket-name';
import { profileName } from './credentials-settings';

const s3State = z.strictObject({
  kind: z.literal('s3').describe('In a bucket'),
  bucket: bucketName,
  key: z
    .string()
    .regex(/^[A-Za-z0-9!_.*'()-]+(\/[A-Za-z0-9!_.*'()-]+)*$/, "is not a key of letters, digits and ! - _ . * ' ( ) /")
    .max(1024)
    // S3 User Guide, "Naming Amazon S3 objects": clients take such a part for a step in a path.
    .refine((key) => !key.split('/').some((part) => part === '.' || part === '..'), 'must have no part . or ..')
    .optional()
    .describe('Default s3-private-path/<name>.tfstate'),
  region: z.string().min(1).describe('Region of the bucket'),
  lockfile: z.boolean().default(true).describe('Lock by a file beside the state, so that two runs never write at once'),
  kmsKeyId: z
    .string()
    .regex(
      /^(arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+|alias\/[\w/-]+|[0-9a-f-]{36})$/,
      'is not a KMS key',
    )
    .optional()
    .describe('Key of the state; default the bucket’s own encryption'),
  profile: profileName.optional().describe('Default the credentials in the environment'),
});

const localState = z.strictObject({
  kind: z.literal('local').describe('In a file'),
  path: z
    .string()
    .regex(/^(?![/~\\])[^\0$]+$/, 'must be a path relative to where Terraform runs')
    .optional()
    .describe('Relative to where Terraform runs; default terraform.<name>.tfstate where cdktf.out lies'),
});

/** Where Terraform keeps what it knows of the deployment (Terraform documentation, "Backend Type: s3" and "local"). */
export const state = z
  .discriminatedUnion('kind', [s3State, localState], 'must have kind: s3 or kind: local')
  .prefault({ kind: 'local' })
  .describe('Terraform state of this deployment, its own and nobody else’s');

export type StateSettings = z.output<typeof state>;

/** Key of the state in its bucket, unless deployment.yaml says another. */
export function stateKeyOf(name: string, state: Extract<StateSettings, { kind: 's3' }>): string {
  return state.key ?? `s3-private-path/${name}.tfstate`;
}

/** Path of the state file, from the folder of the stack (`cdktf.out/stacks/<name>`) unless deployment.yaml says another. */
export function statePathOf(name: string, state: Extract<StateSettings, { kind: 'local' }>): string {
  return state.path ?? `../../../terraform.${name}.tfstate`;
}
