import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { logReader } from '../../../../../audit/engines/local/log-reader';
import { isoTime } from '../../../../../audit/access-log/log-time';
import type { TrueGroup } from '../../../../../bench/ground-truth';
import { coarseGroups } from '../coarse-groups';
import { findLogFiles, type LogFile } from '../../../../../audit/sources/log-files';
import { damagedLine, writtenRecord } from '../../../access-log/random-records';
import { cloudTrailRecord, ENDPOINT } from '../../../cloudtrail/cloudtrail-record';
import { logLine } from '../../../log-lines';
import { rowsOf, useTables } from './opened-tables';

const { fileOf, open, select } = useTables();

test('a record has its fields by column, its file and its line', async () => {
  const log = fileOf('log', `\n${logLine({ remoteIp: null, requestUri: null, extra: ['new', 'fields'] })}\n`);
  const tables = await open({ logs: [log] });
  expect(
    await rowsOf(
      tables,
      'SELECT request_time, remote_ip, request_uri, http_status, extra, ambiguous, file, line FROM access_log',
    ),
  ).toEqual([['2026-01-05T08:00:00Z', null, null, 200n, ['new', 'fields'], false, log.path, 2]]);
});

test('bytes sent - is 0 and other numbers are NULL', async () => {
  const log = fileOf('log', logLine().replace(' 200 - 100 100 5 4 ', ' 304 - - - - - '));
  expect(await select('SELECT bytes_sent, object_size, total_time FROM access_log', { logs: [log] })).toEqual([
    [0n, null, null],
  ]);
});

test('fields missing from the tail are NULL one by one', async () => {
  const words = logLine().split(' ');
  const log = fileOf('log', [0, 1, 2, 9].map((missing) => words.slice(0, words.length - missing).join(' ')).join('\n'));
  expect(
    await select('SELECT host_id IS NULL, acl_required, source_region FROM access_log ORDER BY line', { logs: [log] }),
  ).toEqual([
    [false, null, 'us-east-1'],
    [false, null, null],
    [false, null, null],
    [true, null, null],
  ]);
});

test('a line seen before, in whatever file, is no second record, and the table duplicates tells where it stands', async () => {
  const [line, reject] = [logLine(), 'no record'];
  const logs = [
    fileOf('a', `${line}\n${line}\n${reject}\n`),
    fileOf('b', `${line}\n${reject}\n`),
    fileOf('c', `${line}\n${line}\n${reject}\n`),
  ];
  const tables = await open({ logs });
  expect(await rowsOf(tables, 'SELECT file, line FROM access_log')).toEqual([[logs[0]!.path, 1]]);
  expect(await rowsOf(tables, 'SELECT file, line FROM duplicates ORDER BY ALL')).toEqual([
    [logs[0]!.path, 2],
    [logs[1]!.path, 1],
    [logs[2]!.path, 1],
    [logs[2]!.path, 2],
  ]);
  // The third file has the bytes of the first: its rejects are told all the same.
  expect(await rowsOf(tables, 'SELECT file, line FROM rejects ORDER BY ALL')).toEqual([
    [logs[0]!.path, 3],
    [logs[1]!.path, 2],
    [logs[2]!.path, 3],
  ]);
  expect(tables.unread).toEqual(['3 lines could not be read: see the table rejects']);
  expect(tables.notes).toEqual(['4 lines equal to an earlier one, and no further record: see the table duplicates']);
});

test('a damaged file is named, and what could be read of it counts', async () => {
  const bytes = gzipSync(Array.from({ length: 5000 }, () => `${logLine()}\n`).join(''));
  const tables = await open({ logs: [fileOf('cut.gz', bytes.subarray(0, bytes.length / 2))] });
  expect(tables.unread).toEqual([expect.stringMatching(/cut\.gz was read only in part: damaged gzip/)]);
  expect((await rowsOf(tables, 'SELECT count(*) > 0 FROM access_log'))[0]).toEqual([true]);
});

