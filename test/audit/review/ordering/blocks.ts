import { readStack } from '../../../../audit/review/stack/read-stack';
import type { Stack } from '../../../../audit/review/stack/stack';

export type Block = Readonly<Record<string, unknown>>;
/** Resources by address. */
export type Blocks = Readonly<Record<string, Block>>;
export type Edge = readonly [before: string, after: string];

/** Resources that must be made in an order. */
export interface Hazard {
  readonly rule: string;
  readonly of: string;
  readonly blocks: Blocks;
  /** Every order that the hazard asks for: none is there at first. */
  readonly edges: readonly Edge[];
}

/** The stack of these resources, in one account; `root` are other sections of its JSON. */
export const stackOf = (blocks: Blocks, root: Block = {}): Stack => {
  const resource: Record<string, Record<string, Block>> = {};
  for (const [address, block] of Object.entries(blocks)) {
    const [type = '', name = ''] = address.split('.');
    (resource[type] ??= {})[name] = block;
  }
  const provider = { aws: [{ allowed_account_ids: ['111111111111'], region: 'us-east-1' }] };
  const read = readStack({ provider, resource, ...root }, 'test.tf.json');
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.value;
};

/** The same resources with `depends_on` for each edge. */
export const ordered = (blocks: Blocks, edges: readonly Edge[]): Blocks =>
  Object.fromEntries(
    Object.entries(blocks).map(([address, block]) => [
      address,
      { ...block, depends_on: edges.flatMap(([before, after]) => (after === address ? [before] : [])) },
    ]),
  );

/** A policy that allows principals everything of S3. */
export const policy = (...principals: readonly string[]): string =>
  JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: principals }, Action: 's3:*', Resource: '*' } });

export const ROLE = 'arn:aws:iam::111111111111:role/copy';
export const role = { name: 'copy', assume_role_policy: '{}' };
export const bucketPolicy = { bucket: 'orders', policy: policy('arn:aws:iam::111111111111:root') };
export const versioning = { bucket: 'orders', versioning_configuration: { status: 'Enabled' } };

/** A bucket policy that refuses all that comes by no or another endpoint. */
export const admits = (endpointId: string): string =>
  JSON.stringify({
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::orders/*',
      Condition: { StringNotEquals: { 'aws:SourceVpce': endpointId } },
    },
  });
