import type { Asks } from './asks';
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
  readonly asks: Asks;
}

const ALL = ['gawk', 'mawk', 'GoAccess', 'lnav', 'rg, sort, uniq', 'DuckDB', 'wc -l'];

const usual = { mixture: 'usual', gzip: false } as const;

/** A quarter of a gigabyte of each kind of traffic, beside gawk alone. */
const mixed = (mixture: MixtureName, asks: Asks, gigabytes = 0.25): Scenario => ({
  ...{ name: mixture, mixture, gigabytes, files: 1, gzip: false, asks },
  beside: ['gawk', 'wc -l'],
});

const AS_USUAL: Asks = { 'times as long as the usual traffic': 1.3, '% of the lines not read in WebAssembly': 0.5 };

/** Everything that docs/benchmarks.md tells of. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'one file', ...usual, gigabytes: 1, files: 1, beside: ALL, asks: { 'times as fast as gawk': 10 } },
  {
    ...{ name: '20,000 files', ...usual, gigabytes: 1, files: 20_000, beside: ['gawk', 'wc -l'] },
    asks: { 'times as long as wc -l': 2 },
  },
  {
    ...{ name: '100 compressed files', ...usual, gigabytes: 1, files: 100, gzip: true, beside: ['gawk', 'wc -l'] },
    asks: { 'times as long as wc -l': 1.2 },
  },
  mixed('usual', { 'times as fast as gawk': 5 }),
  mixed('65,000 groups', { 'times as fast as gawk': 3 }),
  mixed('referers', AS_USUAL),
  mixed('quotes', AS_USUAL),
  mixed('bare fields', AS_USUAL),
  mixed('five in a hundred hostile', AS_USUAL),
  mixed('IPv6 only', AS_USUAL),
  mixed('old generation', AS_USUAL),
  mixed('SOAP in another zone', AS_USUAL),
  mixed('10,000 buckets', { 'times as fast as gawk': 1.5 }),
  mixed('fifteen years', { 'times as fast as gawk': 3 }),
  mixed('100,000 addresses', { 'times as fast as gawk': 1.5, 'MB at the peak': 400 }),
  mixed('a million groups', { 'times as fast as gawk': 1.5, 'MB at the peak': 1000 }, 1),
  {
    ...{
      name: 'a million lines joined to CloudTrail',
      ...usual,
      gigabytes: 0.585,
      files: 100,
      beside: [],
      trail: true,
    },
    asks: { 'µs of CPU for each event': 15 },
  },
  {
    ...{ name: 'loaded for query', ...usual, gigabytes: 1, files: 100, beside: [], query: true },
    asks: { 'µs of CPU for each line': 16, 'MB at the peak': 600 },
  },
];
