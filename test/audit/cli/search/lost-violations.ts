import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openLocalEngine } from '../../../../audit/engines/local/open-local-engine';
import { verdictOf, type Verdict } from '../../../../audit/judge/verdict';
import { readReport } from '../../../../audit/cli/parts/read-report';
import { logLine } from '../../log-lines';

// Honest traffic of some days, as S3 delivers it, with one request that went round the endpoint. What holds that request is
// lost: the file is cut, dropped, blanked, renamed, or overwritten by another. None of the worlds may pass then.

/** Numbers from 0 to before 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What became of one world. */
export interface Outcome {
  readonly seed: number;
  readonly loss: string;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly reasons: readonly string[];
}

const FIRST_DAY = Date.UTC(2026, 0, 5) / 1000;
const DAY = 86_400;
const EXPECTATIONS = {
  ...{ version: 1 as const, buckets: ['orders'], vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'], vpcCidrs: ['10.20.0.0/16'] },
  ...{ natAddresses: [], exempt: [] },
};

interface LogObject {
  readonly key: string;
  readonly day: number;
  readonly lines: readonly string[];
}

interface World {
  readonly objects: readonly LogObject[];
  /** The object that holds the request, and the number of its line. */
  readonly guilty: LogObject;
  readonly at: number;
  readonly hasManifest: boolean;
}

function makeWorld(random: () => number): World {
  const pick = (n: number): number => Math.floor(random() * n);
  const hasManifest = random() < 0.5;
  const isByEvent = random() < 0.5;
  const days = 8 + pick(6);
  const objects: LogObject[] = [];
  for (let day = 0; day < days; day++) {
    // Without a manifest a day tells that it lost something only where it lost all.
    const count = hasManifest ? 1 + pick(3) : 1;
    for (let i = 0; i < count; i++) {
      const date = new Date((FIRST_DAY + day * DAY) * 1000).toISOString().slice(0, 10);
      const time = isByEvent ? '00-00-00' : `2${pick(4)}-${10 + pick(50)}-${10 + pick(50)}`;
      const name = `${date}-${time}-${(random() * 2 ** 52).toString(16).toUpperCase().padStart(16, '0').slice(0, 14)}${i}${day % 10}`;
      const lines = Array.from({ length: 1 + pick(4) }, () =>
        lineAt(FIRST_DAY + day * DAY + pick(19 * 3600), '10.20.3.4', random),
      );
      objects.push({ key: `222222222222/us-east-1/orders/${date.replaceAll('-', '/')}/${name}`, day, lines });
    }
  }
  // The last day is not missed where the window has no end.
  const candidates = objects.filter(({ day }) => hasManifest || day < days - 1);
  const innocent = candidates[pick(candidates.length)]!;
  const at = pick(innocent.lines.length + 1);
  const violation = lineAt(FIRST_DAY + innocent.day * DAY + pick(19 * 3600), '52.200.1.2', random);
  const guilty = { ...innocent, lines: [...innocent.lines.slice(0, at), violation, ...innocent.lines.slice(at)] };
  return { objects: objects.map((object) => (object === innocent ? guilty : object)), guilty, at, hasManifest };
}

function lineAt(seconds: number, remoteIp: string, random: () => number): string {
  const requestId = (random() * 2 ** 52).toString(16).toUpperCase().padStart(16, '0');
  return logLine({ at: new Date(seconds * 1000).toISOString(), remoteIp, requestId, hostId: `${requestId}=` });
}

const textOf = ({ lines }: LogObject): string => lines.map((line) => `${line}\n`).join('');

/** Each takes the request away, and leaves what honest logs cannot leave. */
const LOSSES: Readonly<
  Record<string, (path: (object: LogObject) => string, world: World, random: () => number) => void>
> = {
  dropped: (path, { guilty }) => {
    rmSync(path(guilty));
  },
  blanked: (path, { guilty }, random) => {
    writeFileSync(path(guilty), ['', '\n', ' \n\n', '\r\n'][Math.floor(random() * 4)] ?? '');
  },
  cut: (path, { guilty, at, hasManifest }, random) => {
    const text = textOf(guilty);
    const end = guilty.lines.slice(0, at + 1).join('\n').length;
    let length = Math.floor(random() * end);
    // A cut between two lines leaves a whole log object behind: a manifest alone tells that.
    if (!hasManifest && length > 0 && text[length - 1] === '\n') length--;
    writeFileSync(path(guilty), text.slice(0, length));
  },
  'overwritten by another day': (path, { guilty, objects }, random) => {
    const others = objects.filter(({ day }) => Math.abs(day - guilty.day) > 1);
    const other = others[Math.floor(random() * others.length)]!;
    // Of the same size, a manifest has nothing to tell; that the day is not filled, is told then.
    writeFileSync(path(guilty), textOf(other));
  },
  'renamed out of the way': (path, { guilty }) => {
    renameSync(path(guilty), `${path({ ...guilty, key: '' })}/../../elsewhere`);
  },
};

/** Makes a world, takes the request away, and asks for the verdict before and after. */
export async function searchOne(seed: number): Promise<Outcome> {
  const random = randomOf(seed);
  const world = makeWorld(random);
  const names = Object.keys(LOSSES);
  const loss = names[Math.floor(random() * names.length)] ?? '';
  const root = mkdtempSync(join(tmpdir(), 's3-private-path-search-'));
  try {
    const directory = join(root, 'kept');
    const path = ({ key }: LogObject): string => join(directory, 'logs', key);
    for (const object of world.objects) {
      mkdirSync(dirname(path(object)), { recursive: true });
      writeFileSync(path(object), textOf(object));
    }
    if (world.hasManifest) {
      mkdirSync(join(directory, '.s3-audit'));
      const lines = world.objects.map(
        (object) => `${JSON.stringify({ key: object.key, etag: 'e', size: textOf(object).length })}\n`,
      );
      writeFileSync(join(directory, '.s3-audit/logs.jsonl'), lines.join(''));
    }
    const { verdict: before } = await verdictIn(directory);
    LOSSES[loss]?.(path, world, random);
    const { verdict: after, reasons } = await verdictIn(directory);
    return { seed, loss, before, after, reasons };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function verdictIn(directory: string): Promise<ReturnType<typeof verdictOf>> {
  const host = {
    note: () => undefined,
    showProgress: () => ({ show: () => undefined, end: () => undefined }),
    onInterruption: () => () => undefined,
    readS3: () => () => Promise.reject(new Error('nothing lies in S3')),
    digestKeys: () => Promise.reject(new Error('nobody knows keys')),
  };
  const asked = { buckets: ['orders'], since: FIRST_DAY, until: null };
  const engine = openLocalEngine({ logs: [directory] }, host);
  const { report, findings } = await readReport({
    engine,
    asked,
    expectations: EXPECTATIONS,
    ranges: undefined,
  } as never);
  const reading = { coverage: report.aggregate.coverage, completeness: report.completeness, trail: report.trail };
  return verdictOf(findings(), reading, { requireProof: false, maxRejects: 0, buckets: ['orders'] });
}

/** `npx tsx test/audit/cli/search/lost-violations.ts [worlds] [first seed]`: writes every world that passes. */
async function main(): Promise<void> {
  const [worlds = 5000, first = 1] = process.argv.slice(2).map(Number);
  const passed: Outcome[] = [];
  for (let seed = first; seed < first + worlds; seed++) {
    const outcome = await searchOne(seed);
    if (outcome.before !== 'fail' || outcome.after === 'pass') passed.push(outcome);
  }
  process.stdout.write(`${worlds} worlds, ${passed.length} of which pass or did not fail before\n`);
  for (const outcome of passed.slice(0, 20)) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.exitCode = passed.length === 0 ? 0 : 1;
}

if (require.main === module) void main();
