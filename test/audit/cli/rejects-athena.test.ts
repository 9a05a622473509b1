import { useMockedAthena } from './mocked-athena';

const mocked = useMockedAthena();
const REJECTS = [
  'rejects',
  '--engine',
  'athena',
  '--database',
  'audit',
  '--since',
  '2026-01-05',
  '--until',
  '2026-01-06',
];

describe('s3-audit rejects --engine athena', () => {
  beforeEach(() => {
    mocked.answer(() => [
      ['file', 'line'],
      ['s3://logs/a', 'no record \u001b[2J'],
    ]);
  });

  it('names the object of a line and no line number, which Athena does not know', async () => {
    const { code, out } = await mocked.run(REJECTS);
    expect(code).toBe(0);
    expect(out).toBe('s3://logs/a: does not begin with bucket owner, bucket and [time]: no record \\x1b[2J\n');
  });

  it.each([
    ['json', /"line": 0,/],
    ['csv', /^file,line,reason,text,position\ns3:\/\/logs\/a,0,/],
  ])('has 0 for it in %s', async (format, text) => {
    expect((await mocked.run([...REJECTS, '--format', format])).out).toMatch(text);
  });
});
