import { useTemporaryDirectory, writerInto } from '../../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../../cloudtrail/cloudtrail-record';
import { expectations } from '../../judge/request-group';
import { logLine } from '../../log-lines';
import { s3audit } from '../run-s3-audit';

const directory = useTemporaryDirectory();
const write = writerInto(directory);
const logs = (...lines: readonly string[]): string => write('log', `${lines.join('\n')}\n`);
const expect_ = (): string => write('expect.json', JSON.stringify(expectations));

describe('timeline', () => {
  const story = (): string =>
    logs(
      logLine({ at: '2026-01-05T08:00:00Z' }),
      logLine({ at: '2026-01-05T09:00:00Z', remoteIp: '52.78.10.20' }),
      logLine({ at: '2026-01-05T10:00:00Z', remoteIp: '52.78.10.20', httpStatus: 403 }),
      logLine({ at: '2026-01-05T11:00:00Z' }),
    );
  const deleted = (): string =>
    write(
      'trail.json',
      JSON.stringify([
        cloudTrailRecord({
          eventSource: 'ec2.amazonaws.com',
          eventName: 'DeleteVpcEndpoints',
          eventTime: '2026-01-05T08:55:00Z',
          eventCategory: 'Management',
          requestParameters: { DeleteVpcEndpointsRequest: { VpcEndpointId: { content: ENDPOINT } } },
        }),
      ]),
    );

  test('tells when traffic went round the endpoint, and the change that began it', () => {
    const args = ['timeline', '--logs', story(), '--expect', expect_(), '--cloudtrail', deleted()];
    const result = s3audit(args);
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toContain(
      'orders by own-nat, 2026-01-05T09:00:00Z to 2026-01-05T09:00:00Z: DeleteVpcEndpoints at 2026-01-05T08:55:00Z probably began it; no known change ended it',
    );
    expect(JSON.parse(s3audit([...args, '--format', 'json']).stdout)).toMatchObject({
      detours: [{ network: 'own-nat', expectedBefore: '2026-01-05T08:00:00Z', expectedAfter: '2026-01-05T11:00:00Z' }],
      changes: [{ eventName: 'DeleteVpcEndpoints', target: ENDPOINT }],
    });
  });

  test('says that changes are not known without CloudTrail', () => {
    const result = s3audit(['timeline', '--logs', story(), '--expect', expect_()]);
    expect(result.stdout).toContain('changes of configuration are not known');
  });

  test('does not let a window without records pass for one in which nothing went round the endpoint', () => {
    const result = s3audit(['timeline', '--logs', story(), '--expect', expect_(), '--since', '2027-01-01']);
    expect(result.status).toBe(3);
    expect(result.stdout).toContain('no record of orders in the window: nothing shows how it was reached');
  });
});
