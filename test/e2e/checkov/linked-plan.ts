interface PlanJson {
  readonly configuration: { readonly root_module: { readonly resources: readonly ConfiguredResource[] } };
}

interface ConfiguredResource {
  readonly address: string;
  readonly type: string;
  readonly expressions: Record<string, unknown>;
}

/**
 * A plan that tells which settings belong to which bucket. Names of buckets are literal here, so that policies can be read
 * before anything exists; a scanner follows references, and takes a bucket for one without versioning, encryption and so on.
 */
export function linkedPlan(text: string): string {
  const plan = JSON.parse(text) as PlanJson;
  const { resources } = plan.configuration.root_module;
  const buckets = resources.filter(({ type }) => type === 'aws_s3_bucket');
  const byName = new Map(buckets.map(({ address, expressions }) => [constantOf(expressions.bucket), address]));
  for (const { type, expressions } of resources) {
    const bucket = type.startsWith('aws_s3_bucket_') ? byName.get(constantOf(expressions.bucket)) : undefined;
    if (bucket !== undefined) expressions.bucket = { references: [`${bucket}.id`, bucket] };
  }
  return JSON.stringify(plan);
}

function constantOf(expression: unknown): unknown {
  return (expression as { readonly constant_value?: unknown } | undefined)?.constant_value;
}
