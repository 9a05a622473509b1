import { readEvent, type RequestEvent } from '../../../audit/cloudtrail/events';
import { Trail } from '../../../audit/cloudtrail/trail';
import type { Witness } from '../../../audit/records/witness';
import { cloudTrailRecord, ENDPOINT, loggedRequest } from './cloudtrail-record';

const event = (change: Record<string, unknown> = {}): RequestEvent => {
  const read = readEvent(cloudTrailRecord(change));
  if (read.kind !== 'request') throw new Error(JSON.stringify(read));
  return read;
};

const trailOf = (...events: readonly RequestEvent[]): Trail => {
  const trail = new Trail();
  for (const each of events) trail.add(each);
  return trail;
};

const witness = (change: Record<string, unknown>, logged: Partial<typeof loggedRequest> = {}): Witness | null =>
  trailOf(event(change)).witnessOf({ ...loggedRequest, ...logged });

test('an event with an endpoint proves the endpoint', () => {
  expect(witness({})).toEqual({ path: 'endpoint', vpcEndpointId: ENDPOINT });
});

test('an event without one proves that there was none', () => {
  expect(witness({ vpcEndpointId: undefined })).toEqual({ path: 'address' });
});

test.each(['athena.amazonaws.com', 'AWS Internal', 'logging.s3.amazonaws.com', 's3.amazonaws.com.cn'])(
  '%s is a service, and has whatever address',
  (sourceIPAddress) => {
    const change = { vpcEndpointId: undefined, sourceIPAddress };
    expect(witness(change, { remoteIp: '52.1.2.3' })).toEqual({ path: 'service', service: sourceIPAddress });
  },
);

test.each(['xx.xx.xx.xx', '-', 'amazonaws.com.evil.example', 'AWS Internal?'])(
  '%s is no service',
  (sourceIPAddress) => {
    expect(witness({ vpcEndpointId: undefined, sourceIPAddress })).toEqual({ path: 'address' });
  },
);

test('AWS Internal with an endpoint came through the endpoint', () => {
  expect(witness({ sourceIPAddress: 'AWS Internal' })).toMatchObject({ path: 'endpoint' });
});

describe('an event is of a log line only when both ids agree', () => {
  test.each([{ requestId: 'BBBBBBBBBBBBBBB2' }, { hostId: 'other=' }, { hostId: null }])('%j', (logged) => {
    expect(witness({}, logged)).toBeNull();
  });
});

describe('what contradicts the log proves nothing', () => {
  test.each<[string, Partial<typeof loggedRequest>]>([
    ['bucket', { bucket: 'invoices' }],
    ['account', { requester: 'arn:aws:sts::333333333333:assumed-role/reader/i-0abc' }],
    ['address', { remoteIp: '52.198.48.49' }],
    ['address', { remoteIp: 'xx.xx.xx.xx' }],
    ['account', { requester: null }],
  ])('another %s', (about, logged) => {
    expect(witness({}, logged)).toEqual({ path: 'contradiction', about });
  });

  test('the same address in another spelling is the same', () => {
    expect(witness({ sourceIPAddress: '::ffff:10.20.3.4' })).toMatchObject({ path: 'endpoint' });
  });

  test('a canonical id has no account to compare', () => {
    expect(witness({}, { requester: '79a59df900b949e55d96' })).toMatchObject({ path: 'endpoint' });
  });
});

describe('two events of one request, from the trails of owner and requester', () => {
  test('that agree are one testimony', () => {
    const owners = event({ userIdentity: { type: 'AWSAccount', principalId: 'AROA', accountId: '111111111111' } });
    expect(trailOf(event(), owners).witnessOf(loggedRequest)).toMatchObject({ path: 'endpoint' });
  });

  test.each([
    ['endpoint', { vpcEndpointId: 'vpce-0ffffffffffffffff' }],
    ['endpoint', { vpcEndpointId: undefined }],
    ['address', { sourceIPAddress: '10.20.3.5' }],
    ['account', { userIdentity: { accountId: '333333333333' } }],
    ['outcome', { errorCode: 'AccessDenied' }],
  ])('that differ in %s prove nothing, whichever comes first', (about, change) => {
    for (const events of [
      [event(), event(change)],
      [event(change), event()],
    ]) {
      expect(trailOf(...events).witnessOf(loggedRequest)).toEqual({ path: 'contradiction', about });
    }
  });
});

describe('all events of a request are held against each other and the log', () => {
  const internal = { sourceIPAddress: 'AWS Internal' };

  test('an address that only the second tells contradicts the log', () => {
    const trail = trailOf(event(internal), event({ sourceIPAddress: '203.0.113.9' }));
    expect(trail.witnessOf(loggedRequest)).toEqual({ path: 'contradiction', about: 'address' });
  });

  test('the second and the third may contradict each other', () => {
    const trail = trailOf(event(internal), event(), event({ sourceIPAddress: '10.20.3.5' }));
    expect(trail.witnessOf(loggedRequest)).toEqual({ path: 'contradiction', about: 'address' });
  });

  test('a service and an address are two stories, whichever comes first', () => {
    const none = { vpcEndpointId: undefined };
    const stories = [event({ ...none, ...internal }), event({ ...none, sourceIPAddress: '10.20.3.4' })];
    for (const events of [stories, [...stories].reverse()]) {
      expect(trailOf(...events).witnessOf(loggedRequest)).toEqual({ path: 'contradiction', about: 'address' });
    }
  });
});

test('a request without credentials is anonymous in both', () => {
  const userIdentity = { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  expect(witness({ userIdentity }, { requester: null })).toMatchObject({ path: 'endpoint' });
});

test('a line of a bucket that is not asked for tells of no request', () => {
  const trail = new Trail(['orders']);
  trail.add(event({ requestParameters: { bucketName: 'elsewhere', 'x-amz-copy-source': '/orders/a%2Fb.txt' } }));
  trail.witnessOf({ ...loggedRequest, bucket: 'elsewhere' });
  expect([...trail.unlogged()]).toHaveLength(1);
  trail.witnessOf(loggedRequest);
  expect([...trail.unlogged()]).toHaveLength(0);
});

test('requests without a log line are told', () => {
  const trail = trailOf(event(), event({ requestID: 'BBBBBBBBBBBBBBB2', eventName: 'PutObject' }));
  trail.witnessOf(loggedRequest);
  expect([...trail.unlogged()].map(({ event: { eventName } }) => eventName)).toEqual(['PutObject']);
});

test('events that are worth the same give one witness, whatever else they say: their requests are one group', () => {
  const trail = trailOf(event(), event({ requestID: 'BBBBBBBBBBBBBBB2', eventName: 'HeadObject' }));
  const [get, head] = ['AAAAAAAAAAAAAAA1', 'BBBBBBBBBBBBBBB2'].map((requestId) =>
    trail.witnessOf({ ...loggedRequest, requestId }),
  );
  expect(get).toBe(head);
});
