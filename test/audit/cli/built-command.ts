import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { COMMANDS } from '../../../audit/cli/commands';
import { DESCRIPTIONS, type CommandName } from '../../../audit/cli/parts/descriptions';
import { REGISTRIES, type Shell } from '../../../audit/cli/parts/shell';

export const NAMES = Object.keys(DESCRIPTIONS) as readonly CommandName[];

/** A command as its help and its words are read; it is not run. */
export async function built(name: string): Promise<CommandUnknownOpts> {
  const shell: Shell = {
    ...REGISTRIES,
    end: () => undefined,
    program: () => Promise.reject(new Error('not asked for')),
  };
  return (await COMMANDS[name as CommandName]())(shell) as CommandUnknownOpts;
}
