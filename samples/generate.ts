import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleLogObjects } from './log-objects';

// npm run samples: writes samples/logs anew; a test holds the committed files against the story.
const folder = join(__dirname, 'logs');
rmSync(folder, { recursive: true, force: true });
for (const { path, text, gzip } of sampleLogObjects()) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzip ? gzipSync(text, { level: 9 }) : text);
}
