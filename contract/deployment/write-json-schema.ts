import { writeFileSync } from 'node:fs';
import { deploymentJsonSchema } from './json-schema';

// npm run schema: publishes deployment.schema.json for editors; a test holds the file against the schema.
writeFileSync('deployment.schema.json', `${JSON.stringify(deploymentJsonSchema(), null, 2)}\n`);
