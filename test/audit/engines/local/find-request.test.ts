import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findRequest, type RequestSources } from '../../../../audit/engines/local/find-request';
import { knownRequest, type JudgedBy, type KnownRequest } from '../../../../audit/request/known-request';
import { requestJson, requestTable } from '../../../../audit/request/request-report';
import type { LogFile } from '../../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../../cloudtrail/cloudtrail-record';
import { expectations } from '../../judge/request-group';
import { logLine } from '../../log-lines';

const directory = useTemporaryDirectory();
const ID = 'AAAAAAAAAAAAAAA1';

const fileOf = (name: string, bytes: string | Buffer): LogFile => {
  const path = join(directory(), name);
  writeFileSync(path, bytes);
  return { kind: 'file', path };
};
const find = async (
  lines: readonly string[],
  {
    logs = [fileOf('log', lines.join('\n'))],
    cloudtrail = [],
    expectations: expected,
  }: Partial<RequestSources & JudgedBy> = {},
): Promise<KnownRequest> =>
  knownRequest(ID, await findRequest(ID, { logs, cloudtrail }), { expectations: expected, ranges: undefined });
const lineOf = (change: Parameters<typeof logLine>[0] = {}): string =>
  logLine({ requestId: ID, hostId: 'host1=', ...change });
const trail = (...records: readonly unknown[]): readonly LogFile[] => [
  fileOf('trail.json', JSON.stringify({ Records: records })),
];

test('a copy has two rows, and both are found, others not', async () => {
  const { rows } = await find([
    logLine(),
    lineOf({ operation: 'REST.COPY.OBJECT_GET' }),
    lineOf({ operation: 'REST.COPY.OBJECT' }),
    logLine({ userAgent: ID }),
  ]);
  expect(rows.map(({ line, record }) => [line, record.operation])).toEqual([
    [2, 'REST.COPY.OBJECT_GET'],
    [3, 'REST.COPY.OBJECT'],
  ]);
});

test('a batch delete has one row for each key, decoded as it encodes them', async () => {
  const { rows } = await find([
    lineOf({ operation: 'REST.POST.MULTI_OBJECT_DELETE', key: null }),
    lineOf({ operation: 'BATCH.DELETE.OBJECT', key: 'a+b%2Bc' }),
    lineOf({ operation: 'BATCH.DELETE.OBJECT', key: 'd' }),
  ]);
  expect(rows.map(({ decodedKey }) => decodedKey)).toEqual([null, 'a b+c', 'd']);
});

test('a key of a REST row is decoded twice', async () => {
  const { rows } = await find([lineOf({ key: 'quote%2520%252242%2522.json' })]);
  expect(rows[0]?.decodedKey).toBe('quote "42".json');
});

test('a line delivered twice is shown as a duplicate, with both places', async () => {
  const line = lineOf();
  const request = await find([line], { logs: [fileOf('a', line), fileOf('b.gz', gzipSync(line))] });
  expect(request.rows.map(({ file, duplicate }) => [file.slice(directory().length + 1), duplicate])).toEqual([
    ['a', false],
    ['b.gz', true],
  ]);
  expect(requestTable(request)).toMatch(/^request A{15}1: 1 record, no CloudTrail events\n/);
});

test('an ambiguous line is shown by its worst reading, with all its statuses', async () => {
  const { rows } = await find([lineOf({ requestUri: 'GET /a?" 403 AccessDenied 1 - 5 - "-" "ua" - HTTP/1.1' })]);
  expect(rows).toMatchObject([{ ambiguous: true, statuses: [403, 200], record: { httpStatus: 200 } }]);
});

test('credentials of a presigned request are in neither form of the report', async () => {
  const request = await find([
    lineOf({
      requestUri: 'GET /a?X-Amz-Signature=SECRET&X-Amz-Credential=SECRET HTTP/1.1',
      referer: 'https://x?Signature=SECRET',
    }),
    `${ID} reject GET /a?X-Amz-Security-Token=SECRET`,
  ]);
  expect(request.rejects).toHaveLength(1);
  for (const text of [requestTable(request), requestJson(request)]) {
    expect(text).not.toContain('SECRET');
    expect(text).toContain('REDACTED');
  }
});

test('a line that names the request and cannot be read is shown', async () => {
  const { rejects } = await find([`no record of ${ID}`]);
  expect(rejects).toMatchObject([{ line: 1, text: `no record of ${ID}` }]);
});

describe('judged by the expectations', () => {
  test('an address of the VPC is consistent', async () => {
    const { rows } = await find([lineOf()], { expectations });
    expect(rows[0]?.judgement).toEqual({
      network: 'expected-vpc',
      aws: null,
      outcome: 'allowed',
      judged: { finding: 'pass', evidence: 'consistent', exemption: null },
    });
  });

  test("CloudTrail's event of the endpoint proves it", async () => {
    const request = await find([lineOf()], {
      expectations,
      cloudtrail: trail(cloudTrailRecord(), cloudTrailRecord({ requestID: 'OTHER' })),
    });
    expect(request.events).toMatchObject([{ vpcEndpointId: ENDPOINT }]);
    expect(request.rows[0]?.judgement).toMatchObject({ network: 'endpoint', judged: { evidence: 'proven' } });
    expect(request.unlogged).toEqual([]);
  });

  test('an event that contradicts the log proves nothing', async () => {
    const cloudtrail = trail(cloudTrailRecord({ sourceIPAddress: '10.20.99.99' }));
    const { rows } = await find([lineOf()], { expectations, cloudtrail });
    expect(rows[0]?.judgement).toMatchObject({ network: 'unknown', judged: { finding: 'violation' } });
  });

  test('a request that only CloudTrail knows is judged by that alone', async () => {
    const cloudtrail = trail(cloudTrailRecord({ vpcEndpointId: undefined, sourceIPAddress: '52.198.48.49' }));
    const request = await find([logLine()], { expectations, cloudtrail });
    expect(request.unlogged).toMatchObject([{ network: 'public', judged: { finding: 'violation' } }]);
    expect(requestTable(request)).toContain('judged by CloudTrail alone');
  });

  test('without expectations nothing is found', async () => {
    const { rows } = await find([lineOf({ remoteIp: '52.198.48.49' })]);
    expect(rows[0]?.judgement).toMatchObject({ network: 'public', judged: null });
  });
});

test('a damaged file is named: it may have had more', async () => {
  const bytes = gzipSync(Array.from({ length: 3000 }, () => logLine()).join('\n'));
  const request = await find([], { logs: [fileOf('cut.gz', bytes.subarray(0, 5000))] });
  expect(request.damaged).toMatchObject([{ reason: expect.stringMatching(/^damaged gzip/) as string }]);
  expect(requestTable(request)).toContain('was read only in part: damaged gzip');
});

test('both forms are inert for a terminal, and JSON is whole', async () => {
  const request = await find([lineOf({ userAgent: '\u001b[2J \u202e caf\u00c3\u00a9' }), `${ID} \u0007`]);
  for (const text of [requestTable(request), requestJson(request)])
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
  const json = JSON.parse(requestJson(request)) as { rows: readonly { record: { time: string; userAgent: string } }[] };
  expect(json.rows[0]?.record).toMatchObject({ time: '2026-01-05T08:00:00Z' });
});
