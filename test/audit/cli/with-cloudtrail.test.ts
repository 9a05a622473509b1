import { useTemporaryDirectory, writerInto } from '../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../cloudtrail/cloudtrail-record';
import { expectations } from '../judge/request-group';
import { logLine } from '../log-lines';
import { json, s3audit, type JsonReport } from './run-s3-audit';

const directory = useTemporaryDirectory();
const write = writerInto(directory);
const logs = (...lines: readonly string[]): string => write('log', `${lines.join('\n')}\n`);
const expect_ = (): string => write('expect.json', JSON.stringify(expectations));

describe('with CloudTrail beside the logs', () => {
  const event = (line: string, change: Record<string, unknown> = {}): Record<string, unknown> => {
    const [, requestId, hostId] = / ([0-9A-Z]{16}) .* (host\d+=) /.exec(line)!;
    return cloudTrailRecord({ requestID: requestId, additionalEventData: { 'x-amz-id-2': hostId }, ...change });
  };
  const verifyWith = (line: string, records: readonly unknown[], ...args: readonly string[]): JsonReport =>
    json(
      s3audit([
        ...['verify', '--expect', expect_(), '--logs', logs(line), '--format', 'json'],
        ...['--cloudtrail', write('trail.json', JSON.stringify({ Records: records })), ...args],
      ]),
    );

  test('a matching record proves the endpoint, and --require-proof is satisfied', () => {
    const line = logLine();
    const report = verifyWith(line, [event(line)], '--require-proof');
    expect(report).toMatchObject({
      verdict: 'pass',
      coverage: { cloudtrailRecords: 1, cloudtrailMatched: 1, cloudtrailUnlogged: 0 },
      findings: [{ network: 'endpoint', evidence: 'proven', vpcEndpoints: [ENDPOINT] }],
    });
  });

  test('--require-proof is unproven for a line that no record proves', () => {
    expect(verifyWith(logLine(), [], '--require-proof').verdict).toBe('unproven');
  });

  test('a record that tells of another endpoint fails, though the address is of the VPC', () => {
    const line = logLine();
    const report = verifyWith(line, [event(line, { vpcEndpointId: 'vpce-0ffffffffffffffff' })]);
    expect(report).toMatchObject({
      verdict: 'fail',
      findings: [{ network: 'foreign-endpoint', finding: 'violation' }],
    });
  });

  test('a request that only CloudTrail knows is judged', () => {
    const report = verifyWith(logLine(), [
      cloudTrailRecord({ vpcEndpointId: undefined, sourceIPAddress: '52.198.48.49' }),
    ]);
    expect(report).toMatchObject({ verdict: 'fail', coverage: { cloudtrailMatched: 0, cloudtrailUnlogged: 1 } });
  });

  test('a line of a bucket that is not asked about leaves the event to be judged', () => {
    const copy = {
      eventName: 'CopyObject',
      requestParameters: { bucketName: 'elsewhere', 'x-amz-copy-source': 'orders/a' },
    };
    const round = { ...copy, resources: [], sourceIPAddress: '203.0.113.9', vpcEndpointId: undefined };
    const line = logLine({
      requestId: 'AAAAAAAAAAAAAAA1',
      hostId: 'host1=',
      bucket: 'elsewhere',
      remoteIp: '203.0.113.9',
    });
    const trail = write('trail.json', JSON.stringify({ Records: [cloudTrailRecord(round)] }));
    const args = ['--expect', expect_(), '--logs', logs(logLine(), line), '--cloudtrail', trail];
    expect(s3audit(['verify', ...args]).status).toBe(1);
  });

  test('a record that cannot be read makes a pass unproven', () => {
    const line = logLine();
    expect(verifyWith(line, [event(line), cloudTrailRecord({ requestID: null })])).toMatchObject({
      verdict: 'unproven',
      reasons: ['1 CloudTrail record could not be read; see s3-audit rejects --cloudtrail'],
    });
  });

  test('a page shows the changes of configuration of events that come by standard input, which is read once', () => {
    const line = logLine();
    const time = String(event(line).eventTime);
    const change = cloudTrailRecord({ eventCategory: 'Management', eventName: 'PutBucketPolicy', eventTime: time });
    const trail = JSON.stringify({ Records: [event(line), change] });
    const args = ['--logs', logs(logLine(), line), '--cloudtrail', '-', '--format', 'html'];
    expect(s3audit(['remote-ips', ...args], trail).stdout).toContain('PutBucketPolicy');
  });

  test('a missing file is an input error', () => {
    const result = s3audit(['remote-ips', '--logs', '-', '--cloudtrail', '/none']);
    expect([result.status, result.stderr]).toEqual([2, 's3-audit: --cloudtrail /none: no such file or directory\n']);
  });
});
