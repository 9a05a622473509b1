import { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { readS3Location } from '../../../../contract/s3-location';
import { s3Client } from '../../../aws/s3-client';
import { identitiesOf, type AwsOptions } from '../../../aws/settings';
import { InputError } from '../../../errors/input-error';

/** Where queries run, and as whom. */
export interface AthenaConnection {
  readonly athena: AthenaClient;
  /** For results and sizes of logs. */
  readonly s3: S3Client;
  readonly database: string;
  readonly workgroup: string;
  /** `s3://bucket/prefix/` for results, where the workgroup does not say. */
  readonly results?: string;
  /** Whose permissions count, for messages. */
  readonly who: string;
  /** The statement is the user's own, for messages. @default false */
  readonly ownStatement?: boolean;
  /** Registers what is to be done on Ctrl-C; the function it returns takes that back. */
  readonly onInterruption: (undo: () => unknown) => () => void;
  /** Waits so many milliseconds; tests do not. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How the commands that use Athena are told where. */
export interface AthenaOptions extends AwsOptions {
  readonly database?: string;
  readonly workgroup?: string;
  readonly results?: string;
}

/**
 * Makes the clients of one Athena connection; nothing is called yet.
 *
 * @throws InputError when database or region is missing, or several roles are given: the tables are in one account.
 */
export function connect(options: AthenaOptions, onInterruption: AthenaConnection['onInterruption']): AthenaConnection {
  const { database, workgroup = 'primary', results } = options;
  if (database === undefined) throw new InputError(['--database <name> is required to query Athena']);
  if (results !== undefined && (readS3Location(results) === undefined || !results.endsWith('/'))) {
    throw new InputError([`--results ${results}: allowed: s3://bucket/prefix/, ending in /`]);
  }
  const [identity, ...others] = identitiesOf(options);
  if (others.length > 0)
    throw new InputError(['--role-arn: Athena takes one role, of the account that has the tables']);
  return {
    athena: new AthenaClient({ ...identity.settings }),
    s3: s3Client(identity),
    database,
    workgroup,
    ...(results !== undefined && { results }),
    who: identity.name,
    onInterruption,
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
