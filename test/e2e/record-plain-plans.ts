/**
 * Plans docs/plain-terraform against the emulator, applies it, and plans again: `npx tsx test/e2e/record-plain-plans.ts FOLDER`
 * leaves `plain.first.json.gz` and `plain.again.json.gz` in FOLDER.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startEmulator } from './emulator/emulator';
import { terraformPlan } from './plan-text';
import { plainWorkspace } from './terraform';

void (async () => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('npx tsx test/e2e/record-plain-plans.ts FOLDER');
  mkdirSync(folder, { recursive: true });
  const emulator = await startEmulator();
  try {
    const place = await plainWorkspace('docs/plain-terraform', '222222222222', emulator);
    for (const step of ['first', 'again']) {
      const text = await terraformPlan(place, emulator);
      writeFileSync(join(folder, `plain.${step}.json.gz`), gzipSync(text, { level: 9 }));
      await place.terraform('apply', '-auto-approve', '-input=false');
    }
    place.remove();
  } finally {
    await emulator.stop();
  }
})();
