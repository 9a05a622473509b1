import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf } from '../synthesized';

/** examples/log-archive.yaml with an archive that is there already. */
export function withExistingArchive(): Deployment {
  return deploymentOf('examples/log-archive.yaml', (deployment) => ({
    ...deployment,
    observation: {
      ...deployment.observation,
      archive: {
        kind: 'existing',
        account: '333333333333',
        region: 'us-west-2',
        bucketName: 'org-trails',
        prefix: 'evidence',
        keyArn: 'arn:aws:kms:us-west-2:333333333333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
      },
    },
  }));
}
