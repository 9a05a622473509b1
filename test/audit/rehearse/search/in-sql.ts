import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearseLogs } from '../../../../audit/cli/parts/rehearse-logs';
import type { EngineOptions, Engines } from '../../../../audit/engines/open-engine';
import { ENGINES } from '../../../../audit/engines/open-engine';
import { tablesEngine, type TableService } from '../../../../audit/engines/athena/tables-engine';
import { rehearsalJson } from '../../../../audit/rehearse/report';
import { duckdbAthena } from '../../engines/athena/duckdb-athena';
import { logLine } from '../../log-lines';
import { guardingOf } from './judge-world';
import { BUCKET } from './random-policies';
import type { RecordedWorld } from './recorded-world';

const TABLES = {
  accessLog: { database: 'audit', table: 'access_logs' },
  cloudTrail: { database: 'audit', table: 'cloudtrail' },
  layout: 'simple',
} as const;
/** The worlds' requests lie around the seconds between. */
const WINDOW = { since: 1_770_336_021, until: 1_770_336_041 };

/**
 * The requests of many worlds for the policy of the first: each keeps its event, and none has the ids of another.
 *
 * @param from number of the first of the worlds, where others lie beside them.
 */
export function together(worlds: readonly RecordedWorld[], from = 0): RecordedWorld {
  const [first] = worlds;
  const requests = worlds.flatMap((world, i) => {
    const n = from + i;
    const own = (text: string): string => text.replaceAll('R00', `R${n}0`).replaceAll('host', `host${n}-`);
    return world.requests.map((request) => ({
      ...request,
      line: request.line === null ? null : own(request.line),
      event: request.event === null ? null : (JSON.parse(own(JSON.stringify(request.event))) as object),
    }));
  });
  return { statements: first?.statements ?? [], pointStatements: first?.pointStatements ?? [], requests };
}

/** What a rehearsal writes as JSON of a world's requests: as the local engine reads them, and as SQL does. */
export async function rehearsedTwice(world: RecordedWorld): Promise<{ readonly local: string; readonly sql: string }> {
  const folder = mkdtempSync(join(tmpdir(), 's3-audit-rehearse-'));
  const [log, trail] = [join(folder, 'a.log'), join(folder, 'trail.json')];
  const text = linesOf(world)
    .map((line) => `${line}\n`)
    .join('');
  const events = world.requests.flatMap(({ event }) => (event === null ? [] : [event as Record<string, unknown>]));
  writeFileSync(log, text);
  writeFileSync(trail, JSON.stringify({ Records: events }));
  const athena = await duckdbAthena([{ path: log, bucket: BUCKET, day: '2026/02/06', text }], events);
  const service: TableService = {
    note: () => undefined,
    properties: () => Promise.resolve(undefined),
    query: () => Promise.reject(new Error('nobody asks')),
    async ask({ sql, columns }, onRow) {
      for (const row of await athena.run(sql)) onRow(columns.map((name) => row[name] ?? null));
    },
  };
  const engines: Engines = { local: ENGINES.local, sql: () => Promise.resolve(() => tablesEngine(service, TABLES)) };
  const ask = async (engine: string, sources: Partial<EngineOptions>): Promise<string> => {
    const options = { ...WINDOW, engine, plain: true, failOn: [], queryTimeout: 60, ...sources } as const;
    const report = await rehearseLogs(options, { after: guardingOf(world), before: undefined }, engines);
    return [...rehearsalJson(report)].join('');
  };
  try {
    return { local: await ask('local', { logs: [log], cloudtrail: [trail] }), sql: await ask('sql', {}) };
  } finally {
    athena.close();
    rmSync(folder, { recursive: true });
  }
}

/** Those of the requests, and what else stands in logs: repeated lines, lines of other buckets and times, lines that are none. */
export function linesOf({ requests }: RecordedWorld): readonly string[] {
  const lines = requests.flatMap(({ line }) => line ?? []);
  const doubtful = lines.slice(0, 3).map((line, i) => line.replace(/"-" "[^"]*"/, `"-" "x" 200 - ${i} 1 1 1 "-" "y"`));
  // Such a line and its event are two requests, since nobody knows that they are one.
  const withoutHostId = lines.slice(3, 6).map((line) => line.replace(/ host[\d-]*= /, ' - '));
  return [
    ...lines.slice(0, 3),
    ...withoutHostId,
    ...lines.slice(6),
    ...lines.slice(0, 2),
    ...doubtful,
    logLine({ bucket: 'elsewhere' }),
    'no record',
    '',
  ];
}
