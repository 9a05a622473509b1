import { matchesGlob, type Glob } from './wildcard';

/** ARNs are compared segment by segment: a wildcard does not reach across the first five colons. */
export function likeArn(operand: Glob): (value: string) => boolean {
  const patterns = arnSegments(operand);
  if (patterns.length !== 6) return () => false;
  return (value) => {
    const segments = segmentsOf(value);
    return segments.length === 6 && segments.every((text, index) => matchesGlob(patterns[index] ?? [], text));
  };
}

let last: { readonly value: string; readonly segments: readonly string[] } = { value: '', segments: [''] };

/** Of the ARN that was asked of last they are known: the patterns of a policy are asked one after the other. */
function segmentsOf(value: string): readonly string[] {
  if (last.value === value) return last.segments;
  const segments = value.split(':');
  last = { value, segments: segments.length < 5 ? segments : [...segments.slice(0, 5), segments.slice(5).join(':')] };
  return last.segments;
}

function arnSegments(glob: Glob): Glob[] {
  const segments: Glob[number][][] = [[]];
  for (const part of glob) {
    if (typeof part !== 'string') {
      segments.at(-1)?.push(part);
      continue;
    }
    part.split(':').forEach((text, index) => {
      if (index > 0 && segments.length < 6) segments.push([text]);
      else segments.at(-1)?.push(index > 0 ? `:${text}` : text);
    });
  }
  return segments;
}
