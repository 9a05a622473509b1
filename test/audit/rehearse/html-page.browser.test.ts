import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { runS3Audit } from '../cli/run-s3-audit';
import { violationsOf, WAYS_TO_LOOK } from '../report/accessibility';
import { browserUnavailable, render } from '../report/browser';
import { synthesized } from '../review/synthesized-stack';

const unavailable = browserUnavailable();
if (unavailable !== undefined) console.warn(`Skipping the page of a rehearsal in a browser: ${unavailable}.`);
const directory = useTemporaryDirectory();

let page: Promise<string> | undefined;

/** The page of the sample's planned change, rehearsed by the days of the sample's story; made once. */
const pageOfSample = (): Promise<string> => (page ??= makePage());

async function makePage(): Promise<string> {
  const stack = join(directory(), 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify(synthesized('samples/planned/deployment.yaml', false).json));
  const output = join(directory(), 'rehearsal.html');
  const logs = ['--logs', 'samples/planned/logs', 'samples/logs', '--cloudtrail', 'samples/planned/cloudtrail'];
  const sample = [...logs, 'samples/cloudtrail', '--expect', 'samples/expectations.json'];
  await runS3Audit(['rehearse', '--synth', stack, ...sample, '--output', output], {});
  return readFileSync(output, 'utf8');
}

(unavailable === undefined ? describe : describe.skip)('the page of the rehearsed sample', () => {
  test('the browser shows it and has nothing to complain of', async () => {
    const file = join(directory(), 'page.html');
    writeFileSync(file, await pageOfSample());
    const { dom, complaints } = await render(file, directory());
    expect(dom).toContain('<p class="verdict fail">SOMEBODY LOSES OR GAINS ACCESS</p>');
    expect(dom).toMatch(/<pre>- \{ principal: "arn:aws:iam::222222222222:role\/backup"/);
    expect(dom).toContain('aws_s3_bucket_policy.data_policy');
    expect(dom).toContain('DeleteVpcEndpoints of vpce-0a1b2c3d4e5f67890 at 2026-01-08T09:39:56Z');
    expect(complaints).toEqual([]);
  });

  test.each(WAYS_TO_LOOK)('axe-core finds nothing in it %s', async (_way, flags) => {
    expect(await violationsOf(await pageOfSample(), directory(), flags)).toEqual([]);
  });
});
