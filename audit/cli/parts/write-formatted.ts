import { loadFormat, type Formats } from '../../output/formats';
import type { Layout } from '../../output/layout';
import { writeResult, writeResultParts } from './files';
import { outputsOf, type Output, type OutputOptions } from './outputs';

/** How a command is told to lay its result out. */
export interface WriteOptions extends OutputOptions {
  /** Tables are not fitted to the terminal. */
  readonly wide?: boolean;
  /** So many rows are listed one by one; `null` for the format's own number. */
  readonly top?: number | null;
  readonly all?: boolean;
}

/**
 * Writes a result to each of its outputs, in the format of each.
 *
 * @throws InputError for a format that the command has not, and when a file cannot be written.
 */
export async function writeFormatted<T>(result: T, formats: Formats<T>, options: WriteOptions): Promise<void> {
  for (const output of outputsOf(Object.keys(formats), options)) {
    const render = await loadFormat(formats, output.format);
    const written = render(result, layoutOf(output, options));
    await (typeof written === 'string' ? writeResult(written, output.path) : writeResultParts(written, output.path));
  }
}

/** How wide and how colourful the place is that a result is written to. */
function layoutOf({ path }: Output, { wide = false, top = null, all = false }: WriteOptions): Layout {
  const isTerminal = path === undefined && process.stdout.isTTY;
  return {
    colour: isTerminal && (process.env.NO_COLOR ?? '') === '',
    width: wide || path !== undefined ? undefined : widthOf(process.env.COLUMNS, isTerminal),
    top: all ? Infinity : (top ?? undefined),
  };
}

/** What the environment says, as shells and tests set it, goes before what the terminal says. */
function widthOf(columns: string | undefined, isTerminal: boolean): number | undefined {
  if (columns !== undefined && /^[1-9]\d{0,4}$/.test(columns)) return Number(columns);
  return isTerminal ? process.stdout.columns : undefined;
}
