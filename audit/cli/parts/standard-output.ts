import { once } from 'node:events';
import { fstatSync, writeSync } from 'node:fs';
import { InputError } from '../../errors/input-error';
import { codeOf, reasonOf } from '../../errors/reason';
import { EXIT } from './exit-codes';

const DESCRIPTOR = 1;

/**
 * Standard output, written to by the system's call as long as that takes what it is given: to load Node's stream takes longer
 * than to read a thousand lines and judge them.
 */
export const standardOutput = {
  /**
   * Writes.
   *
   * @returns when it is taken; false where its reader has seen enough (head, a closed pager): that is no error, and no reason to go on.
   * @throws InputError where it cannot be written to.
   */
  write(text: string): boolean | Promise<boolean> {
    const bytes = Buffer.from(text);
    // What it was given once may wait there still.
    if (opened !== undefined) return writeToStream(bytes);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(DESCRIPTOR, bytes, written);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EPIPE') return false;
      // Whoever gave it does not let its writers wait.
      if (codeOf(error) === 'EAGAIN') return writeToStream(bytes.subarray(written));
      throw new InputError([`standard output: ${reasonOf(error)}`]);
    }
  },

  /** Its width in characters where it is a terminal. */
  columns(): number | undefined {
    return mayBeTerminal() && process.stdout.isTTY ? process.stdout.columns : undefined;
  },
};

/** A console of Windows says of itself what it is to its stream alone. */
function mayBeTerminal(): boolean {
  return process.platform === 'win32' || fstatSync(DESCRIPTOR).isCharacterDevice();
}

async function writeToStream(bytes: Buffer): Promise<boolean> {
  const stream = streamOfOutput();
  if (stream.destroyed) return false;
  if (!stream.write(bytes)) await drained(stream);
  return !stream.destroyed;
}

let opened: NodeJS.WriteStream | undefined;

function streamOfOutput(): NodeJS.WriteStream {
  opened ??= process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`s3-audit: standard output: ${error.message}\n`);
    process.exit(EXIT.usage);
  });
  return opened;
}

/** Waits until the stream takes more, or its reader has left. */
async function drained(stream: NodeJS.WriteStream): Promise<void> {
  const waiting = new AbortController();
  const event = (name: string): Promise<unknown> => once(stream, name, { signal: waiting.signal });
  await Promise.race([event('drain'), event('close')]).catch(() => undefined);
  // A long result waits thousands of times; listeners that stayed would add up.
  waiting.abort();
}
