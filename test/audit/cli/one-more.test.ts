import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../audit/cli/main';
import { REGISTRIES } from '../../../audit/cli/parts/shell';
import { COLLECT_FORMATS } from '../../../audit/collect/formats';
import { DOCTOR_FORMATS } from '../../../audit/doctor/formats';
import { EVALUATE_FORMATS } from '../../../audit/evaluate/formats';
import { loadFormat, type Formats } from '../../../audit/output/formats';
import { QUERY_FORMATS } from '../../../audit/query/formats';
import { REJECT_FORMATS, REPORT_FORMATS, TIMELINE_FORMATS } from '../../../audit/report/registry/formats';
import { REQUEST_FORMATS } from '../../../audit/request/formats';
import { REVIEW_FORMATS } from '../../../audit/review/report/formats';
import { useTemporaryDirectory } from '../../temporary-directory';
import { expectations } from '../judge/request-group';
import { standardOutput } from '../../../audit/cli/parts/standard-output';

const directory = useTemporaryDirectory();

const REGISTRIES_AND_ONE = {
  engines: { ...REGISTRIES.engines, memory: async () => (await import('./one-more-engine')).openOneMoreEngine },
  reportFormats: {
    ...REGISTRIES.reportFormats,
    addresses: async () => (await import('./one-more-format')).addressList,
  },
};

async function said(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  jest.spyOn(standardOutput, 'write').mockImplementation((text) => ((texts.out += text), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((texts.err += String(text)), true));
  const code = await main(args, REGISTRIES_AND_ONE);
  jest.restoreAllMocks();
  return { code, ...texts };
}

describe('one more engine is one file and one row', () => {
  const expectFile = (): string => {
    const path = join(directory(), 'expect.json');
    writeFileSync(path, JSON.stringify(expectations));
    return path;
  };

  test.each([
    ['remote-ips', [], 0, /10\.20\.3\.4/],
    ['verify', ['expect'], 0, /verdict: PASS/],
    ['timeline', ['expect'], 0, /no request got through by another path/],
    ['rejects', [], 0, /^memory:1: is no record: x\n$/],
    ['request', ['ID'], 3, /judged by CloudTrail alone/],
    ['query', ['SELECT 1'], 0, /^n\n1\n$/],
  ])('%s asks it', async (command, given, code, words) => {
    const args = given[0] === 'expect' ? ['--expect', expectFile()] : given;
    const result = await said([command, ...args, '--engine', 'memory']);
    expect(result).toMatchObject({ code, out: expect.stringMatching(words) as string });
  });

  test('help names it', async () => {
    expect((await said(['verify', '--help'])).out).toMatch(/"local",\s+"athena",[^)]*"memory"/);
  });

  test('what it says goes to standard error', async () => {
    expect((await said(['remote-ips', '--engine', 'memory'])).err).toBe('s3-audit: one more engine reads\n');
  });
});

describe('one more format is one file and one row', () => {
  test('a command writes it', async () => {
    const result = await said(['remote-ips', '--engine', 'memory', '--format', 'addresses']);
    expect(result).toMatchObject({ code: 0, out: '10.20.3.4\n' });
  });

  test('help names it', async () => {
    expect((await said(['remote-ips', '--help'])).out).toMatch(/"addresses"/);
  });
});

describe('an unknown format is refused and never written as nothing', () => {
  const ALL: Readonly<Record<string, Formats<never>>> = {
    ...{ COLLECT_FORMATS, DOCTOR_FORMATS, EVALUATE_FORMATS, QUERY_FORMATS, REJECT_FORMATS, REPORT_FORMATS },
    ...{ TIMELINE_FORMATS, REQUEST_FORMATS, REVIEW_FORMATS },
  };

  test.each(Object.entries(ALL))('by the registry %s', async (_name, formats) => {
    for (const name of ['pdf', '', 'constructor', '__proto__'])
      await expect(loadFormat(formats, name)).rejects.toThrow(`--format ${name}: allowed: table, json`);
  });

  test.each(Object.entries(ALL))('and each of %s is loaded', async (_name, formats) => {
    for (const name of Object.keys(formats)) await expect(loadFormat(formats, name)).resolves.toBeInstanceOf(Function);
  });
});

test('what the command line names there is: no engine is opened by a name of an object', async () => {
  const { openEngine } = await import('../../../audit/engines/open-engine');
  const host = { note: () => undefined } as never;
  await expect(openEngine({ engine: 'constructor', queryTimeout: 1 }, host)).rejects.toThrow('allowed: local, athena');
});
