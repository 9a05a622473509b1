import { FIRST_SEEN, LINE_LENGTH, ORDER_IN_SAMPLE, ORDER_LENGTH, SAMPLE, SAMPLE_ROOM } from '../layout';
import { allocate } from './memory';

// The first record of each group, which stands for it: by time, then by the text of request ID, operation and key (of a group,
// operations are equal), then by its line, so that it does not depend on who read which line.

/** Samples are copied with some room: the next one may be a little longer. */
const SPARE: u32 = 64;

/**
 * Keeps a record as the sample of its group where it is before the one that is kept; before it is counted there.
 *
 * @param orderAt 0 where none is kept.
 */
export function keepFirst(
  group: usize,
  time: f64,
  orderAt: usize,
  orderEnd: usize,
  lineAt: usize,
  lineEnd: usize,
): void {
  if (orderAt == 0) return;
  const sample = <usize>load<u32>(group, SAMPLE);
  if (sample != 0) {
    const first = load<f64>(group, FIRST_SEEN);
    if (time > first) return;
    if (time == first && !isBefore(orderAt, orderEnd, lineAt, lineEnd, sample)) return;
  }
  const order = <u32>(orderEnd - orderAt);
  const line = <u32>(lineEnd - lineAt);
  const to = roomFor(group, sample, order + line);
  store<u32>(to, order, ORDER_LENGTH);
  store<u32>(to, line, LINE_LENGTH);
  memory.copy(to + ORDER_IN_SAMPLE, orderAt, order);
  memory.copy(to + ORDER_IN_SAMPLE + order, lineAt, line);
}

/** Keeps the sample of another scanner's group where it is before the own one; before its times are taken over. */
export function keepFirstOf(group: usize, other: usize): void {
  const sample = <usize>load<u32>(other, SAMPLE);
  if (sample == 0) return;
  const first = load<f64>(group, FIRST_SEEN);
  const time = load<f64>(other, FIRST_SEEN);
  if (time > first) return;
  const orderAt = sample + ORDER_IN_SAMPLE;
  const orderEnd = orderAt + load<u32>(sample, ORDER_LENGTH);
  const lineEnd = orderEnd + load<u32>(sample, LINE_LENGTH);
  const own = <usize>load<u32>(group, SAMPLE);
  if (time < first || isBefore(orderAt, orderEnd, orderEnd, lineEnd, own)) store<u32>(group, <u32>sample, SAMPLE);
}

function isBefore(orderAt: usize, orderEnd: usize, lineAt: usize, lineEnd: usize, sample: usize): bool {
  const keptAt = sample + ORDER_IN_SAMPLE;
  const keptEnd = keptAt + load<u32>(sample, ORDER_LENGTH);
  const order = compared(orderAt, orderEnd, keptAt, keptEnd);
  if (order != 0) return order < 0;
  return compared(lineAt, lineEnd, keptEnd, keptEnd + load<u32>(sample, LINE_LENGTH)) < 0;
}

/** Below zero where the first text stands before the second, byte for byte, zero where they are equal. */
function compared(a: usize, aEnd: usize, b: usize, bEnd: usize): i32 {
  for (; a < aEnd && b < bEnd; a++, b++) {
    const difference = <i32>load<u8>(a) - <i32>load<u8>(b);
    if (difference != 0) return difference;
  }
  return a < aEnd ? 1 : b < bEnd ? -1 : 0;
}

/** The place of a group's sample: the one that it has, unless that is too small. */
function roomFor(group: usize, sample: usize, bytes: u32): usize {
  if (sample != 0 && load<u32>(sample, SAMPLE_ROOM) >= bytes) return sample;
  const room = bytes + SPARE;
  const made = allocate(<u32>ORDER_IN_SAMPLE + room);
  store<u32>(made, room, SAMPLE_ROOM);
  store<u32>(group, <u32>made, SAMPLE);
  return made;
}
