import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { useTemporaryDirectory, writerInto } from '../../temporary-directory';

const directory = useTemporaryDirectory();
const write = writerInto(directory);
const BUCKET = 'orders-replica-222222222222';
const TRAIL = 'samples/planned/cloudtrail/222222222222_CloudTrail_us-east-1_20260101T0000Z.json.gz';
const events = gunzipSync(readFileSync(TRAIL));

/** Every third line is missing, so that CloudTrail alone tells of a third of the requests. */
const lines = (): string =>
  readFileSync('samples/planned/logs/2026-01-01-00-15-00-5D1C0B7A3E9F2468', 'utf8')
    .split('\n')
    .filter((line, i) => i % 3 > 0 && line !== '')
    .map((line) => `${line}\n`)
    .join('');

/** The policy lets nobody in past the endpoint. */
function planned(): string {
  const Resource = [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];
  const Condition = { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' } };
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource },
    { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource, Condition },
  ];
  return write('policy.json', JSON.stringify({ Version: '2012-10-17', Statement }));
}

/** Runs a script in which `$rehearse` stands for the command, `$log`, `$trail` and `$pipe` for files. */
function answerOf(script: string, input: Buffer | string = '', format = 'json') {
  const temporary = join(directory(), 'temporary');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `mkdir -p "$TMPDIR"; rm -f "$pipe"; mkfifo "$pipe"; ${script}`],
    {
      ...{ input, encoding: 'utf8', timeout: 60_000 },
      env: {
        ...process.env,
        ...{ TMPDIR: temporary, log: write('a.log', lines()), trail: write('trail.json', events.toString()) },
        pipe: join(directory(), 'pipe'),
        rehearse: `bin/s3-audit rehearse --policy ${BUCKET}=${planned()} --plain --format ${format}`,
      },
    },
  );
  return { status, stdout, stderr, left: readdirSync(temporary) };
}

test.each<[way: string, script: string, input: Buffer | string]>([
  ['on standard input', '$rehearse --logs "$log" --cloudtrail -', events],
  ['packed on standard input', '$rehearse --logs "$log" --cloudtrail -', gzipSync(events)],
  ['by a pipe that the shell makes', '$rehearse --logs "$log" --cloudtrail <(cat "$trail")', ''],
  ['by a named pipe', 'cat "$trail" > "$pipe" & $rehearse --logs "$log" --cloudtrail "$pipe"', ''],
  ['both as files and on standard input', '$rehearse --logs "$log" --cloudtrail "$trail" -', events],
  ['as a file beside a log on standard input', '$rehearse --logs - --cloudtrail "$trail"', lines()],
])('CloudTrail %s is rehearsed as a file is, and leaves nothing behind', (_way, script, input) => {
  const file = answerOf('$rehearse --logs "$log" --cloudtrail "$trail"');
  expect(JSON.parse(file.stdout)).toMatchObject({ coverage: { unlogged: 30, unrehearsed: 0 } });
  expect(answerOf(script, input)).toEqual(file);
});

test('a page of CloudTrail on standard input has the changes of configuration that it tells', () => {
  const change = {
    ...{
      eventVersion: '1.11',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DeleteVpcEndpoints',
      eventCategory: 'Management',
    },
    ...{ eventTime: '2025-12-30T12:00:00Z', userIdentity: { type: 'Root', arn: 'arn:aws:iam::111111111111:root' } },
    requestParameters: { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: 'vpce-0a1b2c3d4e5f67890' } } },
  };
  const { Records } = JSON.parse(events.toString()) as { Records: unknown[] };
  const { stdout } = answerOf(
    '$rehearse --logs "$log" --cloudtrail -',
    JSON.stringify({ Records: [...Records, change] }),
    'html',
  );
  expect(stdout).toContain('DeleteVpcEndpoints');
});

test('standard input is logs or CloudTrail, not both', () => {
  expect(answerOf('$rehearse --logs - --cloudtrail -', lines())).toEqual({
    ...{ status: 2, stdout: '', left: [] },
    stderr: 's3-audit: --logs - and --cloudtrail -: standard input holds one of them, and can be read once\n',
  });
});
