import { loadFormat, type Formats } from '../../output/formats';
import { writeResult, writeResultParts } from './files';

/** How a command is told to write its result. */
export interface OutputOptions {
  readonly format: string;
  readonly output?: string;
}

/**
 * Writes a result in the format asked for, to a file or to standard output.
 *
 * @throws InputError for an unknown format, and when the file cannot be written.
 */
export async function writeFormatted<T>(result: T, formats: Formats<T>, options: OutputOptions): Promise<void> {
  const { format, output } = options;
  const render = await loadFormat(formats, format);
  const colour = output === undefined && process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  const written = render(result, { colour });
  await (typeof written === 'string' ? writeResult(written, output) : writeResultParts(written, output));
}
