import { GetQueryResultsCommand } from '@aws-sdk/client-athena';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { readRows } from '../../../../../audit/engines/athena/client/result-rows';
import { awsError, fakeAthena } from '../fake-athena';

const FINISHED = { id: 'query-1', scannedBytes: 0, resultFile: 's3://results/query-1.csv' };

describe('the result of a query', () => {
  const rows: (readonly (string | null)[])[] = [];
  const read = (
    fake: ReturnType<typeof fakeAthena>,
    resultFile: string | undefined = FINISHED.resultFile,
  ): Promise<void> => {
    rows.length = 0;
    return readRows(fake.connection, { ...FINISHED, resultFile }, ['a', 'b'], (row) => rows.push(row));
  };
  const body = (text: string, ContentLength = Buffer.byteLength(text)) =>
    ({ Body: Readable.from([Buffer.from(text)]), ContentLength, ETag: 'e1' }) as never;
  const TWO_PAGES = [
    [
      ['a', 'b'],
      ['1', null],
    ],
    [['2', 'x']],
  ] as const;
  const FILE = '"a","b"\n"1",\n"2","x"\n';

  it('is taken from Athena where it is small', async () => {
    const fake = fakeAthena();
    fake.results([
      ['a', 'b'],
      ['1', null],
    ]);
    await read(fake);
    expect(rows).toEqual([['1', null]]);
    expect(fake.s3.calls()).toEqual([]);
  });

  it('is read from its file where it is larger, and not by pages', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).resolves(body(FILE));
    await read(fake);
    expect(rows).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
    expect(fake.athena.commandCalls(GetQueryResultsCommand)).toHaveLength(1);
  });

  it('is read page by page where the workgroup keeps it', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    await readRows(fake.connection, { ...FINISHED, resultFile: undefined }, ['a', 'b'], (row) => rows.push(row));
    expect(rows.slice(-2)).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it('goes on where a download broke off', async () => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).callsFake(({ Range: range, IfMatch: etag }: { Range?: string; IfMatch?: string }) => {
      if (range === undefined) return Promise.resolve(body(FILE.slice(0, 10), FILE.length));
      expect([range, etag]).toEqual(['bytes=10-', 'e1']);
      return Promise.resolve(body(FILE.slice(10)));
    });
    await read(fake);
    expect(rows).toEqual([
      ['1', null],
      ['2', 'x'],
    ]);
  });

  it.each([
    ['is missing', awsError('NoSuchKey'), /cannot be read to its end: s3:\/\/results\/query-1.csv does not exist/],
    ['is closed to us', awsError('AccessDenied'), /s3:GetObject on s3:\/\/results/],
    ['is in a storm of 503', awsError('SlowDown', 'slow', 503), /SlowDown/],
    ['was replaced in the middle', awsError('PreconditionFailed'), /PreconditionFailed/],
    ['outlasts the credentials', awsError('ExpiredToken'), /have expired/],
  ])('whose file %s ends in a clear message', async (_what, error, says) => {
    const fake = fakeAthena();
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).rejects(error);
    await expect(read(fake)).rejects.toThrow(says);
  });

  it('is refused where its columns are others, or it ends early', async () => {
    const fake = fakeAthena();
    fake.results([['a', 'c']]);
    await expect(read(fake)).rejects.toThrow('columns differ');
    fake.results([['a', 'b'], ['1']]);
    await expect(read(fake)).rejects.toThrow('another length');
    fake.results([]);
    await expect(read(fake)).rejects.toThrow('is empty');
    fake.results(...TWO_PAGES);
    fake.s3.on(GetObjectCommand).resolves(body('"a","b"\n"1","2'));
    await expect(read(fake)).rejects.toThrow('ends within a value');
  });
});
