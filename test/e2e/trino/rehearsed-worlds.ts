import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLine } from '../../../audit/access-log/parse-line';
import type { Change } from '../../../audit/rehearse/rehearsal';
import { linesOf, together } from '../../audit/rehearse/search/in-sql';
import { expectedChange, pointPolicyOf, policyOf } from '../../audit/rehearse/search/judge-world';
import { BUCKET, OWNER, POINT } from '../../audit/rehearse/search/random-policies';
import {
  recordedWorld,
  type Asked,
  type RecordedRequest,
  type RecordedWorld,
} from '../../audit/rehearse/search/recorded-world';
import { ACCOUNT, REGION, type World } from './worlds';

/**
 * Each statement costs Trino seconds, so that one rehearses several buckets, each by policies of its own; of so many, SQL still
 * asks pattern by pattern (audit/engines/athena/sql/record-class.ts).
 */
const BUCKETS = 6;
/** Of 20 requests each. */
const WORLDS_OF_BUCKET = 20;
const WINDOW = { since: '2026-02-06', until: '2026-02-06T00:00:41Z' };

/** Requests to several buckets, and what `evaluate` says of each. */
export interface RehearsedWorld extends World {
  /** Written as files where the world is laid out. */
  readonly policies: Readonly<Record<string, object>>;
  readonly expected: readonly Expected[];
}

/** What a rehearsal must say of one request. */
interface Expected {
  readonly cell: string;
  readonly change: Change;
  /** Nothing tells by which way it came, so that it may be undecided, too. */
  readonly isCautious: boolean;
}

/** Random worlds for as many statements; the same ones for the same seed. */
export function rehearsedWorlds(statements: number, seed: number, perBucket = WORLDS_OF_BUCKET): RehearsedWorld[] {
  const worlds = fc.sample(recordedWorld, { numRuns: statements * BUCKETS * perBucket, seed });
  const buckets = Array.from({ length: statements * BUCKETS }, (_, i) =>
    worlds.slice(i * perBucket, (i + 1) * perBucket),
  );
  // One policy whose resources hold variables makes each object a class of its own, for all of a statement.
  const sorted = [...buckets.filter((one) => !holdsVariables(one)), ...buckets.filter(holdsVariables)];
  return Array.from({ length: statements }, (_, i) =>
    rehearsedWorld(`rehearsal ${i} of seed ${seed}`, sorted.slice(i * BUCKETS, (i + 1) * BUCKETS)),
  );
}

