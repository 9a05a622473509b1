import { readFileSync } from 'node:fs';
import { ACCESS_LOG_FIELDS } from '../../contract/access-log-fields';
import { accessLogRegex } from '../../contract/access-log-regex';

const WRITTEN = { token: 'bare', bracketed: 'in brackets', quoted: 'in quotes, or a bare `-`' } as const;

const table = (): string => {
  const rows = ACCESS_LOG_FIELDS.map(({ column, type, written, tail, description }, index) =>
    [index + 1, `\`${column}\``, type, WRITTEN[written], tail ? 'may be missing' : '', description].join(' | '),
  );
  return [
    '| | column | type | written | tail | what it is |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ]
    .join('\n')
    .replaceAll('  |', ' |');
};

test('docs/record-format.md has the fields and the expression of the definition', () => {
  const text = readFileSync('docs/record-format.md', 'utf8');
  expect(text).toContain(table());
  expect(text).toContain(`\n${accessLogRegex}\n`);
});
