import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CASES, handedCases, localAlone } from '../../shared-cases/cases';
import { ACCOUNT, REGION, type Files, type World } from './worlds';

/** A window around all that the cases tell of: queries over tables always have one. */
const WINDOW = ['--since', '2026-01-01', '--until', '2026-01-20'];

/** The cases that an engine over tables can be handed, as worlds. */
export function handedWorlds(): readonly World[] {
  return handedCases().flatMap((handed) => {
    const { id, cwd, args } = handed;
    const told = /^(verify|rejects) --logs (\S+)( x\.txt)? ?(.*)$/.exec(args);
    if (localAlone(handed) !== undefined) return [];
    if (told === null) throw new Error(`case ${id} cannot be handed to tables: ${args}`);
    const [, command = '', log = '', further = '', rest = ''] = told;
    const folder = join(CASES, cwd);
    const trail = /--cloudtrail (\S+)/.exec(rest)?.[1];
    const expect = /--expect (\S+)/.exec(rest)?.[1];
    const given = rest
      .replace(/--(cloudtrail|expect|format) \S+ */g, '')
      .replaceAll("'", '')
      .trim();
    const logs = { ...filesBelow(folder, log), ...(further === '' ? {} : filesBelow(folder, further.trim())) };
    return [
      {
        ...{ name: `handed case ${id}`, layout: 'simple', logs },
        ...(trail !== undefined && { trail: delivered(filesBelow(folder, trail)) }),
        ...(expect !== undefined && { expect: expectationsOf(folder, expect) }),
        ...(command === 'rejects'
          ? { args: [command, '--format', 'json'], folders: WINDOW }
          : { args: [command, '--format', 'json', ...withWindow(given === '' ? [] : given.split(/ +/))] }),
      },
    ];
  });
}

function withWindow(args: readonly string[]): readonly string[] {
  return [...args, ...[0, 2].flatMap((at) => (args.includes(WINDOW[at] ?? '') ? [] : WINDOW.slice(at, at + 2)))];
}

/** The files of a trail where it delivers them. Those it writes are one line; people who hand cases break them into many. */
function delivered(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, body]) => [
      `${ACCOUNT}/CloudTrail/${REGION}/2026/01/05/${basename(path)}`,
      JSON.stringify(JSON.parse(body.toString())),
    ]),
  );
}

function expectationsOf(folder: string, name: string): string {
  if (name !== 'REGION') return readFileSync(join(folder, name), 'utf8');
  const expectations = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as object;
  return JSON.stringify({ ...expectations, region: 'us-east-1' });
}

/** Files that two engines were seen to read differently, each folder with its expectations. */
export function differentlyReadWorlds(): readonly World[] {
  const root = join(CASES, 'engines');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => statSync(join(root, name)).isDirectory())
    .map((name) => {
      const { 'e.json': expect = '', ...logs } = filesBelow(join(root, name), '.');
      return {
        name,
        layout: 'simple',
        logs,
        expect: expect.toString(),
        args: ['verify', '--format', 'json', ...WINDOW],
      };
    });
}

/** A file by its name, or all in a folder by their paths within it. */
export function filesBelow(root: string, path: string, isWanted: (path: string) => boolean = () => true): Files {
  if (statSync(join(root, path)).isFile()) return { [path]: readFileSync(join(root, path)) };
  const below = join(root, path);
  const paths = readdirSync(below, { recursive: true, encoding: 'utf8' }).filter(
    (file) => statSync(join(below, file)).isFile() && isWanted(file),
  );
  return Object.fromEntries(paths.sort().map((file) => [file, readFileSync(join(below, file))]));
}