test('keys as long as S3 lets them be, in every line, fit into the memory that loading has', async () => {
  // 1,024 bytes, each encoded twice: lines of some 10 KB.
  const key = '%25E6%2597%25A5'.repeat(341);
  const lines = Array.from({ length: 8000 }, (_, i) =>
    logLine({ key: `${key}${i}`, requestUri: `GET /${key}${i} HTTP/1.1` }),
  );
  const log = fileOf('log', `${lines.join('\n')}\n`);
  expect(await select('SELECT count(*), count(DISTINCT key) FROM access_log', { logs: [log] })).toEqual([
    [8000n, 8000n],
  ]);
}, 60_000);

test('hostile text is kept as it is, NUL and quotes included', async () => {
  const userAgent = 'a\u0000b "c" \\ \u001b[31m';
  expect(await select('SELECT user_agent FROM access_log', { logs: [fileOf('log', logLine({ userAgent }))] })).toEqual([
    [userAgent],
  ]);
});

test('what stands for nothing, or between fields, on the way into the tables is kept where a line has it', async () => {
  const lines = ['\x01', '\x02-', 'a\x01b', '\\N', '""', ',', '#'].map((userAgent) => logLine({ userAgent }));
  const log = fileOf(
    'log',
    [logLine({ extra: ['-', 'x'] }), ...lines, '-', 'a\x01b', '', logLine({ referer: '' })].join('\n'),
  );
  const agents = await select('SELECT line, user_agent FROM access_log WHERE line BETWEEN 2 AND 8 ORDER BY line', {
    logs: [log],
  });
  expect(agents.map(([, agent]) => agent)).toEqual(['\x01', '\x02-', 'a\x01b', '\\N', '""', ',', '#']);
  expect(await select('SELECT line, text FROM rejects', { logs: [log] })).toEqual([[9, '-'], [10, 'a\x01b']]); // prettier-ignore
  expect(await select('SELECT referer FROM access_log WHERE line = 12', { logs: [log] })).toEqual([['']]);
});

test('the tables are the documented ones', async () => {
  const tables = await open({ logs: [fileOf('log', logLine())] });
  expect((await rowsOf(tables, 'SHOW TABLES')).flat()).toEqual([
    'access_log',
    'cloudtrail',
    'duplicates',
    'rejects',
    'requests',
  ]);
});

test('no log file at all is a mistake, and the workspace is removed', async () => {
  await expect(open({ logs: [] })).rejects.toThrow('--logs: there is no file in these places');
});

describe('with CloudTrail', () => {
  const trailOf = (...records: readonly unknown[]): LogFile =>
    fileOf('trail.json', JSON.stringify({ Records: records }));
  const line = (): string => logLine({ requestId: 'AAAAAAAAAAAAAAA1', hostId: 'host1=' });

  test('every record has one row in requests, with what all events of the request say', async () => {
    const trail = trailOf(
      cloudTrailRecord(),
      cloudTrailRecord({ vpcEndpointId: undefined }),
      cloudTrailRecord({ requestID: 'OTHER' }),
    );
    const sources = { logs: [fileOf('log', `${line()}\n${logLine()}`)], cloudtrail: [trail] };
    expect(
      await select(
        'SELECT cloudtrail_events, vpc_endpoint_ids, source_addresses, event_names FROM requests ORDER BY line',
        sources,
      ),
    ).toEqual([
      [2n, [ENDPOINT], ['10.20.3.4'], ['GetObject']],
      [0n, null, null, null],
    ]);
  });

  test('another host id is another request', async () => {
    const trail = trailOf(cloudTrailRecord({ additionalEventData: { 'x-amz-id-2': 'other=' } }));
    const sources = { logs: [fileOf('log', line())], cloudtrail: [trail] };
    expect(await select('SELECT cloudtrail_events FROM requests', sources)).toEqual([[0n]]);
  });

  test('denials of endpoint policies are events of their own kind', async () => {
    const denial = { eventCategory: 'NetworkActivity', errorCode: 'VpceAccessDenied' };
    const sources = {
      logs: [fileOf('log', line())],
      cloudtrail: [trailOf(cloudTrailRecord(denial), cloudTrailRecord())],
    };
    expect(
      await select(
        'SELECT kind, error_code, event_time, vpc_endpoint_id, bucket FROM cloudtrail ORDER BY kind',
        sources,
      ),
    ).toEqual([
      ['endpoint-denial', 'VpceAccessDenied', '2026-01-05T08:00:00Z', ENDPOINT, null],
      ['request', null, '2026-01-05T08:00:00Z', ENDPOINT, 'orders'],
    ]);
  });

  test('files that cannot be read are told', async () => {
    const tables = await open({
      logs: [fileOf('log', `${line()}\n`)],
      cloudtrail: [fileOf('broken.json', '{'), trailOf(cloudTrailRecord({ requestID: null }))],
    });
    expect(tables.unread).toEqual([
      expect.stringMatching(/broken\.json was read only in part: is not JSON/),
      '1 CloudTrail record could not be read',
    ]);
  });
});

