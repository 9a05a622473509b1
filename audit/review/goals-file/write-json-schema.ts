import { writeFileSync } from 'node:fs';
import { goalsJsonSchema } from './json-schema';

// npm run schema: publishes the JSON Schema for editors; a test holds the file against the schema.
writeFileSync('goals.schema.json', `${JSON.stringify(goalsJsonSchema(), null, 2)}\n`);
