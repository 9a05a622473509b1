import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { main } from '../../../audit/cli/main';
import { SUCCEEDED } from '../engines/athena/fake-athena';
import { standardOutput } from '../../../audit/cli/parts/standard-output';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A result: names of the columns, then the rows, all as text. */
export type Table = readonly (readonly (string | null)[])[];

/** Runs the command line with clients that are mocked, and nothing waits. */
export function useMockedAthena() {
  const athena = mockClient(AthenaClient);
  const s3 = mockClient(S3Client);
  beforeEach(() => {
    athena.reset();
    s3.reset();
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'query-1' });
    athena.on(StopQueryExecutionCommand).resolves({});
    athena.on(GetTableMetadataCommand).resolves({ TableMetadata: { Name: 'table' } });
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: SUCCEEDED });
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void) => setImmediate(done)) as never);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return {
    athena,
    s3,
    /** Answers every query by what is made of its SQL. */
    answer: (tableOf: (sql: string) => Promise<Table> | Table, types: readonly string[] = []) => {
      athena.on(GetQueryResultsCommand).callsFake(async () => {
        const table = await tableOf(started().at(-1) ?? '');
        const [names = []] = table;
        return {
          ResultSet: {
            Rows: table.map((row) => ({ Data: row.map((text) => (text === null ? {} : { VarCharValue: text })) })),
            ResultSetMetadata: {
              ColumnInfo: names.map((Name, i) => ({ Name: Name ?? '', Type: types[i] ?? 'varchar' })),
            },
          },
        };
      });
    },
    started,
    stopped: () => athena.commandCalls(StopQueryExecutionCommand).map(({ args }) => args[0].input.QueryExecutionId),
    run: async (args: readonly string[]): Promise<Said> => {
      const said = { out: '', err: '' };
      jest.spyOn(standardOutput, 'write').mockImplementation((text) => ((said.out += text), true));
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true));
      const code = await main(args);
      return { code, ...said };
    },
  };

  function started(): readonly string[] {
    return athena.commandCalls(StartQueryExecutionCommand).map(({ args }) => args[0].input.QueryString ?? '');
  }
}
