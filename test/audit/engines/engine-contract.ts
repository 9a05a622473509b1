import type { Engine, EngineHost } from '../../../audit/engines/interface/engine';
import { judge } from '../../../audit/judge/report';
import type { RecordedRow } from '../../../audit/records/record-grouping';
import type { Reject } from '../../../audit/records/reject';
import { useTemporaryDirectory } from '../../temporary-directory';
import { expectations } from '../judge/request-group';
import { REJECT, REQUEST, WINDOW, writeMaterial, type Material } from './engine-material';

/** An engine as the contract asks it. */
export interface EngineUnderTest {
  /** Opens it over the material. */
  readonly open: (material: Material, host: EngineHost) => Promise<Engine>;
  /** What `rejects` and `request` may be told to select: some engines name folders by it, others read whole files. */
  readonly folders: { readonly since: number | null; readonly until: number | null };
  /** A statement of the user's that counts the lines. */
  readonly countLines: string;
}

const SELECTION = { buckets: ['orders'], ...WINDOW };

/** Holds an engine to what every engine promises. */
export function describeEngine(name: string, { open, folders, countLines }: EngineUnderTest): void {
  const directory = useTemporaryDirectory();

  const opened = (): Promise<Engine> => {
    const host: EngineHost = {
      note: () => undefined,
      showProgress: () => ({ show: () => undefined, end: () => undefined }),
      onInterruption: () => () => undefined,
      readS3: () => () => Promise.reject(new Error('nothing lies in S3')),
      digestKeys: () => Promise.reject(new Error('nobody knows keys')),
    };
    return open(writeMaterial(directory()), host);
  };

  describe(`the ${name} engine`, () => {
    it('accounts for every line', async () => {
      const { logged } = await (await opened()).aggregate(SELECTION);
      expect(logged.coverage).toMatchObject({
        ...{ files: 1, lines: 7, records: 5, duplicates: 1, ambiguous: 1, rejects: 1 },
        ...{ otherBuckets: 1, outsideWindow: 1, witnessed: 1, blank: 0, damaged: [] },
      });
      expect(logged.rejects).toMatchObject([{ text: REJECT }]);
    });

    it('gives the same findings, those of requests that only CloudTrail tells of among them', async () => {
      const { logged, unlogged } = await (await opened()).aggregate(SELECTION);
      const { findings } = judge([...logged.groups, ...unlogged], expectations, undefined);
      const told = findings.map(({ network, finding, evidence, requests }) => ({
        network,
        finding,
        evidence,
        requests,
      }));
      expect(told).toEqual([
        { network: 'public', finding: 'violation', evidence: 'none', requests: 1 },
        { network: 'expected-vpc', finding: 'pass', evidence: 'consistent', requests: 1 },
        { network: 'endpoint', finding: 'pass', evidence: 'proven', requests: 2 },
      ]);
      expect(unlogged).toMatchObject([{ requests: 1, bucket: 'orders' }]);
    });

    it('tells what it read, CloudTrail and its denials with it', async () => {
      const { selection, trail, listed, repeatedObjects } = await (await opened()).aggregate(SELECTION);
      expect(selection).toMatchObject(SELECTION);
      expect(trail).toMatchObject({ coverage: { events: 2, unreadable: 0 }, denials: [{ time: 1_767_600_000 }] });
      expect(listed === null || listed > WINDOW.until).toBe(true);
      expect(repeatedObjects()).toBeNull();
    });

    it('gathers the records of a rehearsal, the first of each group for all of it', async () => {
      const presence = { kind: 'presence' } as const;
      const rows: RecordedRow[] = [];
      const { coverage, unlogged } = await (
        await opened()
      ).recorded(
        SELECTION,
        {
          ...{ partition: 'aws', objectArn: presence, times: [], userAgent: presence },
          ...{ referer: presence, versionId: presence },
          query: { prefix: presence, delimiter: presence, 'max-keys': presence },
        },
        () => (row) => void rows.push(row),
      );
      expect(coverage).toMatchObject({
        ...{ files: 1, lines: 7, records: 5, duplicates: 1, ambiguous: 1, rejects: 1, blank: 0, damaged: [] },
        ...{ otherBuckets: 1, outsideWindow: 1, witnessed: 1 },
      });
      // CloudTrail tells enough of the request without a log line for a row of its own.
      expect(unlogged).toEqual([]);
      const told = rows.map(({ record, ambiguous, witness, requests }) => [
        ...[record.remoteIp, ambiguous, witness?.path, requests],
      ]);
      expect(told.sort()).toEqual([
        ['10.20.3.4', false, 'endpoint', 1],
        ['10.20.3.4', false, 'endpoint', 1],
        ['10.20.3.4', true, undefined, 1],
        ['52.198.48.49', false, undefined, 1],
      ]);
    });

    it('gives every line that cannot be read', async () => {
      const found: Reject[] = [];
      const engine = await opened();
      await engine.rejects({ buckets: [], ...folders }, (reject) => found.push(reject));
      expect(found).toMatchObject([{ text: REJECT, reason: expect.stringContaining('does not begin with') as string }]);
    });

    it('finds one request, its event and what testifies for it', async () => {
      const found = await (await opened()).request(REQUEST, { buckets: [], ...folders });
      expect(found.records.map(({ duplicate }) => duplicate)).toEqual([false, true]);
      expect(found.events).toMatchObject([{ requestId: REQUEST }]);
      expect(found.witnesses.witnessOf(found.records[0]!.record)).toMatchObject({ path: 'endpoint' });
      expect([found.rejects, found.damaged, found.cloudtrailUnreadable]).toEqual([[], [], 0]);
    });

    it('finds nothing of a request that nothing tells of', async () => {
      const found = await (await opened()).request('NONE', { buckets: [], ...folders });
      expect([found.records, found.events, found.witnesses.unlogged()]).toEqual([[], [], []]);
    });

    it('runs a reading statement, and no other', async () => {
      const { result, close } = await (await opened()).query(countLines);
      const rows: unknown[] = [];
      for await (const row of result.rows()) rows.push(...row.map(Number));
      await close();
      expect(result.columns).toMatchObject([{ name: 'n' }]);
      expect(rows).toEqual([7]);
      await expect((await opened()).query('DROP TABLE access_log')).rejects.toThrow('a query only reads');
      await expect((await opened()).query('SELECT 1; SELECT 2')).rejects.toThrow('write one statement');
    });
  });
}
