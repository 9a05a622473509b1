import { readEvent } from '../../../audit/cloudtrail/events';
import { Trail } from '../../../audit/cloudtrail/trail';
import { unloggedRequests } from '../../../audit/cloudtrail/unlogged';
import type { RequestGroup } from '../../../audit/engines/engine';
import { judge } from '../../../audit/judge/report';
import { expectations } from '../judge/request-group';
import { cloudTrailRecord, loggedRequest } from './cloudtrail-record';

const unlogged = (
  change: Record<string, unknown> = {},
  buckets: readonly string[] = ['orders'],
): readonly RequestGroup[] => {
  const trail = new Trail();
  const event = readEvent(cloudTrailRecord(change));
  if (event.kind === 'request') trail.add(event);
  return unloggedRequests(trail, { buckets, since: null, until: null });
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

test.each([
  ['AccessDenied', 403],
  ['NoSuchKey', 404],
  ['SomethingNew', null],
  ['constructor', null],
])('error code %s stands for status %s', (errorCode, httpStatus) => {
  expect(unlogged({ errorCode })).toMatchObject([{ httpStatus }]);
});

test('of two events that tell different outcomes the worse counts', () => {
  const trail = new Trail();
  const change = { sourceIPAddress: '203.0.113.9', vpcEndpointId: undefined };
  for (const errorCode of ['AccessDenied', undefined]) {
    const event = readEvent(cloudTrailRecord({ ...change, errorCode }));
    if (event.kind === 'request') trail.add(event);
  }
  const groups = unloggedRequests(trail, { buckets: ['orders'], since: null, until: null });
  expect(judge(groups, expectations, undefined).findings).toMatchObject([{ finding: 'violation' }]);
});

test('events of other buckets and of logged requests are left out', () => {
  expect(unlogged({}, ['invoices'])).toEqual([]);
  const trail = new Trail();
  const event = readEvent(cloudTrailRecord());
  if (event.kind === 'request') trail.add(event);
  trail.witnessOf(loggedRequest);
  expect(unloggedRequests(trail, { buckets: [], since: null, until: null })).toEqual([]);
});
