import { writeFileSync } from 'node:fs';
import { expectationsJsonSchema } from '../expectations-json-schema';
import { deploymentJsonSchema } from './json-schema';
import { deploymentReference } from './reference';

// npm run schema: publishes the JSON Schemas for editors and the reference; tests hold the files against the schemas.
writeFileSync('deployment.schema.json', `${JSON.stringify(deploymentJsonSchema(), null, 2)}\n`);
writeFileSync('expectations.schema.json', `${JSON.stringify(expectationsJsonSchema(), null, 2)}\n`);
writeFileSync('docs/deployment-yaml.md', deploymentReference());
