import { readFileSync } from 'node:fs';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';

/** What is wrong with the text of a deployment file. */
export function problemsIn(text: string, file = 'deployment.yaml'): readonly string[] {
  try {
    readDeployment(text, file);
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
}

/** What is wrong with a deployment file after some changes of its text. */
export function problemsAfter(
  file: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): readonly string[] {
  const text = changes.reduce(
    (changed, [from, to]) => {
      if (!changed.includes(from)) throw new Error(`${file} has no ${from}`);
      return changed.replace(from, to);
    },
    readFileSync(file, 'utf8'),
  );
  return problemsIn(text, file);
}
