import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findLogFiles } from '../../../audit/sources/log-files';
import type { InputError } from '../../../audit/errors/input-error';
import { asAnotherUser } from '../../another-user';
import { useTemporaryDirectory } from '../../temporary-directory';

const directory = useTemporaryDirectory();

beforeEach(() => {
  mkdirSync(join(directory(), '2026/01/05'), { recursive: true });
  writeFileSync(join(directory(), '2026/01/05/b'), '');
  writeFileSync(join(directory(), '2026/01/05/a'), '');
  writeFileSync(join(directory(), '.hidden'), '');
});

const found = async (...paths: readonly string[]): Promise<readonly string[]> =>
  (await findLogFiles(paths)).map((file) => (file.kind === 'stdin' ? '-' : relative(directory(), file.path)));

test('a directory stands for every file below it, hidden ones too, in the order of their names', async () => {
  expect(await found(directory())).toEqual(['.hidden', '2026/01/05/a', '2026/01/05/b']);
});

test('a glob stands for the files it matches', async () => {
  expect(await found(join(directory(), '2026/**/a'))).toEqual(['2026/01/05/a']);
});

test('a directory that a glob matches stands for the files below it', async () => {
  expect(await found(join(directory(), '2026/*'))).toEqual(['2026/01/05/a', '2026/01/05/b']);
  expect(await found(join(directory(), '**'))).toEqual(['.hidden', '2026/01/05/a', '2026/01/05/b']);
});

test('what a glob cannot look into is named, not passed over', async () => {
  symlinkSync(join(directory(), 'nowhere'), join(directory(), '2026/01/05/c'));
  await expect(found(join(directory(), '2026/**/*'))).rejects.toMatchObject({
    problems: [expect.stringMatching(/c: no such file or directory$/)],
  });
});

test('a link to a directory that a glob matches stands for the files below it, links below it too', async () => {
  mkdirSync(join(directory(), 'elsewhere/deep'), { recursive: true });
  writeFileSync(join(directory(), 'elsewhere/c'), '');
  writeFileSync(join(directory(), 'elsewhere/deep/d'), '');
  symlinkSync(join(directory(), 'elsewhere/deep'), join(directory(), 'elsewhere/link'));
  rmSync(join(directory(), '2026/01/05'), { recursive: true });
  symlinkSync(join(directory(), 'elsewhere'), join(directory(), '2026/01/link'));
  expect(await found(join(directory(), '2026/01/*'))).toEqual(['2026/01/link/c', '2026/01/link/deep/d']);
  expect(await found(join(directory(), '2026/*/link/l*'))).toEqual(['2026/01/link/link/d']);
  expect(await found(join(directory(), '2026/**/d'))).toEqual(['2026/01/link/deep/d']);
  symlinkSync(join(directory(), '2026'), join(directory(), 'elsewhere/deep/back'));
  expect(await found(join(directory(), '2026/**/d'))).toEqual(['2026/01/link/deep/d']);
});

test('a pipe that a glob matches is read, as where the shell expands the pattern; one below a directory is named', async () => {
  execFileSync('mkfifo', [join(directory(), '2026/pipe')]);
  expect(await found(join(directory(), '2026/p*'))).toEqual(['2026/pipe']);
  await expect(found(directory())).rejects.toThrow(/2026\/pipe is neither a file nor a directory$/);
});

test('a link below a directory that leads to nothing is named', async () => {
  symlinkSync(join(directory(), 'nowhere'), join(directory(), '2026/01/05/c'));
  await expect(found(directory())).rejects.toThrow(/2026\/01\/05\/c: no such file or directory$/);
});

test('a directory that may not be read is named, by a glob too', async () => {
  chmodSync(join(directory(), '2026/01/05'), 0);
  await asAnotherUser(directory(), () =>
    expect(found(join(directory(), '2026/**/a'))).rejects.toThrow(/05\/?: permission denied$/),
  );
  chmodSync(join(directory(), '2026/01/05'), 0o700);
});