describe('the groups of SQL are those of the local engine', () => {
  const GROUPS = `SELECT bucket, remote_ip, requester, operation, CAST(http_status AS VARCHAR), min(request_time),
    max(request_time), CAST(sum(bytes_sent) AS VARCHAR), CAST(count(*) AS INTEGER) FROM access_log
    GROUP BY bucket, remote_ip, requester, operation, http_status`;
  const groupOf = (group: TrueGroup): readonly unknown[] => [
    ...[group.bucket, group.remoteIp, group.requester, group.operation, group.httpStatus?.toString() ?? null],
    ...[isoTime(group.firstSeen), isoTime(group.lastSeen), String(group.bytesSent), group.requests],
  ];
  const sorted = (groups: readonly unknown[]): readonly string[] => groups.map((group) => JSON.stringify(group)).sort();

  const expectEqual = async (logs: readonly LogFile[]): Promise<void> => {
    const { groups, coverage } = await logReader.aggregate(logs, { buckets: [], since: null, until: null });
    const tables = await open({ logs });
    expect(sorted(await rowsOf(tables, GROUPS))).toEqual(sorted(coarseGroups(groups).map(groupOf)));
    const counts = await rowsOf(
      tables,
      'SELECT (SELECT count(*) FROM access_log), (SELECT count(*) FROM rejects), (SELECT count(*) FROM duplicates), (SELECT count(*) FROM access_log WHERE ambiguous)',
    );
    const { records, rejects, duplicates, ambiguous } = coverage;
    expect(counts[0]?.map(Number)).toEqual([records, rejects, duplicates, ambiguous]);
    expect(records).toBeGreaterThan(0);
  };

  test.each(['samples/logs', '../shared/samples'])('on %s', async (path) => {
    if (existsSync(path)) await expectEqual(await findLogFiles([path]));
    else console.warn(`skipped: ${path} is not present`);
  });

  test('on generated lines, hostile, damaged and repeated', async () => {
    const lines = [...fc.sample(writtenRecord, 2000).map(({ line }) => line), ...fc.sample(damagedLine, 2000)];
    const bytes = (part: readonly string[]): Buffer => Buffer.from(part.join('\n'), 'latin1');
    await expectEqual([fileOf('a', bytes(lines)), fileOf('b.gz', gzipSync(bytes(lines.slice(0, 50))))]);
  });
});

test('the workspace is gone when the tables are closed', async () => {
  const tables = await open({ logs: [fileOf('log', logLine())] });
  const [[place] = []] = await rowsOf(tables, "SELECT parse_path(current_setting('temp_directory'))[:-2]");
  const workspace = (place as readonly string[]).join('/').replace('//', '/');
  expect(existsSync(workspace)).toBe(true);
  await tables.close();
  expect(existsSync(workspace)).toBe(false);
});
