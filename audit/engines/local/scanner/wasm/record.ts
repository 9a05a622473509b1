import { endOfAnyHead, isHead, KEY_END } from './head';
import { marks, MOST_MARKS } from './marks';
import { isOrdinary } from './ordinary';
import { forgetReadings, hasReading } from './readings';
import { mayHoldSecondRecord } from './second-record';
import { isUtf8 } from './utf8';

/** Whether the regular expressions of parse-line.ts have stack enough for a longer line is theirs to find out. */
const LONGEST: usize = 1024 * 1024;
const FEWEST_MARKS: u32 = 16;

/** Number of the space behind the key of the record in hand. */
export let keyEnd: u32 = 0;

/**
 * Says whether the line is a record, and reads its fields: those of ./head.ts, ./answer.ts and ./readings.ts. It lies from
 * `start` to before `end`, without padding. Says no to what is none and to what is not read here: the parser decides then.
 *
 * @param isAscii whether all its bytes are.
 * @param hasBrackets whether it holds more closing brackets than the one behind its time.
 */
export function isRecord(start: usize, end: usize, isAscii: bool, hasBrackets: bool): bool {
  if (marks < FEWEST_MARKS || marks > MOST_MARKS || end - start > LONGEST) return false;
  if (!isAscii && !isUtf8(start, end)) return false;
  const isOfNineWords = isHead(start);
  keyEnd = isOfNineWords ? KEY_END : endOfAnyHead(start);
  if (keyEnd == 0 || (hasBrackets && mayHoldSecondRecord(keyEnd))) return false;
  forgetReadings();
  return (isOfNineWords && isOrdinary(end)) || hasReading(keyEnd, end);
}
