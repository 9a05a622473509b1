import type { NotReviewed } from '../review-types';
import { textOf, type Stack } from '../stack/stack';

/**
 * Names every function whose code is not the archive that this version builds: policies say what it may do, and only its
 * code what it does. A hash that agrees with the archive beside the stack tells nothing: who changed the one can change the other.
 */
export function unknownCode({ resources, builtArchive }: Stack): readonly NotReviewed[] {
  return resources
    .filter((one) => one.mode === 'managed' && one.type === 'aws_lambda_function')
    .filter((one) => builtArchive === undefined || textOf(one, 'source_code_hash') !== builtArchive)
    .map(({ address }) => ({ resource: address, reason: builtArchive === undefined ? NOT_BUILT : ANOTHER }));
}

const NOT_BUILT =
  'the archive of the function that this version builds is not here, so nobody knows what its code does';
const ANOTHER =
  'its code is not the archive that this version builds, and nobody knows what it does: build and synthesize again ' +
  '(npm run build, npm run synth)';
