import { serveCrew } from '../threads/crew-member';
import { digestOf, type FileDigest } from './file-digest';

// A thread that digests files while others read them.
serveCrew({
  work: (paths: readonly string[]): Promise<readonly FileDigest[]> => Promise.resolve(paths.map(digestOf)),
  last: () => null,
});
