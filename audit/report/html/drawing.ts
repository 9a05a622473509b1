import { markup, type Html } from '../../output/html';

/** Left to right, top to bottom. */
export type Point = readonly [x: number, y: number];

/** A place with its name and what it is. */
export function box(
  [left, top, width, height]: readonly [left: number, top: number, width: number, height: number],
  name: string,
  detail: string,
): Html {
  return markup`<rect class="place" x="${left}" y="${top}" width="${width}" height="${height}" rx="4" />
<text x="${left + 10}" y="${top + 20}">${shortened(name, width)}</text>
<text class="detail" x="${left + 10}" y="${top + 38}">${shortened(detail, width)}</text>`;
}

/** Letters of these pictures are about so wide. */
const LETTER = 7;

/** As much as fits into a box. */
function shortened(text: string, width: number): string {
  const room = Math.max(4, Math.floor((width - 16) / LETTER));
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

/** An arrow along its points. */
export function wayLine(points: readonly Point[], kind: string): Html {
  const lines = points.slice(1).map(([x, y], i) => {
    const [fromX, fromY] = points[i] ?? [x, y];
    return markup`<line class="way ${kind}" x1="${fromX}" x2="${x}" y1="${fromY}" y2="${y}" />`;
  });
  const [last, before] = [points.at(-1), points.at(-2)];
  if (last === undefined || before === undefined) return markup`${lines}`;
  const [x, y] = last;
  const head = y === before[1] ? `M${x} ${y} l-10 -5 v10 z` : `M${x} ${y} l-5 -10 h10 z`;
  return markup`${lines}<path class="head ${kind}" d="${head}" />`;
}

/** An unordered list of texts. */
export function list(texts: readonly string[]): Html {
  return markup`<ul>
${texts.map((text) => markup`<li>${text}</li>`)}
</ul>`;
}
