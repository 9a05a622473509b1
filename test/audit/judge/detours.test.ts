import type { ConfigurationChange } from '../../../audit/cloudtrail/configuration-changes';
import { detoursOf, type PathUse } from '../../../audit/judge/detours';

const at = (time: string): number => Date.parse(`2026-01-08T${time}:00Z`) / 1000;

const use = (from: string, until: string, change: Partial<PathUse> = {}): PathUse => ({
  bucket: 'orders',
  network: 'expected-vpc',
  violating: false,
  requests: 10,
  firstSeen: at(from),
  lastSeen: at(until),
  ...change,
});
const detour = (from: string, until: string, change: Partial<PathUse> = {}): PathUse =>
  use(from, until, { network: 'own-nat', violating: true, ...change });
const call = (time: string, eventName: string, change: Partial<ConfigurationChange> = {}): ConfigurationChange => ({
  time: at(time),
  eventSource: 'ec2.amazonaws.com',
  eventName,
  target: 'vpce-0abc',
  callerArn: null,
  errorCode: null,
  effect: 'changes the path of the traffic',
  ...change,
});

const STORY = [use('08:00', '09:43'), detour('09:44', '09:59'), detour('10:00', '10:58'), use('14:25', '15:00')];

test('a detour lasts from its first request to its last, beside the expected path before and after', () => {
  expect(detoursOf(STORY, [])).toEqual([
    {
      bucket: 'orders',
      network: 'own-nat',
      requests: 20,
      from: at('09:44'),
      until: at('10:58'),
      expectedBefore: at('09:43'),
      expectedAfter: at('14:25'),
      begunBy: [],
      endedBy: [],
    },
  ]);
});

test('the change that began it and the one that ended it stand beside it, the nearest first', () => {
  const changes = [
    call('09:41', 'DeleteVpcEndpoints'),
    call('05:00', 'CreateRoute'),
    call('14:20', 'CreateVpcEndpoint'),
  ];
  const [found] = detoursOf(STORY, changes);
  expect(found?.begunBy.map(({ eventName }) => eventName)).toEqual(['DeleteVpcEndpoints', 'CreateRoute']);
  expect(found?.endedBy.map(({ eventName }) => eventName)).toEqual(['CreateVpcEndpoint']);
});

test('a change that is told some minutes after what it changed began it all the same, and one later did not', () => {
  const begunBy = (time: string) => detoursOf(STORY, [call(time, 'DeleteVpcEndpoints')])[0]?.begunBy.length;
  expect([begunBy('09:48'), begunBy('09:51')]).toEqual([1, 0]);
});

test.each([
  ['that was refused', { errorCode: 'UnauthorizedOperation' }],
  ['of another bucket', { eventSource: 's3.amazonaws.com', target: 'invoices' }],
  ['of another day', { time: at('09:41') - 86_400 }],
])('a change %s explains nothing', (_what, change) => {
  expect(detoursOf(STORY, [call('09:41', 'PutBucketPolicy', change)])[0]?.begunBy).toEqual([]);
});

test('a long pause makes two detours, and each bucket and network has its own', () => {
  const found = detoursOf(
    [
      detour('01:00', '01:30'),
      detour('09:00', '09:10'),
      detour('01:10', '01:20', { network: 'public' }),
      detour('01:10', '01:20', { bucket: 'invoices' }),
    ],
    [],
  );
  expect(found.map(({ bucket, network, from }) => [bucket, network, from])).toEqual([
    ['orders', 'own-nat', at('01:00')],
    ['invoices', 'own-nat', at('01:10')],
    ['orders', 'public', at('01:10')],
    ['orders', 'own-nat', at('09:00')],
  ]);
});

test('of expected traffic that goes on beside a detour, those requests are told that are known', () => {
  const uses = [use('07:00', '07:50'), use('08:10', '09:50'), use('10:05', '10:55'), detour('09:00', '09:30')];
  expect(detoursOf(uses, [])[0]).toMatchObject({ expectedBefore: at('08:10'), expectedAfter: at('09:50') });
});

test('without violations there is no detour', () => {
  expect(detoursOf([use('08:00', '09:00')], [call('08:30', 'DeleteVpcEndpoints')])).toEqual([]);
});
