import { DeploymentError, readDeployment } from '../../../contract/deployment/read';
import type { Deployment } from '../../../contract/deployment/schema';
import { InputError } from '../../errors/input-error';
import { readTextFile } from './files';

/** Reads the deployment file that `--deployment` names. @throws InputError naming all that is wrong with it. */
export async function readDeploymentFile(file: string): Promise<Deployment> {
  try {
    return readDeployment(await readTextFile('--deployment', file), file);
  } catch (error) {
    if (error instanceof DeploymentError) throw new InputError(error.problems);
    throw error;
  }
}
