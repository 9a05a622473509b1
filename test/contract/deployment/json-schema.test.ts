import { readFileSync } from 'node:fs';
import { deploymentJsonSchema } from '../../../contract/deployment/json-schema';

test('deployment.schema.json is the schema of today (npm run schema)', () => {
  expect(JSON.parse(readFileSync('deployment.schema.json', 'utf8'))).toEqual(deploymentJsonSchema());
});
