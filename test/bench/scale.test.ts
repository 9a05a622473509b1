import { readFileSync } from 'node:fs';
import { scalePage } from '../../bench/scale';

test('docs/scale.md is what bench/scale.ts computes (npx tsx bench/scale.ts > docs/scale.md)', () => {
  expect(readFileSync('docs/scale.md', 'utf8')).toBe(scalePage());
});
