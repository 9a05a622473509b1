/**
 * Records what IAM is asked when Terraform applies deployments, plans again, changes them and takes them down:
 * `npx tsx test/e2e/operations/record.ts FILE...` renews those files of the recording; without a file, all.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { deploymentOf } from '../../modules/synthesized';
import { startEmulator } from '../emulator/emulator';
import { workspace } from '../terraform';
import { withWhatExists } from '../what-exists';
import { startRecorder } from './recorder';
import { ending, readRecording, RECORDING, rowsOf, type Recorded } from './recorded';

const QUICKLY = ['-input=false', '-parallelism=30'];

async function record(file: string): Promise<Recorded> {
  const emulator = await startEmulator();
  const recorder = await startRecorder(emulator);
  const named = deploymentOf(file);
  const deployment = await withWhatExists(named, emulator);
  const place = await workspace(deployment, recorder.emulator);
  const key = [deployment.destination.key?.arn ?? '', named.destination.key?.arn ?? ''] as const;
  try {
    await place.terraform('apply', '-auto-approve', ...QUICKLY);
    await place.terraform('plan', ...QUICKLY);
    const applied = rowsOf(recorder.take(), new Map([key]));
    place.write(ending(deployment));
    await place.terraform('apply', '-auto-approve', ...QUICKLY);
    const adopted = [
      'aws_s3_bucket.data',
      'aws_s3_bucket_public_access_block.data_public_access',
      'aws_kms_key.destination',
    ];
    if (deployment.destination.key) await place.terraform('state', 'rm', ...adopted);
    await place.terraform('destroy', '-auto-approve', ...QUICKLY);
    return { applied, ended: rowsOf(recorder.take(), new Map([key])) };
  } finally {
    await recorder.close();
    await emulator.stop();
    place.remove();
  }
}

function save(file: string, recorded: Recorded): void {
  const all = { ...(existsSync(RECORDING) ? readRecording() : {}), [file]: recorded };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(RECORDING, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

void (async () => {
  const given = process.argv.slice(2);
  const files = given.length > 0 ? given : ['deployment.yaml', ...globSync('examples/*.yaml')];
  for (const file of files) {
    save(file, await record(file));
    console.log(`${file}: recorded`);
  }
})();
