import { readFileSync } from 'node:fs';
import { HARMLESS_SERVICES } from '../../audit/judge/aws-services';
import { FINDINGS } from '../../audit/judge/judgement';
import { S3_ERRORS } from '../../audit/records/s3-error-codes';
import { FINDING_MEANINGS, NETWORK_MEANINGS } from '../../audit/report/glossary';

const page = readFileSync('docs/judgement.md', 'utf8');
const tables = page.slice(page.indexOf('**Given to anybody**')).split('**Given ');
const table = { anybody: tables[1], malformed: tables[2], authorized: tables[3] };

test('docs/judgement.md has every network and finding', () => {
  for (const word of [...Object.keys(NETWORK_MEANINGS), ...FINDINGS]) expect(page).toContain(`| \`${word}\` |`);
  expect(Object.keys(FINDING_MEANINGS).sort()).toEqual([...FINDINGS].sort());
});

test.each([...S3_ERRORS])('it lists the error code %s under whom it is given to', (code, error) => {
  const rows = (table[error.givenTo] ?? '').split('\n');
  expect(rows.find((row) => row.replaceAll(' ', '').startsWith(`|${error.httpStatus}|`))).toContain(`\`${code}\``);
});

test.each(Object.entries(HARMLESS_SERVICES))('it gives the reason of %s', (service, { reason }) => {
  expect(page.split('\n').find((row) => row.includes(`| \`${service}\` `))).toContain(reason);
});
