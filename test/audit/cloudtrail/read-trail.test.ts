import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTrail } from '../../../audit/cloudtrail/read-trail';
import type { LogFile } from '../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../temporary-directory';
import { cloudTrailRecord } from './cloudtrail-record';

const directory = useTemporaryDirectory();

const file = (name: string, content: string | Buffer): LogFile => {
  const path = join(directory(), name);
  writeFileSync(path, content);
  return { kind: 'file', path };
};

test('files as CloudTrail delivers them, bare arrays and digests are read, and every record is counted', async () => {
  const { coverage } = await readTrail([
    file(
      'a.json.gz',
      gzipSync(JSON.stringify({ Records: [cloudTrailRecord(), { eventSource: 'ec2.amazonaws.com' }, 5] })),
    ),
    file('b.json', JSON.stringify([cloudTrailRecord({ requestID: 'B' })])),
    file('digest.json', JSON.stringify({ digestPublicKeyFingerprint: 'x', logFiles: [] })),
  ]);
  expect(coverage).toEqual({
    ...{ files: 3, events: 2, others: 1, unreadable: 1, damaged: [] },
    passedOver: { 'digest files': 1 },
    digests: [{ kind: 'file', path: join(directory(), 'digest.json') }],
  });
});

test('what PowerShell saved of lookup-events, in UTF-16, is read', async () => {
  const text = JSON.stringify({ Records: [cloudTrailRecord()] });
  const { coverage } = await readTrail([file('a.json', Buffer.from(`\uFEFF${text}`, 'utf16le'))]);
  expect([coverage.events, coverage.damaged]).toEqual([1, []]);
});

test.each([
  ['no JSON', 'x', /^is not JSON: /],
  ['another JSON', '{"a":1}', /^is no CloudTrail file/],
  ['an empty .gz', '', /^it is empty, which no gzip file is$/, '.gz'],
  ['a damaged gzip', gzipSync('{"Records":[]}').subarray(0, 12), /^damaged gzip/],
])('a file that is %s is named', async (_what, content, reason, suffix = '') => {
  const { coverage } = await readTrail([file(`a${suffix}`, content)]);
  const reasons = expect.stringMatching(reason) as string;
  expect(coverage.damaged).toEqual([{ file: join(directory(), `a${suffix}`), reason: reasons }]);
});
