import { archiveOf, buildsArchive } from './archive';
import { namesOf, type Side } from './names';
import type { Deployment } from './schema';
import { isBuilt } from './sides';
import { stateKeyOf, statePathOf } from './state-settings';

/** A deployment and the file that it was read from. */
export interface FiledDeployment {
  readonly file: string;
  readonly deployment: Deployment;
}

/** What two deployments must not have in common, each as a text that is equal where they share it. */
const OWN: readonly {
  readonly what: string;
  readonly of: (deployment: Deployment) => readonly string[];
  readonly why: string;
}[] = [
  {
    what: 'name',
    of: ({ name }) => [name],
    why: 'stacks, roles and keys are named by it',
  },
  {
    what: 'state',
    of: ({ name, state }) => [
      state.kind === 's3' ? `s3://${state.bucket}/${stateKeyOf(name, state)}` : statePathOf(name, state),
    ],
    why: 'an apply of one would destroy what the other built',
  },
  { what: 'bucket', of: bucketsMade, why: 'bucket names are global' },
];

/** Buckets that a deployment makes; those that it only names may be shared. */
function bucketsMade(deployment: Deployment): readonly string[] {
  const { dataBucket, sourceBucket, logBucket } = namesOf(deployment);
  const made: readonly (readonly [Side, string])[] = [
    ['destination', dataBucket],
    ...(deployment.source.bucket ? [['source', sourceBucket] as const] : []),
    ['source', logBucket.source],
    ['destination', logBucket.destination],
  ];
  const archive = buildsArchive(deployment) ? archiveOf(deployment)?.bucketName : undefined;
  return [...made.filter(([side]) => isBuilt(deployment, side)).map(([, name]) => name), ...(archive ? [archive] : [])];
}

/**
 * Says what several deployments, synthesized together, would take from each other.
 *
 * @returns a sentence for each; none if every deployment stands by itself.
 */
export function clashesOf(deployments: readonly FiledDeployment[]): readonly string[] {
  return deployments.flatMap((later, index) =>
    deployments.slice(0, index).flatMap((earlier) =>
      OWN.flatMap(({ what, of, why }) =>
        of(later.deployment)
          .filter((value) => of(earlier.deployment).includes(value))
          .map((value) => `${later.file}: has the ${what} ${value} of ${earlier.file}: ${why}`),
      ),
    ),
  );
}
