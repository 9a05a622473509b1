import { readFileSync } from 'node:fs';
import { expectationsJsonSchema } from '../../contract/expectations-json-schema';

test('expectations.schema.json is the schema of today (npm run schema)', () => {
  expect(JSON.parse(readFileSync('expectations.schema.json', 'utf8'))).toEqual(expectationsJsonSchema());
});

test('every field has its sentence in docs/expectations.md', () => {
  const page = readFileSync('docs/expectations.md', 'utf8');
  const { properties } = expectationsJsonSchema() as { properties: Record<string, unknown> };
  for (const name of Object.keys(properties)) expect(page).toContain(`| \`${name}\` |`);
});
