/**
 * Synthesizes every example by CDKTF and by its fork, and compares (docs/architecture.md, "Leaving CDKTF"):
 * `npm install --prefix FOLDER --ignore-scripts cdktn@0.24.0 && npx tsx test/modules/leave-cdktf.ts FOLDER`.
 * The fork is in no dependency of ours: `.ci/leave-cdktf` installs it for this. Exit code 1: something differs.
 */
import { spawnSync } from 'node:child_process';
import Module from 'node:module';
import { join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';

type Resolver = (request: string, ...rest: unknown[]) => string;

/** What the alias `"cdktf": "npm:cdktn@…"` does, for this process: the fork and its `constructs` in the place of ours. */
function takeTheFork(folder: string): void {
  const resolver = Module as unknown as { _resolveFilename: Resolver };
  const original = resolver._resolveFilename.bind(Module);
  const names = { cdktf: 'cdktn', constructs: 'constructs' };
  resolver._resolveFilename = (request, ...rest) => {
    for (const [name, forks] of Object.entries(names)) {
      if (request !== name && !request.startsWith(`${name}/`)) continue;
      return original(join(folder, 'node_modules', forks, request.slice(name.length)), ...rest);
    }
    return original(request, ...rest);
  };
}

async function printStacks(): Promise<void> {
  const { deploymentOf, synthesize } = await import('./synthesized');
  for (const file of globSync('{deployment,examples/*}.yaml').sort()) {
    console.log(file, JSON.stringify(synthesize(deploymentOf(file)).json));
  }
}

function stacksBy(...fork: readonly string[]): readonly string[] {
  const run = spawnSync(process.execPath, ['--import', 'tsx', __filename, '--print', ...fork], { encoding: 'utf8', maxBuffer: 2 ** 28 }); // prettier-ignore
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim().split('\n');
}

/** The folder of a function's archive is a hash of its own in each of the two; the archive's own hash stands beside it. */
const withoutFolderOfArchive = (stack = ''): string => stack.replace(/(assets\/\w+\/)[0-9A-F]{32}\//g, '$1');

const [first = '', folder] = process.argv.slice(2);
if (first === '--print') {
  if (folder !== undefined) takeTheFork(folder);
  void printStacks();
} else {
  const ours = stacksBy();
  const forks = stacksBy(resolve(first));
  for (const [index, stack] of ours.entries()) {
    const fork = forks[index];
    const same = withoutFolderOfArchive(stack) === withoutFolderOfArchive(fork);
    const but = same && stack !== fork ? ', but for the folder of an archive' : '';
    console.log(`${stack.split(' ')[0]}: ${same ? `the same${but}` : 'DIFFERS'}`);
    if (!same) process.exitCode = 1;
  }
}
