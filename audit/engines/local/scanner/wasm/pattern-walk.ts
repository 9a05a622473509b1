import { FIRST_PART, FIRST_ROW, LEFT, OFFSETS, PARTS_END, SETTLED } from '../layout';

// Which patterns match a text: one walk over it, from row to row, as ../layout.ts has them. Rows are made as texts ask for them
// (../pattern-rows.ts), by units of UTF-16, which is what a `?` of a policy stands for one of.

/**
 * Makes the row that a unit leads to from a row, of which `offset` is that of the unit; gives `LEFT` where there are too many.
 */
// @external('scan', 'onStep')
declare function onStep(row: usize, offset: u32): usize;

// @inline
export function firstPart(division: usize): usize {
  return <usize>load<u32>(division, FIRST_PART);
}

// @inline
export function partsEnd(division: usize): usize {
  return <usize>load<u32>(division, PARTS_END);
}

// @inline
export function firstRow(part: usize): usize {
  return <usize>load<u32>(part, FIRST_ROW);
}

/** The row behind bytes, each a unit of its own. */
export function afterBytes(part: usize, row: usize, from: usize, end: usize): usize {
  const offsets = <usize>load<u32>(part, OFFSETS);
  let now = row;
  for (let at = from; at < end && (now & SETTLED) == 0; at++) now = next(now, offsets, <u32>load<u8>(at));
  return now;
}

/** The row behind units. */
export function afterUnits(part: usize, row: usize, from: usize, end: usize): usize {
  const offsets = <usize>load<u32>(part, OFFSETS);
  let now = row;
  for (let at = from; at < end && (now & SETTLED) == 0; at += 2) now = next(now, offsets, <u32>load<u16>(at));
  return now;
}

// @inline
function next(row: usize, offsets: usize, unit: u32): usize {
  const offset = load<u32>(offsets + ((<usize>unit) << 2));
  const found = <usize>load<u32>(row + offset);
  return found != 0 ? found : onStep(row, offset);
}

/** Says whether the walk was left, for the parser to read the line. */
// @inline
export function isLeft(row: usize): bool {
  return row == LEFT;
}
