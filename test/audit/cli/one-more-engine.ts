import type { EngineHost, OpenEngine } from '../../../audit/engines/interface/engine';
import type { EngineOptions } from '../../../audit/engines/open-engine';
import { group } from '../judge/request-group';

/** An engine that finds one request, whatever it is asked: all that one more engine takes. */
export const openOneMoreEngine: OpenEngine<EngineOptions> = (_options, { note }: EngineHost) => ({
  aggregate(selection) {
    note('one more engine reads');
    const coverage = { files: 1, lines: 1, records: 1, blank: 0, duplicates: 0, ambiguous: 0, rejects: 0 };
    const rest = { witnessed: 0, otherBuckets: 0, outsideWindow: 0, damaged: [] };
    const groups = [group()];
    return Promise.resolve({
      selection,
      logged: { coverage: { ...coverage, ...rest }, groups, activity: [], rejects: [] },
      unlogged: [],
      listed: null,
      repeatedObjects: () => null,
    });
  },
  recorded() {
    const coverage = { files: 1, lines: 0, records: 0, blank: 0, duplicates: 0, ambiguous: 0, rejects: 0 };
    const rest = { witnessed: 0, otherBuckets: 0, outsideWindow: 0, damaged: [] };
    return Promise.resolve({ coverage: { ...coverage, ...rest }, unlogged: [], denials: [] });
  },
  rejects: (_selection, onReject) => {
    onReject({ file: 'memory', line: 1, reason: 'is no record', text: 'x' });
    return Promise.resolve([]);
  },
  request: () =>
    Promise.resolve({
      ...{ records: [], events: [], rejects: [], damaged: [], cloudtrailUnreadable: 0 },
      witnesses: { witnessOf: () => null, unlogged: () => [group()] },
    }),
  query: () =>
    Promise.resolve({
      result: {
        columns: [{ name: 'n', type: 'BIGINT' }],
        // eslint-disable-next-line @typescript-eslint/require-await -- rows come one by one
        rows: async function* () {
          yield [1n];
        },
      },
      close: () => Promise.resolve(),
    }),
});
