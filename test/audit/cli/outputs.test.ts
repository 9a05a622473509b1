import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asLogged } from '../../../audit/cli/parts/log-commands';
import { useTemporaryDirectory } from '../../temporary-directory';
import { logLine } from '../log-lines';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const path = (...names: readonly string[]): string => join(directory(), ...names);
const LINE = `${logLine()}\n`;
const logs = (): string => {
  mkdirSync(path('logs'), { recursive: true });
  writeFileSync(path('logs', 'a.log'), LINE);
  return path('logs');
};

describe('the suffix of an output is its format', () => {
  test.each([
    ['report.json', /^\{\n {2}"window"/],
    ['report.csv', /^bucket,remoteIp,/],
    ['REPORT.HTML', /^<!doctype html>/],
    ['report.md', /^# S3 remote IPs/],
    ['report.txt', /^1 file, 1 line: 1 record;/],
    ['report', /^1 file, 1 line: 1 record;/],
  ])('%s', async (name, content) => {
    const { code, stdout } = await runS3Audit(['remote-ips', '--logs', logs(), '--output', path(name)], {});
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(path(name), 'utf8')).toMatch(content);
  });

  test('unless --format says otherwise', async () => {
    await runS3Audit(['remote-ips', '--logs', logs(), '--format', 'json', '--output', path('x.txt')], {});
    expect(readFileSync(path('x.txt'), 'utf8')).toMatch(/^\{/);
  });
});

test('one file by two names is given twice', async () => {
  const outputs = ['--output', path('a.json'), '--output', `${directory()}/./a.json`];
  const { code, stderr } = await runS3Audit(['remote-ips', '--logs', logs(), ...outputs], {});
  expect([code, stderr]).toEqual([2, expect.stringMatching(/\/\.\/a\.json: is given twice/)]);
});

test('several outputs are written in one run, standard output among them', async () => {
  const outputs = ['--output', path('a.json'), '--output', path('b.html'), '--output', '-'];
  const { stdout } = await runS3Audit(['remote-ips', '--logs', logs(), ...outputs], {});
  expect(stdout).toMatch(/^1 file/);
  expect(readFileSync(path('a.json'), 'utf8')).toMatch(/^\{/);
  expect(readFileSync(path('b.html'), 'utf8')).toMatch(/requests over time|Requests by network/i);
});

describe('refused before anything is read or written', () => {
  test.each([
    [
      'a format that the command has not',
      ['timeline', '--expect', 'e.json', '--logs', 'LOGS', '--output', 'x.html'],
      /x\.html: html: not written by this command; it writes table, json, csv/,
    ],
    [
      'one file twice',
      ['remote-ips', '--logs', 'LOGS', '--output', 'x.json', '--output', 'x.json'],
      /x\.json: is given twice/,
    ],
    [
      'a suffix of no format',
      ['remote-ips', '--logs', 'LOGS', '--output', 'x.pdf', '--output', 'y.xlsx'],
      /x\.pdf: no format ends in \.pdf: say --format, or end it in \.json, [^]*y\.xlsx: no format ends in \.xlsx/,
    ],
    [
      'the log itself',
      ['remote-ips', '--logs', 'LOGS/a.log', '--output', 'LOGS/a.log'],
      /a\.log: is read too, as --logs /,
    ],
    ['a link to it', ['remote-ips', '--logs', 'LOGS/a.log', '--output', 'link'], /link: is read too, as --logs /],
    [
      'a file among the logs',
      ['remote-ips', '--logs', 'LOGS', '--output', 'LOGS/new.json'],
      /new\.json: would be read with the files of --logs /,
    ],
    [
      'one of a glob',
      ['remote-ips', '--logs', 'LOGS/*.log', '--output', 'LOGS/a.log'],
      /a\.log: is among the files of --logs /,
    ],
    [
      'the expectations',
      ['verify', '--expect', 'e.json', '--logs', 'LOGS', '--output', 'e.json'],
      /e\.json: is read too, as --expect /,
    ],
    [
      'two outputs of a query',
      ['query', 'SELECT 1', '--logs', 'LOGS', '--output', 'a.json', '--output', 'a.csv'],
      /to one output/,
    ],
  ])('%s', async (_what, words, sentence) => {
    logs();
    writeFileSync(path('e.json'), '{"kept":true}');
    if (!existsSync(path('link'))) symlinkSync(path('logs', 'a.log'), path('link'));
    const isPath = (word: string): boolean => /^LOGS|\.(json|html|csv|pdf|xlsx)$|^link$/.test(word);
    const args = words.map((word) => (isPath(word) ? path(word.replace('LOGS', 'logs')) : word));
    const { code, stdout, stderr } = await runS3Audit(args, {});
    expect(stderr).toMatch(sentence);
    expect([code, stdout]).toEqual([2, '']);
    expect(readFileSync(path('e.json'), 'utf8')).toBe('{"kept":true}');
    expect(readFileSync(path('logs', 'a.log'), 'utf8')).toBe(LINE);
  });
});

describe('in the log of a GitHub job', () => {
  const inGitHub = { GITHUB_ACTIONS: 'true' };

  test.each([
    ['::set-output name=x::y', '\\u003a:set-output name=x::y'],
    ['one\n  ::error::no', 'one\n  \\u003a:error::no'],
    ['a ##[group] b', 'a \\u0023#[group] b'],
    ['arn:aws:s3:::bucket # ## :', 'arn:aws:s3:::bucket # ## :'],
  ])('%j is no command', (text, logged) => {
    expect(asLogged(text, inGitHub)).toBe(logged);
    expect(asLogged(text, {})).toBe(text);
  });

  test('JSON holds the same strings', () => {
    const text = JSON.stringify(['##[x]', '::y', '\\##[']);
    expect(JSON.parse(asLogged(text, inGitHub))).toEqual(JSON.parse(text));
  });

  test('no line of a report begins a command, whatever a log holds', async () => {
    writeFileSync(path('::error::x.log'), '::stop-commands::x\n##[add-mask]x\n');
    for (const format of ['table', 'csv', 'json']) {
      const args = ['rejects', '--logs', path('::error::x.log'), '--format', format];
      const { stdout, stderr } = await runS3Audit(args, inGitHub);
      expect(`${stdout}${stderr}`).not.toMatch(/^\s*::|##\[/m);
    }
  });
});
