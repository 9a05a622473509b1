import { readFileSync } from 'node:fs';
import { App } from 'cdktf';
import { DeploymentError, readDeployment } from './contract/deployment/read';
import { objectLockExplanations } from './modules/object-lock/explanation';
import { buildStack } from './modules/assembly/private-path-stack';

const file = process.argv[2] ?? process.env.S3_PRIVATE_PATH_DEPLOYMENT ?? 'deployment.yaml';

try {
  const deployment = readDeployment(readFileSync(file, 'utf8'), file);
  const app = new App();
  buildStack(app, deployment);
  app.synth();
  for (const explanation of objectLockExplanations(deployment)) console.error(explanation);
} catch (error) {
  console.error(sentencesFor(error));
  process.exitCode = 2;
}

/** A mistake of the user's is told in sentences; anything else is ours and keeps its stack trace. */
function sentencesFor(error: unknown): string {
  if (error instanceof DeploymentError) return error.problems.join('\n');
  if (error instanceof Error && 'syscall' in error) return `Can not read ${file}: ${error.message}`;
  throw error;
}
