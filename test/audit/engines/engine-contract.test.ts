import { openEngine } from '../../../audit/engines/open-engine';
import { useMockedAthena, type Table } from '../cli/mocked-athena';
import { duckdbAthena } from './athena/duckdb-athena';
import { describeEngine } from './engine-contract';
import { WINDOW } from './engine-material';

const WHOLE = { since: null, until: null };

describeEngine('local', {
  open: ({ log, trail }, host) =>
    openEngine({ engine: 'local', logs: [log], cloudtrail: [trail], cache: false, queryTimeout: 60 }, host),
  folders: WHOLE,
  countLines:
    'SELECT count(*) AS n FROM (SELECT line FROM access_log UNION ALL SELECT line FROM rejects UNION ALL SELECT line FROM duplicates)',
});

describe('by the answers that DuckDB gives to the SQL', () => {
  const mocked = useMockedAthena();
  describeEngine('athena', {
    open: async ({ lines, events, log, trail }, host) => {
      const objects = [{ path: log, bucket: 'orders', day: '2026/01/05', text: `${lines.join('\n')}\n` }];
      const trails = events.map(() => trail);
      mocked.answer(async (sql): Promise<Table> => {
        const athena = await duckdbAthena(objects, events, { trails });
        const rows = await athena.run(sql);
        athena.close();
        const names = Object.keys(rows[0] ?? {});
        return [names, ...rows.map((row) => names.map((name) => row[name] ?? null))];
      });
      return openEngine({ engine: 'athena', database: 'audit', cloudtrailTable: true, queryTimeout: 60 }, host);
    },
    folders: WINDOW,
    countLines: 'SELECT count(*) AS n FROM audit.access_logs',
  });
});
