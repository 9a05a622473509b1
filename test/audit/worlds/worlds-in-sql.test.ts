import fc from 'fast-check';
import { aggregateQuery } from '../../../audit/engines/athena/sql/aggregate-query';
import { AggregateRows, type AggregateRow } from '../../../audit/engines/athena/rows/aggregate-rows';
import { judge } from '../../../audit/judge/report';
import { verdictOf } from '../../../audit/judge/verdict';
import { duckdbAthena } from '../engines/athena/duckdb-athena';
import { NOTHING_MISSING } from '../judge/nothing-missing';
import { useTemporaryDirectory } from '../../temporary-directory';
import { EXPECTATIONS } from './honest';
import { detouredWorld, honestWorld, judgeWorld, WINDOW, type World } from './judge-world';

const folder = useTemporaryDirectory();
jest.setTimeout(120_000);

const TABLES = {
  accessLog: { database: 'audit', table: 'access_logs' },
  cloudTrail: { database: 'audit', table: 'cloudtrail' },
  layout: 'simple',
} as const;

/** As `judgeWorld`, but aggregated by the SQL of the Athena engine. */
async function judgeInSql({ log, trails, requireProof }: World): ReturnType<typeof judgeWorld> {
  const object = { path: 's3://logs/access.log', bucket: 'orders', day: '2026/01/05', text: log };
  const athena = await duckdbAthena([object], trails.flat());
  const { cloudTrail, ...withoutTrail } = TABLES;
  const tables = trails.length === 0 ? withoutTrail : { ...withoutTrail, cloudTrail };
  const rows = new AggregateRows(WINDOW);
  for (const row of await athena.run(aggregateQuery(tables, WINDOW))) rows.add(row as AggregateRow);
  athena.close();
  const { aggregate, unlogged, denials, trail: coverage } = rows.result();
  const groups = [...aggregate.groups, ...unlogged];
  const testified = groups.filter(({ witness }) => witness !== null).length;
  const trail = trails.length === 0 ? undefined : { coverage, testified, denials, digestDoubts: [] };
  return verdictOf(
    judge(groups, EXPECTATIONS, undefined).findings,
    { coverage: aggregate.coverage, completeness: NOTHING_MISSING, trail },
    { requireProof, maxRejects: 0, buckets: EXPECTATIONS.buckets },
  );
}

test.each([
  ['honest traffic', honestWorld],
  ['traffic of which a request goes round the endpoint', detouredWorld],
])("Athena's SQL gives %s the same verdict, for the same reasons", async (_what, worlds) => {
  for (const world of fc.sample(worlds, { numRuns: 60, seed: 13 })) {
    // Records lie by the day of their events; further ones are not read.
    if (world.name.includes('another day')) continue;
    const [sql, local] = [await judgeInSql(world), await judgeWorld(world, folder())];
    expect({ ...sql, name: world.name, reasons: [...sql.reasons].sort() }).toEqual({
      ...{ ...local, name: world.name, reasons: [...local.reasons].sort() },
    });
  }
});
