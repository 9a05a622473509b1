import { editorSchema } from '../../../contract/editor-schema';
import { goalsSchema } from './goals-file';

/** JSON Schema (draft 2020-12) of a goals file, for editors; what a text must look like is checked by the reader. */
export function goalsJsonSchema(): Record<string, unknown> {
  return editorSchema(
    goalsSchema,
    's3-audit goals',
    'What a stack is meant to be that no deployment.yaml describes: buckets, endpoints, who may',
  );
}
