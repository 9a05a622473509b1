import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { readStack } from '../audit/review/stack/read-stack';
import { reviewStack } from '../audit/review/run/prove-goals';
import { readDeployment } from '../contract/deployment/read';
import { bundleHandler } from '../modules/lambda-replication/bundle';
import { buildStack } from '../modules/assembly/private-path-stack';
import { commandLine } from './command-line';

/** How fast the review proves a deployment: `npx tsx bench/review.ts [deployment.yaml]`. */
const [file] = commandLine('bench/review.ts', 'How fast the review proves a deployment.')
  .argument('[deployment.yaml]', 'deployment file', 'examples/everything.yaml')
  .parse().processedArgs;
const deployment = readDeployment(readFileSync(file, 'utf8'), file);
const outdir = mkdtempSync(join(tmpdir(), 's3-private-path-'));
const app = new App({ outdir });
buildStack(app, deployment);
app.synth();
const json = JSON.parse(readFileSync(join(outdir, 'stacks', deployment.name, 'cdk.tf.json'), 'utf8')) as unknown;
const builtArchive = bundleHandler(outdir).sourceCodeHash;
rmSync(outdir, { recursive: true });

const stack = readStack(json, 'cdk.tf.json', { builtArchive });
if (!stack.ok) throw new Error(stack.problems.join('\n'));
const cpuBefore = process.cpuUsage();
const start = performance.now();
const { verdict, decisions, contexts, findings, notReviewed } = reviewStack(stack.value, deployment);
const seconds = (performance.now() - start) / 1000;
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
const megabytes = process.resourceUsage().maxRSS / 1000;
console.log(`${file}: ${verdict}, ${findings.length} findings, ${notReviewed.length} not reviewed`);
console.log(`${decisions} decisions in ${contexts} contexts`);
console.log(
  `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes.toFixed(0)} MB at most, synthesis included`,
);
console.log(`${Math.round(decisions / cpuSeconds)} decisions per second of CPU`);
