import fc from 'fast-check';
import { type Observation, decide } from '../../../../modules/lambda-replication/function/decide';

const noon = new Date('2026-01-05T12:00:00Z');
const minutesBefore = (minutes: number): Date => new Date(noon.getTime() - minutes * 60_000);

const seen = (changes: Partial<Observation>): Observation => ({
  destination: undefined,
  newest: true,
  versionLastModified: noon,
  preventOverwrite: false,
  replicateDeletions: false,
  ...changes,
});

const copyIfAbsent = { action: 'copy', condition: { IfNoneMatch: '*' } };
const copyOver = (eTag: string) => ({ action: 'copy', condition: { IfMatch: eTag } });
const skip = (reason: string) => ({ action: 'skip', reason });

describe('a version', () => {
  test('fills an empty key, if nobody else does so first', () => {
    expect(decide(seen({}))).toEqual(copyIfAbsent);
    expect(decide(seen({ newest: false }))).toEqual(copyIfAbsent);
  });

  test('that is the newest replaces what the destination holds, if it is still that', () => {
    expect(decide(seen({ destination: { eTag: '"e"', lastModified: noon } }))).toEqual(copyOver('"e"'));
  });

  test('that is not the newest replaces only what was written before it existed', () => {
    const overwritten = { eTag: '"e"', lastModified: minutesBefore(1) };
    expect(decide(seen({ newest: false, destination: overwritten }))).toEqual(copyOver('"e"'));
    const perhapsNewer = { eTag: '"e"', lastModified: noon };
    expect(decide(seen({ newest: false, destination: perhapsNewer }))).toEqual(skip('superseded by a newer version'));
  });

  test('replaces nothing where overwriting is prevented', () => {
    const destination = { eTag: '"e"', lastModified: minutesBefore(1) };
    expect(decide(seen({ preventOverwrite: true, destination }))).toEqual(
      skip('the key exists and overwriting is prevented'),
    );
  });

  test('that is not the newest does not bring back what a replicated deletion removed', () => {
    expect(decide(seen({ newest: false, replicateDeletions: true }))).toEqual(skip('superseded by a newer version'));
  });
});

/** A worker sees the destination, then the source, then writes under its condition, and starts anew if that fails. */
interface Worker {
  readonly version: number;
  step: 'look' | 'ask' | 'write' | 'done';
  destination?: Observation['destination'];
  condition?: Extract<ReturnType<typeof decide>, { action: 'copy' }>['condition'];
}

test('however versions, repeated events and workers interleave, the destination never goes back and ends with the newest', () => {
  const history = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });
  const repeats = fc.integer({ min: 1, max: 2 });
  const choices = fc.infiniteStream(fc.nat(1_000));
  fc.assert(
    fc.property(history, repeats, choices, (gaps, copiesOfEach, choice) => {
      let second = 0;
      const created: number[] = [];
      let held: { version: number; eTag: string; lastModified: Date } | undefined;
      const written: number[] = [];
      const workers: Worker[] = [];

      const advance = (worker: Worker): void => {
        if (worker.step === 'look') {
          worker.destination = held;
          worker.step = 'ask';
        } else if (worker.step === 'ask') {
          const decision = decide(
            seen({
              destination: worker.destination,
              newest: worker.version === created.length - 1,
              // S3 tells whole seconds.
              versionLastModified: new Date(Math.floor(created[worker.version]!) * 1_000),
            }),
          );
          worker.step = decision.action === 'copy' ? 'write' : 'done';
          if (decision.action === 'copy') worker.condition = decision.condition;
        } else {
          const condition = worker.condition!;
          const holds = 'IfMatch' in condition ? held?.eTag === condition.IfMatch : held === undefined;
          worker.step = holds ? 'done' : 'look';
          if (!holds) return;
          held = {
            version: worker.version,
            eTag: `write ${written.length}`,
            lastModified: new Date(Math.floor(second) * 1_000),
          };
          written.push(worker.version);
        }
      };

      for (;;) {
        const active = workers.filter(({ step }) => step !== 'done');
        const mayCreate = created.length < gaps.length;
        if (!mayCreate && active.length === 0) break;
        const chosen = choice.next().value! % (active.length + (mayCreate ? 1 : 0));
        const worker = active[chosen];
        if (worker) advance(worker);
        else {
          second += gaps[created.length]!;
          created.push(second);
          const version = created.length - 1;
          for (let copy = 0; copy < copiesOfEach; copy++) workers.push({ version, step: 'look' });
        }
        second += 0.4;
      }

      expect(written).toEqual(written.toSorted((a, b) => a - b));
      expect(held?.version).toBe(gaps.length - 1);
    }),
    { numRuns: 2_000 },
  );
});
