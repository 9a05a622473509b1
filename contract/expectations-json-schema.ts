import { editorSchema } from './editor-schema';
import { expectationsSchema } from './expectations';

/** JSON Schema (draft 2020-12) of an expectations file, for editors; what a text must look like is checked by the reader. */
export function expectationsJsonSchema(): Record<string, unknown> {
  return editorSchema(
    expectationsSchema,
    's3-audit expectations',
    'What the deployment promises: by which paths, and by whom, its buckets are reached',
  );
}
