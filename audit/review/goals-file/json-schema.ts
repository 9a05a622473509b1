import { z } from 'zod';
import { goalsSchema } from './goals-file';

/** JSON Schema (draft 2020-12) of a goals file, for editors; what a text must look like is checked by the reader. */
export function goalsJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(goalsSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 's3-audit goals',
    description: 'What a stack is meant to be that no deployment.yaml describes: buckets, endpoints, who may',
    ...rest,
  };
}
