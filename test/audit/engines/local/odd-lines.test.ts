import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logReader } from '../../../../audit/engines/local/log-reader';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { logLine } from '../../log-lines';
import { lineByLine } from './line-by-line';

const directory = useTemporaryDirectory();
const HOST_ID = 'vlLbp5RQis9UH8ZWctP6rHCEE6USOOrtlqcrwsGpWZism7R9z/PI4WXaNnZlZ5ZOOw7Um5DGoso=';
const line = logLine({ hostId: HOST_ID });
const JSON_LINE = JSON.stringify({
  ...{ schema_version_id: 'V_1_0', bucket_name: 'orders', request_time: '2026-01-05T10:00:00.000Z', request_id: 'A1' },
  ...{ remote_ip: '52.0.0.1', requester: null, operation: 'REST.GET.OBJECT', http_status: 200, user_agent: 'a\nb"' },
});

test('the scanner reads lines that few logs have as the parser does, and accounts for each', async () => {
  const path = join(directory(), 'log');
  const lines = [
    line,
    line.replace(HOST_ID, `AIDAEXAMPLEPRINCIPAL1 ${HOST_ID}`),
    line.replace('REST.GET.OBJECT', 'SOAP.GetObject'),
    `${line} "later"`,
    JSON_LINE,
    JSON_LINE,
    JSON_LINE.slice(0, -2),
  ];
  writeFileSync(path, lines.map((text) => `${text}\n`).join(''));
  const files = [{ kind: 'file' as const, path }];
  const everything = { buckets: [], since: null, until: null };
  const found = await logReader.aggregate(files, everything);
  const expected = await lineByLine.aggregate(files, everything);
  expect(found.coverage).toEqual(expected.coverage);
  expect(found.coverage).toMatchObject({ lines: 7, records: 5, duplicates: 1, rejects: 1, ambiguous: 0, blank: 0 });
  expect(found.groups.map(({ requests }) => requests).sort()).toEqual(
    expected.groups.map(({ requests }) => requests).sort(),
  );
  expect(found.groups).toContainEqual(expect.objectContaining({ remoteIp: '52.0.0.1', httpStatus: 200, requests: 1 }));
});
