/** A whole number with its digits in groups of three. By hand: the first use of a locale takes ten milliseconds. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `1.5 GB`: decimal units, as prices have them. */
export function bytesText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `1 file`, `1,200 files`: a number with the noun that it counts. */
export function counted(n: number, noun: string): string {
  return `${grouped(n)} ${plural(n, noun)}`;
}

/** `1 file`, `1200 files`, where programs may look for the number. */
export function count(n: number, noun: string): string {
  return `${n} ${plural(n, noun)}`;
}

function plural(n: number, noun: string): string {
  return n === 1 ? noun : `${noun}s`;
}
