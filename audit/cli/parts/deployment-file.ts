import { existsSync } from 'node:fs';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';
import type { Deployment } from '../../../contract/deployment/schema';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { reasonOf } from '../../errors/reason';
import { readTextFile } from './files';

/**
 * Reads the deployment file that `--deployment` names.
 *
 * @throws InputError naming all that is wrong with it, and where it is not there, how one is made.
 */
export async function readDeploymentFile(file: string): Promise<Deployment> {
  if (!existsSync(file)) {
    const reason = `${reasonOf({ code: 'ENOENT' })}; name the one that you have, or let "s3-audit init" write one`;
    throw new InputError([`--deployment ${printable(file)}: ${reason}`]);
  }
  try {
    return readDeployment(await readTextFile('--deployment', file), file);
  } catch (error) {
    if (error instanceof DeploymentError) throw new InputError(error.problems);
    throw error;
  }
}
