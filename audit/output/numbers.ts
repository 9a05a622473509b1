/** A number with its digits in groups of three. */
export function grouped(n: number): string {
  return n.toLocaleString('en-US');
}
