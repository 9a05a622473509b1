import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { runS3Audit } from '../../cli/run-s3-audit';
import { violationsOf, WAYS_TO_LOOK } from '../accessibility';
import { browserUnavailable } from '../browser';

const unavailable = browserUnavailable();
if (unavailable !== undefined) console.warn(`Skipping the accessibility of the HTML report: ${unavailable}.`);
const directory = useTemporaryDirectory();

(unavailable === undefined ? describe : describe.skip)('axe-core finds nothing in the report of the sample', () => {
  const report = async (): Promise<string> => {
    const file = join(directory(), 'report.html');
    const sample = [
      '--logs',
      'samples/logs',
      '--cloudtrail',
      'samples/cloudtrail',
      '--expect',
      'samples/expectations.json',
    ];
    await runS3Audit(['verify', ...sample, '--deployment', 'deployment.yaml', '--output', file], {});
    return readFileSync(file, 'utf8');
  };

  test.each(WAYS_TO_LOOK)('%s', async (_where, flags) => {
    expect(await violationsOf(await report(), directory(), flags)).toEqual([]);
  });
});
