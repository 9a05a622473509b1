import { z } from 'zod';
import { expectationsSchema } from './expectations';

/** JSON Schema (draft 2020-12) of an expectations file, for editors; what a text must look like is checked by the reader. */
export function expectationsJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(expectationsSchema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 's3-audit expectations',
    description: 'What the deployment promises: by which paths, and by whom, its buckets are reached',
    ...rest,
  };
}
