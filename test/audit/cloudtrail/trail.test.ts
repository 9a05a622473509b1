import fc from 'fast-check';
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

const CALLER = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';
const service = (invokedBy: string): Record<string, unknown> => ({ type: 'AWSService', invokedBy });
const NONE = { vpcEndpointId: undefined };

test('an event with an endpoint proves the endpoint, and tells who called and what came of it', () => {
  const path = { path: 'endpoint', vpcEndpointId: ENDPOINT, tellsAddress: true };
  expect(witness({})).toEqual({ ...path, caller: CALLER, errorCode: null });
});

test('an event without one proves that there was none', () => {
  expect(witness(NONE)).toMatchObject({ path: 'address' });
});

test.each(['config.amazonaws.com', 'logging.s3.amazonaws.com', 's3.amazonaws.com.cn', 'vip-ec2-x.amazonaws.com'])(
  '%s is a service where it is the caller itself, by whatever endpoint of AWS and whatever number it has inside',
  (name) => {
    for (const sourceIPAddress of [name, 'AWS Internal', 'AWS Internal/3']) {
      const change = { userIdentity: service(name), sourceIPAddress };
      const logged = { requester: `svc:${name}`, remoteIp: null };
      expect(witness(change, logged)).toMatchObject({ path: 'service', caller: `svc:${name}` });
    }
  },
);

test.each([
  ['by the name of its source', { sourceIPAddress: 'athena.amazonaws.com' }],
  ['by the name of who invoked it', { userIdentity: { arn: CALLER, invokedBy: 'athena.amazonaws.com' } }],
  ['through our endpoint even', { vpcEndpointId: ENDPOINT, sourceIPAddress: 'athena.amazonaws.com' }],
])('a service that acts for a principal is told %s', (_how, change) => {
  expect(witness({ ...NONE, ...change })).toMatchObject({ path: 'via-service', service: 'athena.amazonaws.com' });
});

test.each([
  'xx.xx.xx.xx',
  '-',
  'AWS Internal',
  'AWS Internal/3',
  'amazonaws.com.evil.example',
  'AWS Internal?',
  'ec2-52-200-1-2.compute-1.amazonaws.com',
  'ec2-52-200-1-2.eu-west-1.compute.amazonaws.com',
])('%s with a role behind it is no service', (sourceIPAddress) => {
  expect(witness({ ...NONE, sourceIPAddress })).toMatchObject({ path: 'address' });
});

test('AWS Internal with an endpoint came through the endpoint, from an address that is not told', () => {
  expect(witness({ sourceIPAddress: 'AWS Internal' })).toMatchObject({ path: 'endpoint', tellsAddress: false });
});

test.each([
  ['52.200.1.2', '52.200.1.2'],
  ['::ffff:10.20.3.4', '10.20.3.4'],
  ['xx.xx.xx.xx', 'xx.xx.xx.xx'],
  ['10.20.3.4, 52.200.1.2', '10.20.3.4, 52.200.1.2'],
  ['ec2-52-200-1-2.compute-1.amazonaws.com', 'ec2-52-200-1-2.compute-1.amazonaws.com'],
  ['AWS Internal', undefined],
  ['AWS Internal/3', undefined],
])('where a line tells no address, that of the event counts, readable or not: %s', (sourceIPAddress, address) => {
  expect(witness({ sourceIPAddress }, { remoteIp: null })?.address).toBe(address);
  expect(witness({ sourceIPAddress }, { remoteIp: '10.20.3.4' })?.address).toBeUndefined();
});

