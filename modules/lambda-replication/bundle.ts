import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';
import { writeArchive, type HandlerArchive } from './handler-archive';

/** The ZIP format's first day, by local time: fflate writes the date's local parts, so every time zone writes the same. */
const FIRST_ZIP_DAY = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_BY_ALL = 0o100644 << 16;

/**
 * Bundles the handler with the SDK it needs, since a runtime's own SDK changes under one's feet, into `handler.zip`
 * (one file, `index.mjs`) in `outDir`, which is made if need be. Same sources, same bytes: nothing of time, time zone,
 * directory or file mode gets in. Throws esbuild's error if the handler does not build.
 */
export function bundleHandler(outDir: string): HandlerArchive {
  const archive = zipSync({
    'index.mjs': [bundle(), { mtime: FIRST_ZIP_DAY, os: UNIX, attrs: READABLE_BY_ALL, level: 9 }],
  });
  return writeArchive(archive, outDir);
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
