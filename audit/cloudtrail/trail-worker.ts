import { serveCrew } from '../threads/crew-member';
import { createTrailReader } from './trail-batch';

// A thread that reads CloudTrail files: unpacking and parsing them is nearly all of the work.
serveCrew({ work: createTrailReader(), last: () => null });
