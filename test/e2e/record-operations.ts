/**
 * Records which operations of AWS the Terraform provider sends for deployment files, from the first apply to the destroy,
 * against the emulator: `npx tsx test/e2e/record-operations.ts FOLDER FILE...` leaves in FOLDER `NAME.json`, by type of resource
 * the operations as `service:Operation`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf } from '../modules/synthesized';
import { startEmulator } from './emulator/emulator';
import { workspace } from './terraform';
import { withWhatExists } from './what-exists';

/** An image that the emulator has. */
const IMAGE = 'ami-760aaa0f';

type Operations = Readonly<Record<string, readonly string[]>>;

/** Operations in the provider's log, by the type of the resource for which it sent them. */
function operationsIn(log: string): Operations {
  const found = new Map<string, Set<string>>();
  for (const line of log.split('\n')) {
    if (!line.includes('HTTP Request Sent')) continue;
    const field = (name: string): string => new RegExp(`[" ]@?${name}"?[=:]"?([^" ,]+)`).exec(line)?.[1] ?? '';
    const type = field('tf_resource_type') || field('tf_data_source_type') || 'provider';
    const operations = found.get(type) ?? new Set();
    found.set(type, operations.add(`${field('rpc.service')}:${field('rpc.method')}`));
  }
  return Object.fromEntries([...found].sort().map(([type, operations]) => [type, [...operations].sort()]));
}

/** As a test can apply it and take it down. */
function destroyable(deployment: Deployment): Deployment {
  const { instance } = deployment;
  return {
    ...deployment,
    removalPolicy: 'destroy',
    ...(instance && {
      instance: { ...instance, ...(instance.example && { example: { ...instance.example, amiId: IMAGE } }) },
    }),
  };
}

async function record(folder: string, file: string): Promise<void> {
  const emulator = await startEmulator();
  const logs = mkdtempSync(join(tmpdir(), 'operations-'));
  try {
    const deployment = await withWhatExists(destroyable(deploymentOf(file)), emulator);
    const place = await workspace(deployment, emulator, undefined, {
      TF_LOG_PROVIDER: 'DEBUG',
      TF_LOG_PATH: join(logs, 'log'),
    });
    try {
      const flags = ['-input=false', '-parallelism=30'];
      await place.terraform('apply', '-auto-approve', ...flags);
      await place.terraform('plan', ...flags);
      await place.terraform('apply', '-destroy', '-auto-approve', ...flags);
    } finally {
      const log = readFileSync(join(logs, 'log'), 'utf8');
      if (process.env.KEEP_LOG !== undefined) writeFileSync(process.env.KEEP_LOG, log);
      writeFileSync(
        join(folder, `${basename(file, '.yaml')}.json`),
        `${JSON.stringify(operationsIn(log), undefined, 2)}\n`,
      );
      place.remove();
    }
  } finally {
    rmSync(logs, { recursive: true });
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
