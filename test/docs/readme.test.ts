import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { DESCRIPTIONS } from '../../audit/cli/parts/descriptions';

const read = (file: string): string => readFileSync(file, 'utf8');

/** What is code holds no links. */
const prose = (page: string): string => page.replace(/```.*?```|`[^`\n]*`/gs, '');

/** Links of a page to files of the project, with the heading that they name. */
const linksOf = (file: string): readonly (readonly [path: string, heading: string | undefined])[] =>
  [...prose(read(file)).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', heading]) => [
    path === '' ? file : join(dirname(file), path),
    heading,
  ]);

/** Headings as GitHub names them in links. */
const headingsOf = (file: string): readonly string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const pages = globSync(['*.md', 'docs/**/*.md', 'samples/*.md', 'test/e2e/*.md']);

test('README leads to every page of docs/', () => {
  const led = new Set(linksOf('README.md').map(([path]) => path));
  const parts = globSync('docs/architectures/*.md').filter((file) => file !== 'docs/architectures/every.md');
  for (const [path] of linksOf('docs/architectures/every.md')) led.add(path);
  expect([...globSync('docs/*.md'), ...parts].filter((file) => !led.has(file))).toEqual([]);
});

test('README tells of every command', () => {
  const readme = read('README.md');
  const told = (command: string): boolean =>
    readme.includes(`\`s3-audit ${command}`) || readme.includes(`, \`${command}\``);
  expect(Object.keys(DESCRIPTIONS).filter((command) => !told(command))).toEqual([]);
});

test.each(pages)('%s links to files and headings that there are', (file) => {
  const dead = linksOf(file).filter(
    ([path, heading]) =>
      !existsSync(path) || (heading !== undefined && path.endsWith('.md') && !headingsOf(path).includes(heading)),
  );
  expect(dead).toEqual([]);
});
