import { z } from 'zod';

/** JSON Schema (draft 2020-12) of a file that people write, for editors; what a text must look like is checked by the reader. */
export function editorSchema(schema: z.ZodType, title: string, description: string): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { $schema, title, description, ...rest };
}