test('network activity tells the path and not the answer', () => {
  const change = { eventCategory: 'NetworkActivity', vpcEndpointId: 'vpce-0ther' };
  expect(witness(change)).toMatchObject({ path: 'endpoint', vpcEndpointId: 'vpce-0ther', errorCode: undefined });
  const denied = event({ errorCode: 'AccessDenied' });
  expect(trailOf(denied, event({ eventCategory: 'NetworkActivity' })).witnessOf(loggedRequest)).toMatchObject({
    ...{ path: 'endpoint', errorCode: 'AccessDenied' },
  });
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
    ['account', { requester: 'svc:config.amazonaws.com' }],
    ['caller', { requester: 'arn:aws:sts::111111111111:assumed-role/writer/i-0abc' }],
    ['time', { time: loggedRequest.time + 365 * 86_400 }],
  ])('another %s', (about, logged) => {
    expect(witness({}, logged)).toMatchObject({ path: 'contradiction', about });
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
    [
      'an ARN tells more than an account',
      { arn: CALLER, accountId: '111111111111' },
      { accountId: '111111111111' },
      CALLER,
    ],
    ['an account more than nothing', { accountId: '111111111111' }, {}, '111111111111'],
    ['an ARN more than nothing', { arn: CALLER }, {}, CALLER],
  ])('of callers, %s, whichever comes first', (_, more, less, caller) => {
    const [one, other] = [more, less].map((userIdentity) => event({ userIdentity }));
    if (one === undefined || other === undefined) throw new Error('no events');
    for (const events of [
      [one, other],
      [other, one],
    ]) {
      expect(trailOf(...events).witnessOf(loggedRequest)).toMatchObject({ path: 'endpoint', caller });
    }
  });

  test('what an upload was encrypted by is told, but of events that contradict each other', () => {
    const upload = { eventName: 'PutObject', additionalEventData: { 'x-amz-id-2': 'host1=', SSEApplied: 'SSE_S3' } };
    const encryption = { algorithm: 'AES256', usedKey: null };
    expect(trailOf(event(upload)).witnessOf(loggedRequest)).toMatchObject({ encryption });
    expect(trailOf(event(upload), event({ eventName: 'PutObject' })).witnessOf(loggedRequest)).toMatchObject({
      encryption,
    });
    const other = event({ ...upload, sourceIPAddress: '10.20.3.5' });
    const witness = trailOf(event(upload), other).witnessOf(loggedRequest);
    expect(witness).toMatchObject({ path: 'contradiction' });
    expect(witness).not.toHaveProperty('encryption');
  });

  test.each([
    ['endpoint', { vpcEndpointId: 'vpce-0ffffffffffffffff' }],
    ['endpoint', { vpcEndpointId: undefined }],
    ['address', { sourceIPAddress: '10.20.3.5' }],
    ['account', { userIdentity: { accountId: '333333333333' } }],
    ['caller', { userIdentity: { arn: CALLER.replace('reader', 'writer'), accountId: '111111111111' } }],
    ['time', { eventTime: '2025-01-05T08:00:00Z' }],
    ['address', { userIdentity: { type: 'AWSService', invokedBy: 's3.amazonaws.com' } }],
    ['time', { eventTime: '2027-01-05T08:00:00Z' }],
    ['outcome', { errorCode: 'AccessDenied' }],
  ])('that differ in %s prove nothing, whichever comes first', (about, change) => {
    for (const events of [
      [event(), event(change)],
      [event(change), event()],
    ]) {
      expect(trailOf(...events).witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about });
    }
  });
});

test('three events of one request are too far apart by the first and the last of them, in whatever order they come', () => {
  const times = ['2026-01-05T08:00:00Z', '2026-01-05T20:00:00Z', '2026-01-06T09:00:00Z'];
  const path = (...order: readonly number[]): unknown =>
    trailOf(...order.map((i) => event({ eventTime: times[i] }))).witnessOf(loggedRequest)?.path;
  expect(path(0, 1)).toBe('endpoint');
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
    [1, 2, 0],
  ]) {
    expect(path(...order)).toBe('contradiction');
  }
});

describe('all events of a request are held against each other and the log', () => {
  const internal = { sourceIPAddress: 'AWS Internal' };

  test('an address that only the second tells contradicts the log', () => {
    const trail = trailOf(event(internal), event({ sourceIPAddress: '203.0.113.9' }));
    expect(trail.witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about: 'address' });
  });

  test('the second and the third may contradict each other', () => {
    const trail = trailOf(event(internal), event(), event({ sourceIPAddress: '10.20.3.5' }));
    expect(trail.witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about: 'address' });
  });

  test('a service and an address are two stories', () => {
    const own = { ...NONE, userIdentity: service('config.amazonaws.com'), ...internal };
    const trail = trailOf(event(own), event({ ...NONE, sourceIPAddress: '10.20.3.4' }));
    expect(trail.witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about: 'address' });
  });

  test('buckets {A}, {A, B} and {B} are two stories', () => {
    const [a, both, b] = [['orders'], ['orders', 'other'], ['other']].map((buckets) => ({
      requestParameters: {},
      resources: buckets.map((name) => ({ ARN: `arn:aws:s3:::${name}` })),
    }));
    const trail = trailOf(event(a), event(both), event(b));
    expect(trail.witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about: 'bucket' });
  });

  test('what they say does not depend on the order of files', () => {
    const some = fc.record(
      {
        sourceIPAddress: fc.constantFrom('10.20.3.4', '203.0.113.9', 'AWS Internal', 'athena.amazonaws.com'),
        vpcEndpointId: fc.constantFrom(ENDPOINT, 'vpce-0ther', undefined),
        errorCode: fc.constantFrom('AccessDenied', 'NoSuchKey', 'SomethingNew', undefined),
        eventTime: fc.constantFrom('2026-01-05T08:00:00Z', '2026-01-05T08:00:01Z', '2024-01-05T08:00:00Z'),
        eventName: fc.constantFrom('GetObject', 'PreflightRequest'),
        eventCategory: fc.constantFrom('Data', 'NetworkActivity'),
        userIdentity: fc.constantFrom(
          { arn: CALLER, accountId: '111111111111' },
          { accountId: '111111111111' },
          { accountId: 'anonymous' },
          service('config.amazonaws.com'),
        ),
        resources: fc
          .subarray(['orders', 'other', 'third'])
          .map((names) => names.map((name) => ({ ARN: `arn:aws:s3:::${name}` }))),
      },
      { requiredKeys: [] },
    );
    const told = (changes: readonly Record<string, unknown>[]): unknown => {
      const trail = trailOf(
        ...changes.map((change) => {
          // Network activity always names an endpoint.
          const path = change.eventCategory === 'NetworkActivity' && {
            vpcEndpointId: change.vpcEndpointId ?? ENDPOINT,
          };
          return event({ requestParameters: { bucketName: 'orders' }, ...change, ...path });
        }),
      );
      return [[...trail.unlogged()], trail.witnessOf(loggedRequest)];
    };
    fc.assert(
      fc.property(
        fc
          .array(some, { minLength: 2, maxLength: 4 })
          .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
        ([events, shuffled]) => {
          expect(told(shuffled)).toEqual(told(events));
        },
      ),
    );
  });
});

