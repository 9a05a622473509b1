import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { deploymentOf, synthesize } from '../modules/synthesized';
import { firstCells, tableRows } from './tables';

const page = readFileSync('docs/architectures.md', 'utf8');
const [, everywhere = '', ...architectures] = page.split(/^## /m);
const sections = new Map(
  architectures.map((section) => [/`(examples\/[a-z-]+\.yaml)`/.exec(section)?.[1] ?? section, section]),
);

const typesOf = (file: string): readonly string[] => [
  ...new Set(synthesize(deploymentOf(file)).addresses.map((address) => address.replace(/^data\./, '').split('.')[0]!)),
];
const rows = [everywhere, ...architectures].flatMap(tableRows);

test('docs/architectures.md has a section for every example but the one that holds them all', () => {
  const examples = globSync('examples/*.yaml').filter((file) => file !== 'examples/everything.yaml');
  expect([...sections.keys()].sort()).toEqual(examples.sort());
});

test.each([...sections])('every type of resource of %s has its row', (file, section) => {
  // A section may send its reader to those of other examples, by their files.
  const others = [...section.matchAll(/`(examples\/[a-z-]+\.yaml)`/g)].map(([, other = '']) => sections.get(other));
  const told = firstCells([everywhere, section, ...others].join('\n'));
  expect(typesOf(file).filter((type) => !told.includes(type))).toEqual([]);
});

test('every type of resource of everything at once has its row, and no row is of another', () => {
  const told = new Set(rows.flatMap(([first = '']) => [...first.matchAll(/`(aws_\w+)`/g)].map(([, type]) => type!)));
  const made = new Set(['examples/everything.yaml', ...sections.keys()].flatMap(typesOf));
  expect([...made].filter((type) => !told.has(type))).toEqual([]);
  // Of the interface endpoint, which no example has.
  expect([...told].filter((type) => !made.has(type))).toEqual(['aws_vpc_security_group_ingress_rule']);
});

test.each(rows)('the row of %s says what is required, by which page, and how that was checked', (_, ...cells) => {
  const [required, source, checked] = cells;
  expect(required).not.toBe('');
  expect(source).toMatch(/(Guide|Reference|guide), "|Terraform, "/);
  expect(checked).toMatch(/plan|apply|evaluator|review|function|reading/);
});
