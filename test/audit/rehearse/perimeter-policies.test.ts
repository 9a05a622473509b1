import { readFileSync } from 'node:fs';
import { ENGINES } from '../../../audit/engines/open-engine';
import type { RehearseOptions } from '../../../audit/cli/parts/rehearse-logs';
import { rehearseLogs } from '../../../audit/cli/parts/rehearse-logs';
import { guardingFile } from '../../../audit/rehearse/guarding-file';
import { KNOWN, PERIMETERS, type Perimeter } from './perimeter-policies';

const OPTIONS: RehearseOptions = {
  engine: 'local',
  queryTimeout: 60,
  logs: ['samples/planned/logs'],
  cloudtrail: ['samples/planned/cloudtrail'],
  expect: 'samples/expectations.json',
  since: null,
  until: null,
  plain: false,
  failOn: ['denied', 'allowed', 'undecided'],
};
const OWNER = ['aws:ResourceAccount=222222222222'];
const ASSUMED = [...OWNER, ...Object.entries(KNOWN).map((pair) => pair.join('='))];

/** Condition keys as AWS writes them, with the part that a user chooses. */
const KEY = /\b(?:aws|s3|kms|ec2|glue|lambda):[A-Za-z][\w-]*(?:\/[\w:-]+)?/g;

async function rehearsed({ resource, document }: Perimeter, assume: readonly string[]) {
  const guards = guardingFile(resource, JSON.stringify(document), 'the example');
  if (!guards.ok) throw new Error(guards.problems.join('; '));
  return rehearseLogs({ ...OPTIONS, assume }, { after: guards.value, before: undefined }, ENGINES);
}

async function told(perimeter: Perimeter, assume: readonly string[]): Promise<string> {
  const { rehearsed: groups } = await rehearsed(perimeter, assume);
  const counts = new Map<string, number>();
  for (const { change, group } of groups) counts.set(change, (counts.get(change) ?? 0) + group.requests);
  return [...counts].map(([change, requests]) => `${requests} ${change}`).join(', ');
}

async function undecidedKeys(perimeter: Perimeter): Promise<readonly string[]> {
  const { rehearsed: groups } = await rehearsed(perimeter, OWNER);
  const why = groups.flatMap((one) => (one.change === 'undecided' ? one.why : []));
  return [...new Set(why.join(' ').match(KEY) ?? [])].sort();
}

test.each(PERIMETERS.map((one) => [one.example, one] as const))(
  'three recorded nights by %s, and what no log tells of them, stand in the documentation',
  async (example, perimeter) => {
    const keys = (await undecidedKeys(perimeter)).map((key) => `\`${key}\``).join(', ');
    const [, file = ''] = /([^/]+)\.json$/.exec(example) ?? [];
    const row = [file, await told(perimeter, OWNER), keys === '' ? '-' : keys, await told(perimeter, ASSUMED)];
    const rows = readFileSync('docs/rehearse.md', 'utf8')
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' '));
    expect(rows).toContain(`| \`${row[0] ?? ''}\` | ${row.slice(1).join(' | ')} |`);
  },
);
