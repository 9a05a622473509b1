import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';

/** The ZIP format's first day, by local time: fflate writes the date's local parts, so every time zone writes the same. */
const FIRST_ZIP_DAY = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_BY_ALL = 0o100644 << 16;

/**
 * Bundles the handler with the SDK it needs, since a runtime's own SDK changes under one's feet, into `handler.zip`
 * (one file, `index.mjs`) in `outDir`, which is made if need be. Same sources, same bytes: nothing of time, time zone,
 * directory or file mode gets in. Throws esbuild's error if the handler does not build.
 *
 * @returns path of the archive, and its SHA-256 in base64, as `source_code_hash` of `aws_lambda_function` wants it.
 */
export function bundleHandler(outDir: string): { path: string; sourceCodeHash: string } {
  const archive = zipSync({
    'index.mjs': [bundle(), { mtime: FIRST_ZIP_DAY, os: UNIX, attrs: READABLE_BY_ALL, level: 9 }],
  });
  mkdirSync(outDir, { recursive: true });
  const path = resolve(outDir, 'handler.zip');
  writeFileSync(path, archive);
  return { path, sourceCodeHash: createHash('sha256').update(archive).digest('base64') };
}

function bundle(): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'function', 'index.ts')],
    absWorkingDir: __dirname,
    outfile: 'index.mjs',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // ES modules first: they shed what is not used.
    mainFields: ['module', 'main'],
    // Whole, so that neither comments nor module names tell the directory.
    minify: true,
    keepNames: true,
    legalComments: 'none',
    // CommonJS libraries inside an ES module still call require for Node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'silent',
  });
  const [index] = outputFiles;
  if (!index) throw new Error('esbuild wrote no bundle');
  return index.contents;
}
