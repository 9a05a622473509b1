// node packaging/run-built.mjs main|demo [arguments]: runs the bundle that `npm ci` made of main.ts or demo.ts, in which nothing
// is compiled any more, nor anything that ran before; the sources themselves where one of them is younger. One process, so that signals and exit codes are its own.
import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const [program] = process.argv.splice(2, 1);
const require = createRequire(import.meta.url);
const bundle = `dist/${program}.js`;

if (isCurrent()) {
  const { loadCompiled, OPTIMIZE_LATE } = require('../bin/load-compiled.cjs');
  loadCompiled(resolve(bundle), [OPTIMIZE_LATE]);
} else {
  process.stderr.write(`${bundle} is older than its sources, which run instead; "npm run build" makes it anew\n`);
  await import('tsx/cjs');
  require(`../${program}.ts`);
}

function isCurrent() {
  try {
    const built = statSync(bundle).mtimeMs;
    return JSON.parse(readFileSync('dist/sources.json', 'utf8')).every((source) => statSync(source).mtimeMs <= built);
  } catch {
    return false;
  }
}
