/**
 * Plans deployment files against the emulator, applies them, and plans again:
 * `npx tsx test/e2e/record-plans.ts FOLDER FILE...` leaves in FOLDER, for each file, `NAME.first.json.gz` and
 * `NAME.again.json.gz` (as `terraform show -json` prints them) and `NAME.stack.json.gz` (the stack they are of).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { deploymentOf, synthesize } from '../modules/synthesized';
import { startEmulator } from './emulator/emulator';
import { terraformPlan } from './plan-text';
import { workspace } from './terraform';
import { withWhatExists } from './what-exists';

async function record(folder: string, file: string): Promise<void> {
  const emulator = await startEmulator();
  try {
    const deployment = await withWhatExists(deploymentOf(file), emulator);
    const place = await workspace(deployment, emulator);
    const save = (part: string, text: string) => {
      writeFileSync(join(folder, `${basename(file, '.yaml')}.${part}.json.gz`), gzipSync(text, { level: 9 }));
    };
    try {
      save('first', await terraformPlan(place, emulator));
      await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
      save('again', await terraformPlan(place, emulator));
      save('stack', JSON.stringify(synthesize(deployment).json));
    } finally {
      place.remove();
    }
  } finally {
    await emulator.stop();
  }
}

void (async () => {
  const [folder, ...files] = process.argv.slice(2);
  if (folder === undefined || files.length === 0) throw new Error(readFileSync(__filename, 'utf8').slice(0, 400));
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const error = await record(folder, file).catch((reason: unknown) => reason);
    console.log(file, error instanceof Error ? error.message.slice(-2000) : 'recorded');
  }
})();
