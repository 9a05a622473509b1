import type { MixtureName } from './mixtures';

/** What is read, and by whom besides ours. */
export interface Scenario {
  readonly name: string;
  readonly mixture: MixtureName;
  readonly gigabytes: number;
  readonly files: number;
  readonly gzip: boolean;
  /** Names of the peers. */
  readonly beside: readonly string[];
  /** Whether CloudTrail files are read too; only ours can. */
  readonly trail?: boolean;
  /** Whether the logs are loaded into tables, for SQL; only ours are. */
  readonly query?: boolean;
  /** What is to be reached: microseconds of CPU for each event or line, all included, and megabytes at the peak. */
  readonly ask?: { readonly each: 'event' | 'line'; readonly microseconds: number; readonly megabytes?: number };
}

const ALL = ['gawk', 'mawk', 'GoAccess', 'lnav', 'rg, sort, uniq', 'DuckDB', 'wc -l'];

const usual = { mixture: 'usual', gzip: false } as const;

/** A quarter of a gigabyte of each kind of traffic, beside gawk alone. */
const mixed = (mixture: MixtureName, gigabytes = 0.25): Scenario => ({
  ...{ name: mixture, mixture, gigabytes, files: 1, gzip: false },
  beside: ['gawk', 'wc -l'],
});

/** Everything that docs/benchmarks.md tells of. */
const SCENARIOS: readonly Scenario[] = [
  { name: 'one file', ...usual, gigabytes: 1, files: 1, beside: ALL },
  { name: '20,000 files', ...usual, gigabytes: 1, files: 20_000, beside: ['gawk', 'wc -l'] },
  { name: '100 compressed files', ...usual, gigabytes: 1, files: 100, gzip: true, beside: ['gawk', 'wc -l'] },
  mixed('usual'),
  mixed('65,000 groups'),
  mixed('referers'),
  mixed('quotes'),
  mixed('bare fields'),
  mixed('five in a hundred hostile'),
  mixed('IPv6 only'),
  mixed('old generation'),
  mixed('100,000 addresses'),
  mixed('a million groups', 1),
  {
    ...{
      name: 'a million lines joined to CloudTrail',
      ...usual,
      gigabytes: 0.585,
      files: 100,
      beside: [],
      trail: true,
    },
    ask: { each: 'event', microseconds: 15 },
  },
  {
    ...{ name: 'loaded for query', ...usual, gigabytes: 1, files: 100, beside: [], query: true },
    ask: { each: 'line', microseconds: 16, megabytes: 600 },
  },
];

/**
 * Those whose names hold a text.
 *
 * @throws Error when there is none.
 */
export function scenariosNamed(text: string): readonly Scenario[] {
  const named = SCENARIOS.filter(({ name }) => name.includes(text));
  if (named.length > 0) return named;
  throw new Error(`--only ${text}: no name holds that; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);
}
