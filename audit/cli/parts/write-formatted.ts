import { printable } from '../../../contract/printable';
import { loadFormat, type Formats } from '../../output/formats';
import type { Layout } from '../../output/layout';
import { tell } from './tell';
import { writeResult, writeResultParts } from './files';
import { standardOutput } from './standard-output';
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
  const outputs = outputsOf(Object.keys(formats), options);
  for (const output of outputs) {
    const render = await loadFormat(formats, output.format);
    const written = await render(result, layoutOf(output, options));
    await (typeof written === 'string' ? writeResult(written, output.path) : writeResultParts(written, output.path));
  }
  const paths = outputs.flatMap(({ path }) => (path === undefined ? [] : [printable(path)]));
  if (paths.length === outputs.length) tell(`${verdictSentence(result)}written to ${paths.join(', ')}`);
}

/** What a result that nobody sees on the terminal comes to. */
function verdictSentence(result: unknown): string {
  const isVerdict = typeof result === 'object' && result !== null && 'verdict' in result;
  return isVerdict ? `verdict: ${String(result.verdict).toUpperCase()}; ` : '';
}

/** How wide and how colourful the place is that a result is written to. */
function layoutOf({ path }: Output, { wide = false, top = null, all = false }: WriteOptions): Layout {
  const columns = path === undefined ? standardOutput.columns() : undefined;
  return {
    colour: columns !== undefined && (process.env.NO_COLOR ?? '') === '',
    width: wide || path !== undefined ? undefined : (widthOf(process.env.COLUMNS) ?? columns),
    top: all ? Infinity : (top ?? undefined),
  };
}

/** What the environment says, as shells and tests set it, goes before what the terminal says. */
function widthOf(columns: string | undefined): number | undefined {
  return columns !== undefined && /^[1-9]\d{0,4}$/.test(columns) ? Number(columns) : undefined;
}
