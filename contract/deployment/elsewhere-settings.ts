import { z } from 'zod';
import { keyArn } from './key-settings';
import { principalArn } from './principal';

/**
 * The side of a replication that another deployment, or another team, builds: named here, so that the side that is built
 * can work with it.
 */
export const elsewhere = z
  .strictObject({
    keyArn: keyArn.optional().describe('Key of the bucket on this side; needed where replicas are written to it'),
    replicationRole: principalArn
      .optional()
      .describe('Role by which S3 replicates out of this side; needed where it writes to the side that is built'),
    copyRole: principalArn
      .optional()
      .describe(
        'Role of the Lambda function that copies from this side; needed where it writes to the side that is built',
      ),
  })
  .describe(
    'This side is built by somebody else: account, region and bucket.name say where it is, and these what must be known of it. ' +
      'For replication only, and for one side at most',
  );

export type ElsewhereSettings = z.output<typeof elsewhere>;
