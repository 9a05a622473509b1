import { z } from 'zod';

/** Rules of the S3 User Guide, "General purpose bucket naming rules"; dots are left out: they break TLS host names. */
export const bucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'is not a bucket name (3 to 63 of a-z, 0-9 and hyphen)')
  .refine(
    (name) => !/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/.test(name),
    'has a prefix or suffix that S3 reserves',
  )
  .describe('Bucket name; global, so the default holds the account id');
