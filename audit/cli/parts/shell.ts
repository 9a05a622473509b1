import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { ENGINES, type Engines } from '../../engines/open-engine';
import type { Formats } from '../../output/formats';
import { REPORT_FORMATS } from '../../report/registry/formats';
import type { AuditReport } from '../../report/rendering';

/** What a command may choose from. */
export interface Registries {
  readonly engines: Engines;
  /** Formats of `remote-ips` and `verify`. */
  readonly reportFormats: Formats<AuditReport>;
}

/** What a command is part of. */
export interface Shell extends Registries {
  /** Told the exit code when a command has done its work. */
  readonly end: (code: number) => void;
  /** The whole command line, with every command. */
  readonly program: () => Promise<CommandUnknownOpts>;
}

/** What the program has. */
export const REGISTRIES: Registries = { engines: ENGINES, reportFormats: REPORT_FORMATS };
