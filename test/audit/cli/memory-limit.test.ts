import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useTemporaryDirectory } from '../../temporary-directory';
import { logLine } from '../log-lines';
import { runS3Audit as run, type Run } from './run-s3-audit';

const directory = useTemporaryDirectory();
const runS3Audit = (args: readonly string[]): Promise<Run> => run([...args], {});

/** A log of so many lines, each from an address of its own. */
function logOf(addresses: number): string {
  const path = join(directory(), 'log');
  const lines = Array.from({ length: addresses }, (_, i) =>
    logLine({ remoteIp: `52.${i >> 16}.${(i >> 8) & 255}.${i & 255}` }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('a run with little memory says the same as one with much', async () => {
  const log = logOf(2_000);
  const args = ['--logs', log, '--format', 'json'];
  const [much, little] = [
    await runS3Audit(['remote-ips', ...args]),
    await runS3Audit(['remote-ips', ...args, '--memory-limit', '200MB']),
  ];
  expect(little).toEqual(much);
  const query = ['query', 'SELECT count(DISTINCT remote_ip) AS n FROM access_log', '--no-cache', ...args];
  const asked = await runS3Audit([...query, '--memory-limit', '200MB']);
  expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([0, { rows: [{ n: 2_000 }] }]);
});

test('what does not fit is said in one sentence, with exit code 2 and no partial result', async () => {
  const args = ['remote-ips', '--logs', logOf(120_000), '--format', 'json', '--memory-limit', '200MB'];
  const told = await runS3Audit(args);
  expect(told).toMatchObject({ code: 2, stdout: '' });
  expect(told.stderr).toMatch(
    /^s3-audit: --memory-limit 200 MB: memory does not suffice for (a report of )?[\d,]+ groups of requests: judge a shorter time or fewer buckets \(or raise --memory-limit\)\n$/,
  );
});

test('tables that do not fit are said so by query, not by an internal error', async () => {
  const sql = 'SELECT list(user_agent ORDER BY request_id), list(key ORDER BY host_id), list(requester) FROM access_log, range(40)'; // prettier-ignore
  const told = await runS3Audit(['query', sql, '--no-cache', '--logs', logOf(20_000), '--memory-limit', '200MB']);
  expect([told.code, told.stdout]).toEqual([2, '']);
  expect(told.stderr).toMatch(/^s3-audit: query: memory does not suffice for .*\(or raise --memory-limit\)\n$/);
});

test.each(['10MB', 'much', '0', '199MB'])('--memory-limit %s is refused, and told what is allowed', async (size) => {
  const told = await runS3Audit(['verify', '--logs', 'x', '--bucket', 'b', '--memory-limit', size]);
  expect(told).toMatchObject({ code: 2, stdout: '' });
  expect(told.stderr).toMatch(/Allowed: 200MB or more, such as 500MB or 2GB\./);
});