test('a file whose name looks like a glob is that file', async () => {
  writeFileSync(join(directory(), 'log[1]'), '');
  expect(await found(join(directory(), 'log[1]'))).toEqual(['log[1]']);
});

test('a file reached twice is listed once, by link or by another spelling of its path', async () => {
  symlinkSync(join(directory(), '2026/01/05/a'), join(directory(), 'link'));
  const again = join(directory(), '2026/../2026/01/05/a');
  expect(await found(join(directory(), '2026'), again, join(directory(), 'link'))).toEqual([
    '2026/01/05/a',
    '2026/01/05/b',
  ]);
});

test('links that lead in a circle end', async () => {
  symlinkSync(directory(), join(directory(), '2026/back'));
  expect(await found(directory())).toEqual(['.hidden', '2026/01/05/a', '2026/01/05/b']);
});

test('standard input is listed once', async () => {
  expect(await found('-', '-')).toEqual(['-']);
});

test('every path that leads to nothing is named', async () => {
  await expect(found(join(directory(), 'none'), join(directory(), '*.gz'), 's3://bucket/prefix')).rejects.toMatchObject(
    {
      problems: [
        expect.stringMatching(/none: no such file or directory$/),
        expect.stringMatching(/\*\.gz: matches no file$/),
        expect.stringMatching(/s3:\/\/bucket\/prefix: S3 locations are not read here/),
      ],
    },
  );
});

describe('whatever is named must lead to a file by itself', () => {
  const problemsOf = async (...paths: readonly string[]): Promise<unknown> =>
    found(...paths.map((path) => join(directory(), path))).catch((error: unknown) => (error as InputError).problems);
  const ends = (...texts: readonly string[]): unknown =>
    texts.map((text) => expect.stringMatching(new RegExp(`${text}$`)) as string);

  beforeEach(() => {
    mkdirSync(join(directory(), 'empty/emptier'), { recursive: true });
  });

  test('a directory', async () => {
    expect(await problemsOf('2026', 'empty')).toEqual(ends('empty: holds no file'));
  });

  test('each alternative of a brace, also a glob, a range and a brace within', async () => {
    expect(await problemsOf('2026/01/05/{a,b,c,{d,a}}')).toEqual(ends('c: no such file or directory', 'd: no such.*'));
    expect(await problemsOf('2026/01/{05,06*}/a')).toEqual(ends('06\\*/a: matches no file'));
    expect(await problemsOf('2026/01/0{4..5}/*')).toEqual(ends('04/\\*: matches no file'));
    expect(await found(join(directory(), '2026/01/05/{a,b}'))).toHaveLength(2);
  });

  test('each directory that a glob matches', async () => {
    expect(await problemsOf('[2e]*')).toEqual(ends('empty: holds no file'));
  });

  test('a path into what collect keeps, where no log is: it is refused, not passed over', async () => {
    mkdirSync(join(directory(), '.s3-audit/more'), { recursive: true });
    writeFileSync(join(directory(), '.s3-audit/more/log'), '');
    const refused = 'lies in .s3-audit, where collect keeps its own files, no logs';
    for (const path of ['.s3-audit', '.s3-audit/more/log', '.s3-audit/more/*', '{2026,.s3-audit}/*'])
      expect(await problemsOf(path)).toEqual(ends(refused));
    expect(await problemsOf('.s3-*/more/*')).toEqual(ends('matches no file'));
  });
});

test('what collect keeps beside the logs it copied is no log', async () => {
  mkdirSync(join(directory(), '.s3-audit/drafts'), { recursive: true });
  writeFileSync(join(directory(), '.s3-audit/drafts/half'), '');
  expect(await found(directory())).toEqual(['.hidden', '2026/01/05/a', '2026/01/05/b']);
  expect(await found(join(directory(), '**'))).toEqual(['.hidden', '2026/01/05/a', '2026/01/05/b']);
});
