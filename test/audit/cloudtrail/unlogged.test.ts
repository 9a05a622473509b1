import { readEvent } from '../../../audit/cloudtrail/events';
import { Trail } from '../../../audit/cloudtrail/trail';
import { unloggedRequests } from '../../../audit/cloudtrail/unlogged';
import type { RequestGroup } from '../../../audit/records/request-group';
import { judge, type Finding } from '../../../audit/judge/report';
import { expectations } from '../judge/request-group';
import { cloudTrailRecord, loggedRequest } from './cloudtrail-record';

const unlogged = (
  change: Record<string, unknown> = {},
  buckets: readonly string[] = ['orders'],
): readonly RequestGroup[] => {
  const trail = new Trail();
  const event = readEvent(cloudTrailRecord(change));
  if (event.kind === 'request') trail.add(event);
  return unloggedRequests(trail, { buckets });
};

test('a request without a log line is judged by its event', () => {
  const groups = unlogged({ sourceIPAddress: '52.198.48.49', vpcEndpointId: undefined });
  expect(judge(groups, expectations, undefined).findings).toMatchObject([
    { network: 'public', finding: 'violation', operations: ['CloudTrail.GetObject'] },
  ]);
});

test('through the endpoint it is a proven pass', () => {
  expect(judge(unlogged(), expectations, undefined).findings).toMatchObject([{ finding: 'pass', evidence: 'proven' }]);
});

describe('network activity without a host id, of which no line of the log is known to be', () => {
  const passage = { eventCategory: 'NetworkActivity', additionalEventData: null };

  test('counts against its request where it names another endpoint', () => {
    const groups = unlogged({ ...passage, vpcEndpointId: 'vpce-0ther' });
    expect(judge(groups, expectations, undefined).findings).toMatchObject([
      { network: 'foreign-endpoint', finding: 'violation' },
    ]);
  });

  test('tells nothing beside the line where it names ours, so that no request is counted twice', () => {
    expect(judge(unlogged(passage), expectations, undefined).remoteIps).toEqual([]);
  });
});

test.each([
  ['AccessDenied', 403],
  ['NoSuchKey', 404],
  ['SomethingNew', null],
  ['constructor', null],
])('error code %s stands for status %s', (errorCode, httpStatus) => {
  expect(unlogged({ errorCode })).toMatchObject([{ httpStatus }]);
});

describe('what several events tell, in whatever order, excuses nothing that one of them does not', () => {
  const elsewhere = { sourceIPAddress: '203.0.113.9', vpcEndpointId: undefined };
  const deployer = (session: string, accountId = '222222222222'): Record<string, unknown> => ({
    userIdentity: { arn: `arn:aws:sts::222222222222:assumed-role/terraform-deployer/${session}`, accountId },
  });
  const other = {
    userIdentity: { arn: 'arn:aws:sts::222222222222:assumed-role/other/s', accountId: '222222222222' },
  };

  const findings = (changes: readonly Record<string, unknown>[]): readonly Finding[] => {
    const trail = new Trail();
    for (const change of changes) {
      const event = readEvent(cloudTrailRecord({ ...elsewhere, ...change }));
      if (event.kind === 'request') trail.add(event);
    }
    const groups = unloggedRequests(trail, { buckets: ['orders'] });
    return judge(groups, expectations, undefined).findings;
  };

  test('the deployer alone is exempt', () => {
    expect(findings([deployer('a'), deployer('a')])).toMatchObject([{ finding: 'exempt' }]);
  });

  test.each<[string, readonly Record<string, unknown>[]]>([
    ['a denial and a success', [{ errorCode: 'AccessDenied' }, {}]],
    ['a denial and a key that is not there', [{ errorCode: 'AccessDenied' }, { errorCode: 'NoSuchKey' }]],
    ['a denial and an error nobody knows', [{ errorCode: 'AccessDenied' }, { errorCode: 'SomethingNew' }]],
    ['one who is exempt and another', [deployer('a'), other]],
    ['one who is exempt, another, and again the first', [deployer('a'), other, deployer('a')]],
    ['two accounts', [deployer('a'), { userIdentity: { accountId: '333333333333' } }]],
    ['two addresses of one who is exempt', [deployer('a'), { ...deployer('a'), sourceIPAddress: '203.0.113.8' }]],
  ])('%s', (_what, changes) => {
    for (const order of [changes, [...changes].reverse()]) {
      expect(findings(order)).toMatchObject([{ finding: 'violation' }]);
    }
  });
});

test('events of other buckets and of logged requests are left out', () => {
  expect(unlogged({}, ['invoices'])).toEqual([]);
  const trail = new Trail();
  const event = readEvent(cloudTrailRecord());
  if (event.kind === 'request') trail.add(event);
  trail.witnessOf(loggedRequest);
  expect(unloggedRequests(trail, { buckets: [] })).toEqual([]);
});
