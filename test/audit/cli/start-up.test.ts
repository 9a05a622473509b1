import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { basename, join } from 'node:path';
import { DESCRIPTIONS } from '../../../audit/cli/parts/descriptions';
import { useTemporaryDirectory } from '../../temporary-directory';

// What a start costs is told by what it loads, not by a clock.

const directory = useTemporaryDirectory();
const LINE =
  '79a5 orders [05/Jan/2026:00:00:03 +0000] 10.20.3.4 arn:aws:iam::111111111111:role/reader ABC REST.GET.OBJECT key ' +
  '"GET /orders/key HTTP/1.1" 200 - 1 1 2 1 "-" "agent" - hostId SigV4 cipher AuthHeader orders.s3.amazonaws.com TLSv1.3 - -\n';

function logFile(): string {
  const file = join(directory(), 'access.log');
  writeFileSync(
    file,
    LINE.repeat(20).replace(/ABC/g, () => String(Math.random()).slice(2)),
  );
  return file;
}

/** The files that a run of the command loads beside Node itself, by name. */
function loadedBy(...args: readonly string[]): readonly string[] {
  const hook = join(directory(), 'tell-loaded.cjs');
  writeFileSync(
    hook,
    `const Module = require('node:module');
     const load = Module._load;
     Module._load = (request, parent, isMain) => {
       if (!request.startsWith('node:') && !Module.builtinModules.includes(request)) process.stderr.write('loaded ' + request + '\\n');
       return load(request, parent, isMain);
     };`,
  );
  const { stderr } = spawnSync(process.execPath, ['-r', hook, 'bin/s3-audit', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  return [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, path = '']) => basename(path)).sort();
}

const LAUNCHER = ['load-compiled.cjs', 's3-audit'];

test('help loads no library and no command', () => {
  expect(loadedBy('--help')).toEqual([...LAUNCHER, 's3-audit.js']);
});

/** They validate files of their own, by schemas that are made where they are declared. */
const WITH_SCHEMAS = ['verify', 'review', 'rehearse', 'evaluate', 'doctor', 'init', 'export'];

test.each(Object.keys(DESCRIPTIONS))('the help of %s loads neither the AWS SDK nor DuckDB', (command) => {
  const { stdout } = spawnSync(process.execPath, ['bin/s3-audit', command, '--help'], { encoding: 'utf8' });
  expect(stdout).toContain(`Usage: s3-audit ${command}`);
  const loaded = new Set(loadedBy(command, '--help').filter((file) => /^lib-|smithy|duckdb/.test(file)));
  expect([...loaded]).toEqual(WITH_SCHEMAS.includes(command) ? ['lib-zod.js'] : []);
});

test('a report of a log file loads no library', () => {
  expect(loadedBy('remote-ips', '--logs', logFile(), '--format', 'json')).toEqual(
    [...LAUNCHER, 'remote-ips.js'].sort(),
  );
});

test('help and a report load nothing of Node that takes long: streams, network, threads, heap statistics', () => {
  const hook = join(directory(), 'tell-parts.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => {
       const parts = process.moduleLoadList.filter((part) => /^NativeModule (stream|net|tty|v8|crypto|zlib|worker_threads|fs\\/promises)$/.test(part));
       require('node:fs').writeSync(2, parts.join(', '));
     });`,
  );
  for (const args of [['--help'], ['remote-ips', '--logs', logFile(), '--format', 'json']]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', hook, 'bin/s3-audit', ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(100);
  }
});

test('help of a command by the word help is that of --help', () => {
  const help = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['bin/s3-audit', ...args], { encoding: 'utf8' }).stdout;
  expect(help('help', 'verify')).toBe(help('verify', '--help'));
});

describe('code that was compiled at an earlier run', () => {
  const code = (): string => join(directory(), 's3-audit', 'code');
  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, XDG_CACHE_HOME: directory() });
  const run = (env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['bin/s3-audit', 'remote-ips', '--logs', join(directory(), 'access.log'), '--format', 'json'],
      { encoding: 'utf8', env: { ...environment(), ...env } },
    );
    return { status, stdout, stderr };
  };
  /** Node keeps it in its own way from 22.1 on. */
  const isOurs = !('enableCompileCache' in nodeModule);
  const onNode20 = isOurs ? test : test.skip;
  const kept = (): string => join(code(), readdirSync(code())[0] ?? '');

  beforeEach(logFile);

  onNode20('is kept of libraries too, which stand in files of their own', () => {
    const args = ['evaluate', '--help'];
    const help = () => spawnSync(process.execPath, ['bin/s3-audit', ...args], { encoding: 'utf8', env: environment() });
    const first = help().stdout;
    expect(readdirSync(code()).map((name) => name.replace(/\.js.*/, ''))).toEqual(['evaluate', 'lib-zod']);
    expect(help().stdout).toBe(first);
  });

  test('is kept, and changes no answer', () => {
    const first = run();
    expect(first.status).toBe(0);
    expect(readdirSync(code())).toHaveLength(1);
    expect(run()).toEqual(first);
  });

  onNode20('is not taken when it is cut, or something else', () => {
    const first = run();
    truncateSync(kept(), 1000);
    expect(run()).toEqual(first);
    writeFileSync(kept(), 'no code');
    expect(run()).toEqual(first);
  });

  onNode20('is not taken from a file that others may write', () => {
    const first = run();
    const before = readFileSync(kept());
    chmodSync(kept(), 0o666);
    expect(run()).toEqual(first);
    // Written anew, since what lay there was not read.
    expect(readFileSync(kept()).length).toBeGreaterThan(before.length / 2);
    expect(readdirSync(code())).toHaveLength(1);
  });

  onNode20('is taken by the next run that writes a page, too, whose threads give memory back on the way', () => {
    const log = join(directory(), 'many.log');
    // Large enough for threads.
    writeFileSync(
      log,
      LINE.repeat(80_000).replace(/ABC/g, () => String(Math.random()).slice(2)),
    );
    const page = () =>
      spawnSync(process.execPath, ['bin/s3-audit', 'remote-ips', '--logs', log, '--format', 'html'], {
        encoding: 'utf8',
        env: environment(),
      }).status;
    expect(page()).toBe(0);
    const { mtimeMs } = statSync(kept());
    expect(page()).toBe(0);
    expect(statSync(kept()).mtimeMs).toBe(mtimeMs);
  });

  test('is neither kept in nor taken from a folder that others may write', () => {
    mkdirSync(code(), { recursive: true });
    chmodSync(code(), 0o777);
    expect(run().status).toBe(0);
    expect(readdirSync(code())).toEqual([]);
  });

  test('is not kept where it is not wanted', () => {
    expect(run({ NODE_DISABLE_COMPILE_CACHE: '1' }).status).toBe(0);
    expect(() => readdirSync(code())).toThrow('ENOENT');
  });
});
