import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type QueryExecution,
} from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import type { AthenaConnection } from '../../../../audit/engines/athena/client/connection';

/** An error as the SDK throws it. */
export function awsError(name: string, message = name, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

/** A connection to mocked clients, whose waits take no time. */
export function fakeAthena() {
  const athena = mockClient(AthenaClient);
  const s3 = mockClient(S3Client);
  const undo = new Set<() => unknown>();
  const waits: number[] = [];
  const connection: AthenaConnection = {
    athena: new AthenaClient({ region: 'us-east-1' }),
    s3: new S3Client({ region: 'us-east-1' }),
    database: 'audit',
    workgroup: 'audit',
    who: 'role arn:aws:iam::222222222222:role/auditor',
    onInterruption: (stop) => {
      undo.add(stop);
      return () => undo.delete(stop);
    },
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'query-1' });
  athena.on(StopQueryExecutionCommand).resolves({});
  athena.on(GetTableMetadataCommand).resolves({ TableMetadata: { Name: 'table' } });
  return {
    athena,
    s3,
    connection,
    waits,
    interrupt: () => Promise.all([...undo].map((stop) => stop())),
    /** States the query goes through; the last one stays. */
    states: (...states: Partial<QueryExecution>[]) => {
      let poll = 0;
      athena
        .on(GetQueryExecutionCommand)
        .callsFake(() => Promise.resolve({ QueryExecution: states[Math.min(poll++, states.length - 1)] }));
    },
    results: (...pages: (readonly (readonly (string | null)[])[])[]) => {
      athena.on(GetQueryResultsCommand).callsFake(({ NextToken: token }: { NextToken?: string }) => {
        const at = Number(token ?? 0);
        return Promise.resolve({
          ResultSet: {
            Rows: pages[at]?.map((row) => ({ Data: row.map((text) => (text === null ? {} : { VarCharValue: text })) })),
          },
          ...(at + 1 < pages.length && { NextToken: String(at + 1) }),
        });
      });
    },
    stopped: () => athena.commandCalls(StopQueryExecutionCommand).map(({ args }) => args[0].input.QueryExecutionId),
    started: () => athena.commandCalls(StartQueryExecutionCommand).map(({ args }) => args[0].input),
  };
}

export const SUCCEEDED: Partial<QueryExecution> = {
  Status: { State: 'SUCCEEDED' },
  Statistics: { DataScannedInBytes: 1_500_000_000 },
  ResultConfiguration: { OutputLocation: 's3://results/query-1.csv' },
};
/** A connection that broke, after the SDK tried again by itself. */
export const BROKEN = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: { attempts: 5 } });

export const RUNNING: Partial<QueryExecution> = {
  Status: { State: 'RUNNING' },
  Statistics: { DataScannedInBytes: 1_000 },
};
