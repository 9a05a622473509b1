import { z } from 'zod';
import { archive } from './archive-settings';

const made = z.enum(['create', 'existing'], 'must be create or existing').default('create');

/** Who records what happens to the data. */
export const observation = z
  .strictObject({
    trail: made.describe(
      'existing: a trail of the account or the organization records the requests, and s3-audit doctor says whether it does',
    ),
    accessLogs: made.describe('existing: the log bucket, logs.bucketName, is there and lets S3 deliver'),
    archive: archive.optional(),
  })
  .prefault({})
  .describe('What records the requests: built here, or there already');
