import { readFileSync } from 'node:fs';
import { deploymentReference, settings } from '../../../contract/deployment/reference';

test('every setting has a description', () => {
  expect(
    settings()
      .filter(({ description }) => (description ?? '') === '')
      .map(({ path }) => path),
  ).toEqual([]);
});

test('docs/deployment-yaml.md is the reference of today (npm run schema)', () => {
  expect(readFileSync('docs/deployment-yaml.md', 'utf8')).toBe(deploymentReference());
});
