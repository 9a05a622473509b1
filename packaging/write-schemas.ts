import { mkdirSync, writeFileSync } from 'node:fs';
import { OUTPUT_SCHEMAS, outputJsonSchema } from '../audit/cli/schemas/output-schemas';
import { goalsJsonSchema } from '../audit/review/goals-file/json-schema';
import { deploymentJsonSchema } from '../contract/deployment/json-schema';
import { deploymentReference } from '../contract/deployment/reference';
import { expectationsJsonSchema } from '../contract/expectations-json-schema';

// npm run schema: publishes every JSON Schema and the reference of deployment.yaml; tests hold the files against the schemas.
mkdirSync('schemas', { recursive: true });
const write = (file: string, schema: unknown): void => {
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
};
write('deployment.schema.json', deploymentJsonSchema());
write('expectations.schema.json', expectationsJsonSchema());
write('goals.schema.json', goalsJsonSchema());
for (const command of Object.keys(OUTPUT_SCHEMAS) as (keyof typeof OUTPUT_SCHEMAS)[])
  write(`schemas/${command}.schema.json`, outputJsonSchema(command));
writeFileSync('docs/deployment-yaml.md', deploymentReference());