test.each(['ANONYMOUS_PRINCIPAL', 'anonymous'])(
  'a request without credentials is anonymous in both: %s',
  (accountId) => {
    const userIdentity = { type: 'AWSAccount', principalId: '', accountId };
    expect(witness({ userIdentity }, { requester: null })).toMatchObject({ path: 'endpoint', caller: null });
  },
);

test('a line of a bucket that is not asked for tells of no request', () => {
  const trail = new Trail({ buckets: ['orders'], since: null, until: null });
  trail.add(event({ requestParameters: { bucketName: 'elsewhere', 'x-amz-copy-source': '/orders/a%2Fb.txt' } }));
  trail.witnessOf({ ...loggedRequest, bucket: 'elsewhere' });
  expect([...trail.unlogged()]).toHaveLength(1);
  trail.witnessOf(loggedRequest);
  expect([...trail.unlogged()]).toHaveLength(0);
});

test('requests without a log line are told', () => {
  const trail = trailOf(event(), event({ requestID: 'BBBBBBBBBBBBBBB2', eventName: 'PutObject' }));
  trail.witnessOf(loggedRequest);
  expect([...trail.unlogged()].map(({ told: { eventName } }) => eventName)).toEqual(['PutObject']);
});

test('events that are worth the same give one witness, whatever else they say: their requests are one group', () => {
  const trail = trailOf(event(), event({ requestID: 'BBBBBBBBBBBBBBB2', eventName: 'HeadObject' }));
  const [get, head] = ['AAAAAAAAAAAAAAA1', 'BBBBBBBBBBBBBBB2'].map((requestId) =>
    trail.witnessOf({ ...loggedRequest, requestId }),
  );
  expect(get).toBe(head);
});

describe('more different events of one request than any request has', () => {
  const from = (i: number): RequestEvent =>
    event({
      sourceIPAddress: `10.20.${i >> 8}.${i & 255}`,
      // Of a hundred, one got through, and one names another bucket.
      errorCode: i === 57 ? undefined : 'AccessDenied',
      requestParameters: { bucketName: 'orders', ...(i === 83 && { 'x-amz-copy-source': '/elsewhere/a.txt' }) },
    });
  const hundred = Array.from({ length: 100 }, (_, i) => from(i));

  test('contradict each other, and the worst of their answers and all of their buckets count', () => {
    const trail = trailOf(...hundred);
    expect(trail.witnessOf(loggedRequest)).toMatchObject({ path: 'contradiction', about: 'events', errorCode: null });
    const [{ told } = { told: undefined }] = trailOf(...hundred).unlogged();
    expect(told).toMatchObject({ address: null, account: null });
    expect(told?.buckets).toEqual(expect.arrayContaining(['orders', 'elsewhere']));
  });

  test('say the same in whatever order they were read', () => {
    const told = (events: readonly RequestEvent[]): unknown => [...trailOf(...events).unlogged()];
    expect(told(hundred.toReversed())).toEqual(told(hundred));
  });

  test('count none of another request among them, be it begun with the same events', () => {
    const other = (one: RequestEvent): RequestEvent => ({ ...one, requestId: 'BBBBBBBBBBBBBBB2' });
    const trail = trailOf(...hundred.slice(0, 40), ...hundred.slice(0, 40).map(other), ...hundred.slice(40));
    const [first, second] = [...trail.unlogged()].map(({ told }) => told);
    expect([first?.witness.errorCode, second?.witness.errorCode]).toEqual([null, 'AccessDenied']);
  });
});
