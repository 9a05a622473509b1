// node docs/run-transcripts.mjs: runs every command of the console blocks of a page, and writes what it prints below it.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/first-steps.md';
const MOST_LINES = 14;
const env = { ...process.env, COLUMNS: '110', NO_COLOR: '1' };

const page = readFileSync(PAGE, 'utf8').replace(/```console\n([^]*?)```/g, (_, block) => {
  const commands = block.split('\n').filter((line) => line.startsWith('$ '));
  return `\`\`\`console\n${commands.map(transcript).join('')}\`\`\``;
});
writeFileSync(PAGE, page);

function transcript(line) {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', line.slice(2)], { encoding: 'utf8', env });
  const lines = `${stdout}${stderr}`.trimEnd().split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 4), '…', ...lines.slice(-3)] : lines;
  const exit = status === 0 ? [] : [`(exit code ${status})`];
  return `${[line, ...shown, ...exit].filter((text) => text !== '').join('\n')}\n`;
}
