import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleLogObjects } from './log-objects';
import { plannedFiles } from './planned-backup';
import { sampleTrailFiles } from './trail-files';

// npm run samples: writes samples/logs, samples/cloudtrail and those of samples/planned anew; a test holds the committed files
// against the story.
writeFolder('logs', sampleLogObjects());
writeFolder(
  'cloudtrail',
  sampleTrailFiles().map((file) => ({ ...file, gzip: true })),
);
writeFolder('planned/logs', plannedFiles().logs);
writeFolder('planned/cloudtrail', plannedFiles().cloudtrail);

function writeFolder(
  name: string,
  files: readonly { readonly path: string; readonly text: string; readonly gzip: boolean }[],
): void {
  const folder = join(__dirname, name);
  rmSync(folder, { recursive: true, force: true });
  for (const { path, text, gzip } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzip ? gzipSync(text, { level: 9 }) : text);
  }
}
