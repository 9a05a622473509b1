import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TrueTrail } from './trail';

/** Requests for each remote IP, `-` where the log has none: the question that all are asked. */
export type Answer = ReadonlyMap<string, number>;

/** A way to read a folder of logs. */
export interface Contender {
  readonly name: string;
  /** What must be installed; `undefined` needs nothing. */
  readonly program?: string;
  /** A shell command that writes its answer to standard output. */
  command(folder: string, gzip: boolean): string;
  /** Reads the output, where it is an answer to the question. */
  readonly answer?: (output: string) => Answer;
}

/** Ours, for a folder with `logs` and the `trail` that tells of the same requests. */
export const WITH_TRAIL: Contender = {
  name: 's3-audit with CloudTrail',
  command: (folder) => `${ours} --logs ${join(folder, 'logs')} --cloudtrail ${join(folder, 'trail')}`,
  answer: oursByAddress,
};

/** Ours, which loads the logs into tables without a cache; some lines cannot be read, and the exit code is 3. */
export const BY_QUERY: Contender = {
  name: 's3-audit query',
  command: (folder) =>
    `${process.execPath} ${join(checkout, 'bin/s3-audit')} query --no-cache --format csv --logs ${folder} -- ` +
    `"SELECT coalesce(remote_ip, 'none'), count(*) FROM access_log GROUP BY ALL" || test $? -eq 3`,
  answer: (output) =>
    counted(
      output
        .split('\n')
        .slice(1)
        .map((line) =>
          line
            .trim()
            .replace(/^none,/, '-,')
            .split(','),
        ),
    ),
};

/** How many events were read, and how many requests have an event and a line, or an event alone. */
export function joinedIn(output: string): TrueTrail {
  const { coverage } = JSON.parse(output) as {
    coverage: { cloudtrailRecords: number; cloudtrailMatched: number; cloudtrailUnlogged: number };
  };
  return {
    events: coverage.cloudtrailRecords,
    matched: coverage.cloudtrailMatched,
    unlogged: coverage.cloudtrailUnlogged,
  };
}

const checkout = join(__dirname, '..');
const ours = `${process.execPath} ${join(checkout, 'bin/s3-audit')} remote-ips --format json`;

/** All files of a folder, decompressed, one after the other. */
const feed = (folder: string, gzip: boolean): string =>
  `find ${folder} -type f -print0 | sort -z | xargs -0 ${gzip ? 'gzip -dc' : 'cat'}`;

/** What an awk can do about it: cut at quotes, then at spaces; groups with counts, bytes, first and last time. */
const AWK = String.raw`BEGIN { FS = "\"" }
{ split($1, h, " "); split($3, r, " "); k = h[2] SUBSEP h[5] SUBSEP h[6] SUBSEP h[8] SUBSEP r[1]
  n[k]++; b[k] += r[3]; if (!(k in f)) f[k] = h[3]; l[k] = h[3]; ip[k] = h[5] }
END { for (k in n) print ip[k], n[k], b[k], f[k], l[k] }`;

const awk = (program: string): Contender => ({
  name: program,
  program,
  command: (folder, gzip) => `${feed(folder, gzip)} | ${program} '${AWK}'`,
  answer: (output) => counted(output.split('\n').map((line) => line.split(' ').slice(0, 2))),
});

/** Ours first: the others are measured against it. */
export const CONTENDERS: readonly [Contender, ...Contender[]] = [
  {
    name: 's3-audit',
    command: (folder) => `${ours} --logs ${folder}`,
    answer: oursByAddress,
  },
  awk('gawk'),
  awk('mawk'),
  {
    name: 'GoAccess',
    program: 'goaccess',
    command: (folder, gzip) =>
      `${feed(folder, gzip)} | goaccess - --log-format=AWSS3 --max-items=100000 --no-progress -o json`,
    answer: (output) => {
      const { hosts } = JSON.parse(output) as { hosts: { data: { data: string; hits: { count: number } }[] } };
      return counted(hosts.data.map(({ data, hits }) => [data, String(hits.count)]));
    },
  },
  {
    name: 'lnav',
    program: 'lnav',
    command: (folder) => `lnav -n -c ';select c_ip, count(*) from s3_log group by c_ip' -c ':write-csv-to -' ${folder}`,
    answer: (output) => counted(output.split('\n').map((line) => line.split(','))),
  },
  {
    name: 'rg, sort, uniq',
    program: 'rg',
    command: (folder, gzip) =>
      `rg ${gzip ? '--search-zip' : ''} --text --no-filename --no-line-number -o -r '$1' '\\] +([^ ]+) ' ${folder} | sort | uniq -c`,
    answer: (output) => counted(output.split('\n').map((line) => line.trim().split(' ').reverse())),
  },
  {
    name: 'DuckDB',
    command: (folder) => `${process.execPath} ${join(checkout, 'bench/duckdb.mjs')} ${folder}`,
    answer: (output) => counted(output.split('\n').map((line) => line.split(' '))),
  },
  { name: 'wc -l', program: 'wc', command: (folder, gzip) => `${feed(folder, gzip)} | wc -l` },
];

/** Says whether a contender can run here. */
export function isPresent({ name, program }: Contender): boolean {
  if (name === 'DuckDB') return resolves('@duckdb/node-api');
  return program === undefined || spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function resolves(name: string): boolean {
  try {
    createRequire(__filename).resolve(name);
    return true;
  } catch {
    return false;
  }
}

function oursByAddress(output: string): Answer {
  const { remoteIps } = JSON.parse(output) as { remoteIps: RemoteIp[] };
  return counted(remoteIps.map(({ remoteIp, requests }) => [remoteIp ?? '-', String(requests)]));
}

interface RemoteIp {
  readonly remoteIp: string | null;
  readonly requests: number;
}

function counted(rows: readonly (readonly string[])[]): Answer {
  const answer = new Map<string, number>();
  for (const [ip = '', count = ''] of rows) {
    if (ip !== '' && /^\d+$/.test(count)) answer.set(ip, (answer.get(ip) ?? 0) + Number(count));
  }
  return answer;
}
