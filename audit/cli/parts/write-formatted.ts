import { loadFormat, type Formats } from '../../output/formats';
import type { Layout } from '../../output/layout';
import { writeResult, writeResultParts } from './files';

/** How a command is told to write its result. */
export interface OutputOptions {
  readonly format: string;
  readonly output?: string;
  /** Tables are not fitted to the terminal. */
  readonly wide?: boolean;
  /** So many rows are listed one by one; `null` for the format's own number. */
  readonly top?: number | null;
  readonly all?: boolean;
}

/**
 * Writes a result in the format asked for, to a file or to standard output.
 *
 * @throws InputError for an unknown format, and when the file cannot be written.
 */
export async function writeFormatted<T>(result: T, formats: Formats<T>, options: OutputOptions): Promise<void> {
  const { format, output } = options;
  const render = await loadFormat(formats, format);
  const written = render(result, layoutOf(options));
  await (typeof written === 'string' ? writeResult(written, output) : writeResultParts(written, output));
}

/** How wide and how colourful the place is that a result is written to. */
function layoutOf({ output, wide = false, top = null, all = false }: OutputOptions): Layout {
  const isTerminal = output === undefined && process.stdout.isTTY;
  return {
    colour: isTerminal && (process.env.NO_COLOR ?? '') === '',
    width: wide || output !== undefined ? undefined : widthOf(process.env.COLUMNS, isTerminal),
    top: all ? Infinity : (top ?? undefined),
  };
}

/** What the environment says, as shells and tests set it, goes before what the terminal says. */
function widthOf(columns: string | undefined, isTerminal: boolean): number | undefined {
  if (columns !== undefined && /^[1-9]\d{0,4}$/.test(columns)) return Number(columns);
  return isTerminal ? process.stdout.columns : undefined;
}
