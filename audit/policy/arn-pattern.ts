import { matchesGlob, type Glob } from './wildcard';

/** ARNs are compared segment by segment: a wildcard does not reach across the first five colons. */
export function likeArn(operand: Glob): (value: string) => boolean {
  const patterns = arnSegments(operand);
  if (patterns.length !== 6) return () => false;
  return (value) => {
    const segments = value.split(':');
    const resource = segments.splice(5).join(':');
    return (
      segments.length === 5 && [...segments, resource].every((text, index) => matchesGlob(patterns[index] ?? [], text))
    );
  };
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
