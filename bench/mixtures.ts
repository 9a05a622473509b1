import type { Chance } from '../samples/random';

/** What the lines of a corpus are like. Shares are from 0 to 1. */
export interface Mixture {
  /** Each has an address of its own. */
  readonly clients: number;
  /** Share of the clients whose address is IPv6. */
  readonly ipv6: number;
  /** Share of the lines that are no usual request: services' rows, damage, forgeries, copies. */
  readonly odd: number;
  /** Referer and user agent, as the line has them. */
  readonly agents: (agent: string, chance: Chance) => string;
  /** How many fields follow the user agent; one is chosen for each line. */
  readonly generations: readonly [number, ...number[]];
  /** Begins with a byte order mark and ends within a line. */
  readonly damaged?: boolean;
  /** In which times are written. @default `+0000` */
  readonly zone?: string;
  /** How many there are. @default the four with names of their own */
  readonly buckets?: number;
  /** Seconds from some twenty lines to the next. @default 1 */
  readonly pause?: number;
  /** Whether operations are those of the SOAP API, as in the oldest logs. @default those of REST */
  readonly soap?: boolean;
}

/** A bare referer, and a user agent in quotes. */
const bareReferer = (agent: string): string => `- "${agent}"`;
const noReferer = (agent: string): string => `"-" "${agent}"`;

const REFERERS = [
  'https://www.example.com/',
  'https://search.example.net/?q=private+path&page=2',
  'http://[2001:db8::1]:8080/a/b',
  'https://example.org/caf\u00c3\u00a9',
] as const;

const referred = (agent: string, chance: Chance): string => `"${chance.pick(REFERERS)}" "${agent}"`;

/** What clients write who have quotes, one or many, with spaces round them or none. */
const QUOTED = [
  (agent: string) => `"-" "${agent} (the "best" one)"`,
  (agent: string) => `"-" "it's 5" ${agent}"`,
  (agent: string) => `"https://example.com/?q="a"" "${agent}"`,
  (agent: string) => `"https://example.com/?q="a b"" "${agent}"`,
  (agent: string) => `- ""${agent}""`,
] as const;

const quoted = (agent: string, chance: Chance): string => chance.pick(QUOTED)(agent);

/** Chooses one of several ways for each line. */
function oneOf(...ways: [Mixture['agents'], ...Mixture['agents'][]]): Mixture['agents'] {
  return (agent, chance) => chance.pick(ways)(agent, chance);
}

const USUAL: Mixture = {
  clients: 3000,
  ipv6: 0.2,
  odd: 0.01,
  agents: noReferer,
  generations: [10, 10, 10, 9, 8, 1, 0],
};

/** Corpora by name: the usual one, and such as nobody made to please the scanner. */
export const MIXTURES = {
  usual: USUAL,
  hostile: { ...USUAL, odd: 0.5, damaged: true },
  'five in a hundred hostile': { ...USUAL, odd: 0.05 },
  referers: { ...USUAL, agents: oneOf(referred, referred, bareReferer, noReferer) },
  quotes: { ...USUAL, agents: oneOf(quoted, quoted, referred, noReferer) },
  'bare fields': {
    ...USUAL,
    agents: oneOf(
      bareReferer,
      () => '- -',
      () => '"https://example.com/" -',
    ),
  },
  'IPv6 only': { ...USUAL, ipv6: 1 },
  'old generation': { ...USUAL, generations: [0] },
  'SOAP in another zone': { ...USUAL, soap: true, zone: '-0730', generations: [0] },
  '10,000 buckets': { ...USUAL, clients: 10_000, buckets: 10_000 },
  'fifteen years': { ...USUAL, pause: 6 * 3600 },
  '100,000 addresses': { ...USUAL, clients: 100_000 },
  'a million groups': { ...USUAL, clients: 400_000 },
  '65,000 groups': { ...USUAL, clients: 12_000, agents: oneOf(bareReferer, referred, quoted, noReferer) },
} as const satisfies Readonly<Record<string, Mixture>>;

export type MixtureName = keyof typeof MIXTURES;
