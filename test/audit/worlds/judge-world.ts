import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { readTrail } from '../../../audit/cloudtrail/read-trail';
import { unloggedRequests } from '../../../audit/cloudtrail/unlogged';
import { createLogReader } from '../../../audit/engines/local/log-reader';
import { judge } from '../../../audit/judge/report';
import { verdictOf, type Verdict } from '../../../audit/judge/verdict';
import type { LogFile } from '../../../audit/sources/log-files';
import { NOTHING_MISSING } from '../judge/nothing-missing';
import type { Detour } from './detour';
import { DETOURS, LATE } from './detours';
import { eventOf, EXPECTATIONS, HONEST, lineOf, NOON, type HonestKind, type TwiceTold } from './honest';

/** Logs and trails of some traffic, as they lie there. */
export interface World {
  /** What of it goes round; `honest` for nothing. */
  readonly name: string;
  readonly log: string;
  /** Events, a file for each list. */
  readonly trails: readonly (readonly Record<string, unknown>[])[];
  readonly requireProof: boolean;
}

const KINDS = Object.keys(HONEST) as readonly HonestKind[];
/** Of all the rest the endpoint's traffic is never missing: a log without any is no pass anyway. */
const honestTraffic: fc.Arbitrary<readonly TwiceTold[]> = fc
  .array(fc.constantFrom(...KINDS), { maxLength: 3 })
  .map((kinds) => ['byAddress' as const, ...kinds].map((kind) => HONEST[kind]));

/** Traffic of which nothing goes round. */
export const honestWorld: fc.Arbitrary<World> = honestTraffic.chain((traffic) => worldOf('honest', traffic));

const detour: fc.Arbitrary<Detour> = fc.oneof(...Object.values(DETOURS).flat(), ...LATE);

/** Honest traffic but for one request that goes round and gets through. */
export const detouredWorld: fc.Arbitrary<World> = fc
  .tuple(honestTraffic, detour)
  .chain(([traffic, { name, request }]) => worldOf(name, [...traffic, request]));

/** Lines and events in any order, lines repeated, events in one trail or two. */
function worldOf(name: string, traffic: readonly TwiceTold[]): fc.Arbitrary<World> {
  const lines = traffic.flatMap(({ line }, i) => (line === null ? [] : [lineOf(line, i)]));
  const events = traffic.flatMap((request, i) => request.events.map((event) => eventOf(event, i)));
  return fc
    .record({
      lines: fc.shuffledSubarray(lines, { minLength: lines.length }),
      repeated: fc.subarray(lines, { maxLength: 1 }),
      events: fc.shuffledSubarray(events, { minLength: events.length }),
      cut: fc.nat(events.length),
      requireProof: fc.boolean(),
    })
    .map(({ lines: shuffled, repeated, events: inOrder, cut, requireProof }) => ({
      name,
      log: [...shuffled, ...repeated, ''].join('\n'),
      // CloudTrail that says nothing is a doubt of its own.
      trails: inOrder.length === 0 ? [] : [inOrder.slice(0, cut), inOrder.slice(cut)],
      requireProof,
    }));
}

/** From a minute before to an hour after: detours in time leave it. */
export const WINDOW = { buckets: EXPECTATIONS.buckets, since: NOON, until: NOON + 3600 };
const reader = createLogReader({});

/** Writes a world into a folder, as `verify` is given it. */
function writeWorld({ log, trails }: World, folder: string): { readonly log: LogFile; readonly trails: LogFile[] } {
  const file = (name: string, text: string): LogFile => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return { kind: 'file', path };
  };
  return {
    log: file('access.log', log),
    trails: trails.map((Records, i) => file(`trail-${i}.json`, JSON.stringify({ Records }))),
  };
}

/** Reads and judges a world as `verify` does, within this process; nothing is taken to be missing from the logs. */
export async function judgeWorld(
  world: World,
  folder: string,
): Promise<{ readonly verdict: Verdict; readonly reasons: readonly string[] }> {
  const files = writeWorld(world, folder);
  const read = files.trails.length === 0 ? undefined : await readTrail(files.trails, WINDOW);
  const logged = await reader.aggregate([files.log], WINDOW, read?.trail);
  const groups = [...logged.groups, ...(read === undefined ? [] : unloggedRequests(read.trail, WINDOW))];
  const { findings } = judge(groups, EXPECTATIONS, undefined);
  const testified = groups.filter(({ witness }) => witness !== null).length;
  const trail = read && { coverage: read.coverage, testified, denials: [], digestDoubts: [] };
  const reading = { coverage: logged.coverage, completeness: NOTHING_MISSING, trail };
  return verdictOf(findings, reading, {
    ...{ requireProof: world.requireProof, maxRejects: 0, buckets: EXPECTATIONS.buckets },
  });
}

const COMMAND = resolve(__dirname, '../../../bin/s3-audit');
const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000', '');

/** The exit code of `s3-audit verify` for a world. */
export function verifyWorld(world: World, folder: string): number | null {
  const { log, trails } = writeWorld(world, folder);
  const expect = join(folder, 'expectations.json');
  writeFileSync(expect, JSON.stringify(EXPECTATIONS));
  const path = (file: LogFile): string => (file.kind === 'file' ? file.path : '-');
  const window = ['--since', isoTime(WINDOW.since), '--until', isoTime(WINDOW.until)];
  const cloudtrail = trails.length === 0 ? [] : ['--cloudtrail', ...trails.map(path)];
  const sources = ['--logs', path(log), ...cloudtrail];
  const proof = world.requireProof ? ['--require-proof'] : [];
  return spawnSync(COMMAND, ['verify', ...sources, '--expect', expect, ...window, ...proof]).status;
}