const holdsVariables = ([first]: readonly RecordedWorld[]): boolean =>
  (first?.statements ?? []).some((one) => /"(Not)?Resource":\[[^\]]*\$\{/.test(JSON.stringify(one)));

/** The log of the first bucket holds what else stands in logs; of those requests, the local engine's answer is all there is to say. */
function rehearsedWorld(name: string, buckets: readonly (readonly RecordedWorld[])[]): RehearsedWorld {
  const own = buckets.map((worlds, n) => {
    const world = together(worlds, n * worlds.length);
    return { world, named: inOwnBucket(world, n), bucket: `${BUCKET}-${n}` };
  });
  const lines = own.flatMap(({ named }, n) =>
    n === 0 ? linesOf(named) : named.requests.flatMap(({ line }) => line ?? []),
  );
  // A principal that a policy names exists, so that its path is known, in all policies.
  const isReaderNamed = own.some(({ world }) =>
    JSON.stringify([policyOf(world), pointPolicyOf(world)]).includes(NAMED),
  );
  const Records = own.flatMap(({ named }) => named.requests.flatMap(({ event }) => event ?? []));
  return {
    ...{ name, layout: 'simple' },
    policies: Object.fromEntries(
      own.flatMap(({ named }, n) => [
        [`${BUCKET}-${n}`, policyOf(named)],
        [`${POINT}-${n}`, pointPolicyOf(named)],
      ]),
    ),
    logs: { 'a.log': lines.map((line) => `${line}\n`).join('') },
    trail: { [`${ACCOUNT}/CloudTrail/${REGION}/2026/02/06/x.json`]: JSON.stringify({ Records }) },
    args: ['rehearse', '--plain', '--format', 'json', '--since', WINDOW.since, '--until', WINDOW.until],
    expected: own.slice(1).flatMap(({ world, bucket }) =>
      world.requests.filter(isInWindow).map((request) => ({
        cell: cellOf({ bucket, ...loggedOf(request) }),
        change: expectedChange(world, isReaderNamed ? ofKnownRole(request) : request),
        isCautious: request.otherwise !== undefined,
      })),
    ),
  };
}

const READER = `arn:aws:iam::${OWNER}:role/reader`;
const NAMED = JSON.stringify({ Principal: { AWS: READER } }).slice(1, -1);

/** The request of a session, where the ARN of its role is known. */
function ofKnownRole(request: RecordedRequest): RecordedRequest {
  if (!request.principal.startsWith(`arn:aws:sts::${OWNER}:assumed-role/reader/`)) return request;
  const known = (asked: readonly Asked[]): readonly Asked[] =>
    asked.map((one) => ({ ...one, context: { ...one.context, 'aws:PrincipalArn': READER } }));
  return { ...request, asked: known(request.asked), ...(request.otherwise && { otherwise: known(request.otherwise) }) };
}

/** A world whose bucket and access points are its own. */
function inOwnBucket(world: RecordedWorld, n: number): RecordedWorld {
  const text = JSON.stringify(world)
    .replaceAll(`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}-${n}`)
    .replaceAll(`"bucketName":"${BUCKET}"`, `"bucketName":"${BUCKET}-${n}"`)
    .replaceAll(` ${BUCKET} [`, ` ${BUCKET}-${n} [`)
    .replaceAll(/accesspoint\/(readers|others)/g, `accesspoint/$1-${n}`);
  return JSON.parse(text) as RecordedWorld;
}

function isInWindow({ asked: [asked] }: RecordedRequest): boolean {
  return Number(asked?.context['aws:EpochTime']) < Date.parse(WINDOW.until) / 1000;
}

/** Requests that a row of the answer tells together at most. */
function cellOf(row: Pick<Row, 'bucket' | 'caller' | 'operation' | 'then'>): string {
  const { bucket, caller, operation, then } = row;
  return JSON.stringify([bucket, caller, operation, then]);
}

function loggedOf({ principal, line, event, outcome }: RecordedRequest): Pick<Row, 'caller' | 'operation' | 'then'> {
  return { caller: principal, operation: operationOf(line, event), then: outcome };
}

function operationOf(line: string | null, event: object | null): string {
  if (line === null) return `CloudTrail.${(event as { readonly eventName: string }).eventName}`;
  const parsed = parseLine(line);
  if (parsed.kind !== 'record') throw new Error(`a line of the world is a ${parsed.kind}`);
  return parsed.readings[0].operation;
}

/** A row of the answer, as JSON has it. */
interface Row {
  readonly change: Change;
  readonly requests: number;
  readonly caller: string;
  readonly operation: string;
  readonly bucket: string;
  readonly then: string;
}

/** Where an answer, as JSON, says something else than `evaluate` of each request: a sentence for each cell. */
export function differencesFrom(answer: string, { expected }: Pick<RehearsedWorld, 'expected'>): readonly string[] {
  const { changes } = JSON.parse(answer) as { readonly changes: readonly Row[] };
  const cells = new Map<string, { readonly expected: Expected[]; readonly found: Row[] }>();
  const cell = (name: string) => {
    const known = cells.get(name) ?? { expected: [], found: [] };
    cells.set(name, known);
    return known;
  };
  for (const one of expected) cell(one.cell).expected.push(one);
  for (const row of changes) if (row.bucket !== `${BUCKET}-0`) cell(cellOf(row)).found.push(row);
  return [...cells].flatMap(([name, { expected: all, found }]) => {
    const sum = (rows: readonly Row[]): number => rows.reduce((total, { requests }) => total + requests, 0);
    const isSame = (['unchanged', 'would-be-denied', 'would-be-allowed'] as const).every((change) => {
      const most = all.filter((one) => one.change === change);
      const told = sum(found.filter((row) => row.change === change));
      return told <= most.length && told >= most.filter(({ isCautious }) => !isCautious).length;
    });
    if (isSame && sum(found) === all.length) return [];
    const told = found.map(({ change, requests }) => `${requests} ${change}`);
    return [`${name}: evaluate says ${all.map(({ change }) => change).join(', ')}; rehearsed: ${told.join(', ')}`];
  });
}

/** The world with its policies as options; its files lie in the folder. */
export function withPolicies({ policies, ...world }: RehearsedWorld, folder: string): World {
  const planned = Object.entries(policies).map(([resource, policy], i) => {
    const file = join(folder, `policy-${i}.json`);
    writeFileSync(file, JSON.stringify(policy));
    return `${resource}=${file}`;
  });
  return { ...world, args: [...world.args, '--policy', ...planned, '--assume', `aws:ResourceAccount=${OWNER}`] };
}
