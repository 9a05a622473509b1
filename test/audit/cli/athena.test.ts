import { main } from '../../../audit/cli/main';
import { standardOutput } from '../../../audit/cli/parts/standard-output';

/** Runs the command without AWS: what it says is said before any call. */
async function said(args: readonly string[]): Promise<{ code: number; text: string }> {
  const written: string[] = [];
  const out = jest.spyOn(standardOutput, 'write').mockImplementation((text) => written.push(text) > 0);
  const err = jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const code = await main(args);
  out.mockRestore();
  err.mockRestore();
  return { code, text: written.join('') };
}

const ATHENA = ['remote-ips', '--engine', 'athena'];
const TABLES = [
  'tables',
  '--print',
  '--location',
  's3://logs/s3-access/',
  '--account',
  '222222222222',
  '--log-region',
  'us-east-1',
];

describe('s3-audit with Athena', () => {
  test.each([
    ['no database', ATHENA, '--database <name> is required'],
    ['files as well', [...ATHENA, '--database', 'd', '--logs', 'x'], 'not --logs and --cloudtrail'],
    [
      'two roles',
      [
        ...ATHENA,
        '--database',
        'd',
        '--role-arn',
        'arn:aws:iam::111111111111:role/a',
        'arn:aws:iam::222222222222:role/b',
      ],
      'takes one role',
    ],
    [
      'a table that is none',
      [...ATHENA, '--database', 'd', '--table', 'a"b', '--since', '2026-01-05'],
      'is no name for Athena',
    ],
    ['a size that is none', [...ATHENA, '--max-scan', 'much'], 'a size such as 500MB'],
    ['results nowhere', [...ATHENA, '--database', 'd', '--results', 'out'], 's3://bucket/prefix/'],
    ['an empty window', [...ATHENA, '--database', 'd', '--since', '2999-01-01'], 'not in the future'],
    ['no logs for the local engine', ['remote-ips'], "required option '--logs <path...>'"],
    [
      'a window for rejects in files',
      ['rejects', '--logs', 'x', '--since', '2026-01-05'],
      'rejects: --bucket, --since and --until select folders that Athena reads',
    ],
    ['tables without buckets', TABLES, 'buckets: at least one is needed'],
    ['tables of nothing', ['tables', '--print'], 'where the logs lie'],
    ['tables of nothing for a Trino', ['tables', '--print', '--dialect', 'trino'], 'where the logs lie'],
  ])('given %s, says so and ends with 2', async (_what, args, words) => {
    const { code, text } = await said(args);
    expect(text).toContain(words);
    expect(code).toBe(2);
  });

  it('prints every statement without calling AWS', async () => {
    const { code, text } = await said([...TABLES, '--bucket', 'orders']);
    expect(code).toBe(0);
    expect(text).toMatch(/^CREATE DATABASE.*\n\nCREATE EXTERNAL TABLE IF NOT EXISTS `s3_audit`\.`access_logs`/);
    expect(text).toContain('CREATE OR REPLACE VIEW "s3_audit"."access_log_records"');
  });
});
