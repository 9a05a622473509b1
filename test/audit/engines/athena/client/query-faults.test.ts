import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { runQuery } from '../../../../../audit/engines/athena/client/run-query';
import { InputError } from '../../../../../audit/errors/input-error';
import { awsError, BROKEN, fakeAthena, RUNNING } from '../fake-athena';

const SQL = 'SELECT 1';
const LIMITS = { timeout: 600 };
const UNREACHABLE = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', $metadata: { attempts: 5 } });

interface Fault {
  readonly name: string;
  readonly arrange: (fake: ReturnType<typeof fakeAthena>) => void;
  readonly says: RegExp;
  readonly stops?: boolean;
  readonly maxScan?: number;
  /** Times the start is tried. */
  readonly starts?: number;
}

const failed = (reason: string) => ({ Status: { State: 'FAILED' as const, StateChangeReason: reason } });

const FAULTS: readonly Fault[] = [
  {
    name: 'throttled for good',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(awsError('TooManyRequestsException')),
    says: /TooManyRequestsException.*try again later[^\n]*$/,
    starts: 40,
  },
  {
    name: 'started, perhaps, by a call whose answers are all lost',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(BROKEN),
    says: /cannot be reached.*ECONNRESET.*\nwhether Athena started the query is unknown/,
    starts: 5,
  },
  {
    name: 'started, perhaps, before a storm of 503',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(awsError('ServiceUnavailable', 'x', 503)),
    says: /ServiceUnavailable.*\nwhether Athena started the query is unknown/,
    starts: 40,
  },
  {
    name: 'started, perhaps, before the credentials expired',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(Object.assign(awsError('ExpiredTokenException'), { $metadata: { attempts: 2 } })),
    says: /have expired.*\nwhether Athena started the query is unknown/,
    starts: 1,
  },
  {
    name: 'of a machine that does not reach Athena',
    arrange: ({ athena }) => athena.on(StartQueryExecutionCommand).rejects(UNREACHABLE),
    says: /^AWS cannot be reached[^\n]*ENOTFOUND[^\n]*$/,
    starts: 1,
  },
  {
    name: 'started without permission',
    arrange: ({ athena }) =>
      athena.on(StartQueryExecutionCommand).rejects(awsError('AccessDeniedException', 'User: x is not authorized')),
    says: /athena:StartQueryExecution on workgroup audit/,
  },
  {
    name: 'started in a workgroup that is not',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(awsError('InvalidRequestException', 'WorkGroup audit is not found.')),
    says: /there is no workgroup audit.*--workgroup/,
  },
  {
    name: 'without a place for results',
    arrange: ({ athena }) =>
      athena
        .on(StartQueryExecutionCommand)
        .rejects(awsError('InvalidRequestException', 'No output location provided.')),
    says: /--results s3:\/\/bucket\/prefix/,
  },
  {
    name: 'of a missing table',
    arrange: ({ states }) => {
      states(RUNNING, failed("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.audit.access_logs' does not exist"));
    },
    says: /a table is missing in database audit; s3-audit tables makes it/,
  },
  {
    name: 'of a missing database',
    arrange: ({ states }) => {
      states(failed("SCHEMA_NOT_FOUND: line 1:15: Schema 'audit' does not exist"));
    },
    says: /there is no database audit/,
  },
  {
    name: 'of logs it may not read',
    arrange: ({ states }) => {
      states(failed('PERMISSION_DENIED: Access Denied (Service: Amazon S3; Status Code: 403)'));
    },
    says: /permission is missing: role arn:aws:iam::222222222222:role\/auditor needs/,
  },
  {
    name: 'of encrypted logs without the key',
    arrange: ({ states }) => {
      states(failed('not authorized to perform: kms:Decrypt on the resource associated with this ciphertext'));
    },
    says: /kms:Decrypt is needed/,
  },
  {
    name: 'that Athena cannot parse',
    arrange: ({ states }) => {
      states(failed("SYNTAX_ERROR: line 1:1: mismatched input 'x'"));
    },
    says: /does not take the query; please report it/,
  },
  {
    name: 'of a damaged log object',
    arrange: ({ states }) => {
      states(failed('HIVE_CURSOR_ERROR: Failed to read file: s3://logs/a.gz: not a gzip file'));
    },
    says: /a log object .* cannot be read.*s3:\/\/logs\/a.gz/,
  },
  {
    name: 'cut off by its workgroup',
    arrange: ({ states }) => {
      states(RUNNING, { Status: { State: 'CANCELLED', StateChangeReason: 'Bytes scanned limit was exceeded' } });
    },
    says: /the workgroup audit cut the query off/,
  },
  {
    name: 'cancelled by somebody else',
    arrange: ({ states }) => {
      states(RUNNING, { Status: { State: 'CANCELLED' } });
    },
    says: /cancelled by somebody else/,
  },
  {
    name: 'that takes too long',
    arrange: ({ states }) => {
      states(RUNNING);
    },
    says: /longer than --query-timeout 600/,
    stops: true,
  },
  {
    name: 'that scans more than --max-scan',
    arrange: ({ states }) => {
      states(RUNNING, { ...RUNNING, Statistics: { DataScannedInBytes: 3e9 } });
    },
    maxScan: 2e9,
    says: /scanned 3.0 GB, more than --max-scan 2.0 GB/,
    stops: true,
  },
  {
    name: 'whose state is closed to us',
    arrange: ({ athena }) => athena.on(GetQueryExecutionCommand).rejects(awsError('AccessDeniedException', 'no')),
    says: /athena:GetQueryExecution on workgroup audit/,
    stops: true,
  },
  {
    name: 'during which the credentials expire',
    arrange: ({ athena }) => {
      athena
        .on(GetQueryExecutionCommand)
        .resolvesOnce({ QueryExecution: RUNNING })
        .rejects(awsError('ExpiredTokenException'));
      athena.on(StopQueryExecutionCommand).rejects(awsError('ExpiredTokenException'));
    },
    says: /credentials .* have expired.*\n.*could not be stopped and may run on/,
    stops: true,
  },
];

describe('a query that fails', () => {
  it.each(FAULTS)(
    '$name says so in plain words, and does not run on',
    async ({ arrange, says, stops = false, maxScan, starts = 1 }) => {
      const fake = fakeAthena();
      arrange(fake);
      const running = runQuery(fake.connection, SQL, { ...LIMITS, ...(maxScan !== undefined && { maxScan }) });
      await expect(running).rejects.toThrow(InputError);
      await expect(running).rejects.toThrow(says);
      expect(fake.stopped()).toEqual(stops ? ['query-1'] : []);
      expect(fake.started()).toHaveLength(starts);
      expect(await fake.interrupt()).toEqual([]);
    },
  );
});
