import { closeSync, openSync, writeSync } from 'node:fs';
import { printable } from '../../../../../contract/printable';
import { redactUri } from '../../../../access-log/redact-uri';
import { InputError } from '../../../../errors/input-error';
import { reasonOf } from '../../../../errors/reason';
import { exposureOf } from '../../../../records/outcome';
import { orNoStatus, orNull } from '../../scanner/group-key';
import { DIGEST_DIGITS, ROW_ROOM } from '../../scanner/layout';
import { createLineRoom } from '../../scanner/line-room';
import type { Part } from '../../scanner/parts';
import { loadProgram, randomHashKey, startProgram } from '../../scanner/program';
import { scanPart, type OnBytes } from '../../scanner/scan-part';
import { digestOf, readRow, type LineRow } from './line-row';
import { OTHER_DIRECTORY, rowText } from './row-text';

/** A part of a log, and the number that its rows bear. */
export interface NumberedPart {
  readonly number: number;
  readonly part: Part;
}

/** Parts to be read, and the file to be made of their rows. */
export interface RowOrder {
  readonly path: string;
  readonly parts: readonly NumberedPart[];
}

/** What became of a part's lines. */
export interface PartRows extends NumberedPart {
  readonly lines: number;
  readonly blank: number;
  readonly rejects: number;
  /** Lines that end in a carriage return and a line feed. */
  readonly returns: number;
  /** Why its end was not reached, where it was not. */
  readonly damage: string | undefined;
}

/** A file of rows. */
export interface RowsReport {
  readonly path: string;
  readonly rows: number;
  /** Bytes of the longest row. */
  readonly longest: number;
  readonly parts: readonly PartRows[];
}

/** Told of what was read so far of the parts of an order. */
export type OnRowsRead = (read: Pick<PartRows, 'lines' | 'rejects'> & { readonly bytes: number }) => void;

/** Reads logs into files of rows. */
export interface RowScanner {
  /** @throws InputError where a log cannot be read, or the rows cannot be written. */
  scan(order: RowOrder, onRead?: OnRowsRead): Promise<RowsReport>;
}

/** No lines are remembered: memory is what the longest line of 16 MiB needs. */
const MEMORY = 128 * 1024 * 1024;

/** Makes a scanner of rows: the WebAssembly program writes those of the records that it reads, the parser all others. */
export function createRowScanner(): RowScanner {
  const shared = loadProgram(MEMORY, randomHashKey());
  let memory = Buffer.from(shared.memory.buffer);
  let output: RowOutput | undefined;
  let number = 0;
  const count = { rejects: 0, rows: 0, longest: 0 };

  const bytesAt = (start: number, end: number): Buffer => {
    // It grows with the room for a line.
    if (end > memory.length) memory = Buffer.from(shared.memory.buffer);
    return memory.subarray(start, end);
  };

  const program = startProgram(
    shared,
    {
      onExact(start, end) {
        add(lines(), readRow(bytesAt(start, end)));
      },
      onAnswer: (status, errorCodeAt, errorCodeEnd) =>
        exposureOf({ httpStatus: orNoStatus(status), errorCode: orNull(room.text(errorCodeAt, errorCodeEnd)) }),
      onRecord: () => 0,
    },
    {
      onDigest(start, end, to) {
        bytesAt(to, to + DIGEST_DIGITS).write(digestOf(bytesAt(start, end)), 'latin1');
      },
      onParameters(start, end, to, most) {
        const text = bytesAt(start, end).toString('latin1');
        const redacted = Buffer.from(redactUri(text), 'latin1');
        // What is cut out may end within a character.
        const bytes = redacted.length === text.length ? redacted : Buffer.from(redacted.toString('utf8'));
        if (bytes.length > most) return -1;
        bytesAt(to, to + most).set(bytes);
        return bytes.length;
      },
      onRows: (start, end) => output?.write(bytesAt(start, end)),
    },
  );
  const room = createLineRoom(shared.memory, program, (beginning) => {
    // The program does not see such a line.
    program.linesBefore.value--;
    add(lines(), readRow(Buffer.from(beginning, 'latin1'), false));
  });

  /** Lines so far of the input in hand. */
  function lines(): number {
    return program.lines.value - program.linesBefore.value;
  }

  function add(line: number, row: LineRow): void {
    if (row.kind === 'blank') throw new Error('the scanner took a blank line for a record');
    if (row.kind === 'reject') count.rejects++;
    const bytes = Buffer.from(rowText(number, line, row));
    count.rows++;
    count.longest = Math.max(count.longest, bytes.length);
    if (bytes.length > ROW_ROOM) {
      program.flushRows();
      output?.write(bytes);
      return;
    }
    program.makeRowRoom(bytes.length);
    bytesAt(program.rowsEnd.value, program.rowsEnd.value + bytes.length).set(bytes);
    program.rowsEnd.value += bytes.length;
  }

  async function scanNumbered({ number: inputNumber, part }: NumberedPart, onBytes: OnBytes): Promise<PartRows> {
    number = inputNumber;
    program.startRows(number, program.lines.value);
    const before = { blank: program.blank.value, returns: program.returns.value, rejects: count.rejects };
    const damage = await scanPart(room, part, onBytes);
    return {
      ...{ number, part, damage, lines: lines() },
      blank: program.blank.value - before.blank,
      returns: program.returns.value - before.returns,
      rejects: count.rejects - before.rejects,
    };
  }

  return {
    async scan({ path, parts: numbered }, onRead) {
      const before = { rows: count.rows + program.rows.value, lines: program.lines.value, rejects: count.rejects };
      let bytes = 0;
      const parts: PartRows[] = [];
      output = createRowOutput(path);
      try {
        for (const part of numbered) {
          const read = scanNumbered(part, (length) => {
            bytes += length;
            onRead?.({ lines: program.lines.value - before.lines, rejects: count.rejects - before.rejects, bytes });
          });
          parts.push(await read);
        }
        program.flushRows();
      } finally {
        output.close();
      }
      const longest = Math.max(count.longest, program.longestRow.value);
      return { path, rows: count.rows + program.rows.value - before.rows, longest, parts };
    },
  };
}

interface RowOutput {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** @throws InputError where the file cannot be made, or takes no more. */
function createRowOutput(path: string): RowOutput {
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new InputError([`${printable(path)}: ${reasonOf(error)} ${OTHER_DIRECTORY}`]);
    }
  };
  const descriptor = told(() => openSync(path, 'wx', 0o600));
  return {
    write(bytes) {
      for (let done = 0; done < bytes.length;) done += told(() => writeSync(descriptor, bytes, done));
    },
    close() {
      closeSync(descriptor);
    },
  };
}
