import { mkdirSync, writeFileSync } from 'node:fs';
import { OUTPUT_SCHEMAS, outputJsonSchema } from './output-schemas';

// npm run schema: publishes the JSON Schemas of every JSON output; a test holds the files against the schemas.
mkdirSync('schemas', { recursive: true });
for (const command of Object.keys(OUTPUT_SCHEMAS) as (keyof typeof OUTPUT_SCHEMAS)[]) {
  writeFileSync(`schemas/${command}.schema.json`, `${JSON.stringify(outputJsonSchema(command), null, 2)}\n`);
}
