/** What can be asked of a work: a figure that is to be reached at full size, and whether it is the least or the most. */
const FIGURES = {
  'times as fast as gawk': { least: true, digits: 1 },
  'times as long as wc -l': { least: false, digits: 2 },
  'times as long as JSON': { least: false, digits: 2 },
  'times as long as remote-ips': { least: false, digits: 2 },
  'times as long as node -e 0': { least: false, digits: 2 },
  'times as long as an empty CDKTF app': { least: false, digits: 2 },
  'times as long as the usual traffic': { least: false, digits: 2 },
  '% of the lines not read in WebAssembly': { least: false, digits: 2 },
  'MB at the peak': { least: false, digits: 0 },
  'µs of CPU for each event': { least: false, digits: 1 },
  'µs of CPU for each line': { least: false, digits: 1 },
} as const;

export type Figure = keyof typeof FIGURES;

/** What is asked of a work, each figure with its bound. */
export type Asks = Readonly<Partial<Record<Figure, number>>>;

/** What a work reached of a figure that is asked of it. */
export interface Reached {
  readonly work: string;
  readonly figure: Figure;
  readonly asked: number;
  readonly reached: number;
}

/** Pairs what is asked of a work with what was measured of it; what could not be measured is `NaN`, and not reached. */
export function reachedBy(work: string, asks: Asks, measured: Asks): readonly Reached[] {
  return (Object.entries(asks) as [Figure, number][]).map(([figure, asked]) => ({
    ...{ work, figure, asked, reached: measured[figure] ?? NaN },
  }));
}

/** The table of all that is asked, in Markdown. */
export function asksTable(all: readonly Reached[]): string {
  const rows = all.map((one) => {
    const { least, digits } = FIGURES[one.figure];
    const bound = `${least ? 'at least' : 'at most'} ${one.asked} ${one.figure}`;
    const here = Number.isNaN(one.reached) ? 'not measured' : one.reached.toFixed(digits);
    return `| ${[one.work, bound, here, isReached(one) ? 'yes' : 'no'].join(' | ')} |\n`;
  });
  return `### asked and reached\n\n| | asked, at full size | here | reached |\n|---|---|---|---|\n${rows.join('')}`;
}

function isReached({ figure, asked, reached }: Reached): boolean {
  return FIGURES[figure].least ? reached >= asked : reached <= asked;
}
