import { Command } from '@commander-js/extra-typings';
import { EXIT } from '../parts/exit-codes';
import { writeResult } from '../parts/files';
import { manPage } from '../parts/man-page';
import type { Shell } from '../parts/shell';
import { VERSION } from '../parts/version';

/** `s3-audit man`: the manual page, made of the same declarations as help. */
export function man({ end, program }: Shell) {
  return new Command('man').action(async () => {
    await writeResult(manPage(await program(), VERSION), undefined);
    end(EXIT.pass);
  });
}
