import { judge, type Finding } from '../../../audit/judge/report';
import { waive, type KnownFinding, type TrafficWaiver } from '../../../audit/judge/waivers';
import { expectations, group } from './request-group';

const TODAY = '2026-03-01';
const violation = (): Finding => {
  const found = judge([group({ remoteIp: '52.198.48.49', httpStatus: 200 })], expectations, undefined).findings[0];
  if (found?.finding !== 'violation') throw new Error('no violation to begin with');
  return found;
};
const waiver = (changes: Partial<TrafficWaiver>): TrafficWaiver => ({
  reason: 'known',
  expires: '2026-12-31',
  ...changes,
});
const kindsAfter = (waivers: readonly TrafficWaiver[], baseline: readonly KnownFinding[] = []): readonly string[] =>
  waive([violation()], waivers, baseline, TODAY).findings.map(({ finding }) => finding);

test.each([
  ['its address', { remoteIp: '52.198.48.49' }],
  ['a range around it', { remoteIp: '52.198.48.0/24' }],
  ['its network', { network: 'public' }],
  ['its requester', { requester: violation().requester ?? '' }],
  ['its bucket and network', { bucket: violation().bucket, network: 'public' }],
] as const)('a violation is excused by a waiver of %s', (_what, words) => {
  expect(kindsAfter([waiver(words)])).toEqual(['exempt']);
});

test.each([
  ['another address', { remoteIp: '52.198.48.48' }],
  ['another range', { remoteIp: '52.198.49.0/24' }],
  ['a range of IPv6', { remoteIp: '::/0' }],
  ['another network', { network: 'own-nat' }],
  ['its network in another bucket', { bucket: 'another', network: 'public' }],
  ['another requester', { requester: 'anonymous' }],
  ['the beginning of its requester', { requester: (violation().requester ?? '').slice(0, -1) }],
  ['yesterday', { network: 'public', expires: '2026-02-28' }],
] as const)('and by none of %s', (_what, words) => {
  expect(kindsAfter([waiver(words)])).toEqual(['violation']);
});

test('on its last day a waiver still counts', () => {
  expect(kindsAfter([waiver({ network: 'public', expires: TODAY })])).toEqual(['exempt']);
});

test('the reason and the day are shown, and what a waiver no longer does is told', () => {
  const { findings, remarks } = waive(
    [violation()],
    [
      waiver({ network: 'public' }),
      waiver({ reason: 'old', network: 'public', expires: '2026-01-01' }),
      waiver({ reason: 'idle', network: 'relay' }),
    ],
    [],
    TODAY,
  );
  expect(findings[0]?.exemption).toBe('waived until 2026-12-31: known');
  expect(remarks).toEqual(['the waiver "old" ended with 2026-01-01', 'the waiver "idle" meets no finding: remove it']);
});

test('who asked without a name is waived as anonymous, and by the name of nobody', () => {
  const [anonymous] = judge([group({ remoteIp: '52.198.48.49', requester: null })], expectations, undefined).findings;
  const kindAfter = (requester: string) => waive([anonymous!], [waiver({ requester })], [], TODAY).findings[0]?.finding;
  expect(kindAfter('anonymous')).toBe('exempt');
  expect(kindAfter(violation().requester ?? '')).toBe('violation');
});

test('what is waived stands behind what is not', () => {
  const found = judge(
    [group({ remoteIp: '52.198.48.49' }), group({ remoteIp: '52.198.48.50' }), group()],
    expectations,
    undefined,
  ).findings;
  for (const remoteIp of ['52.198.48.49', '52.198.48.50']) {
    const kinds = waive(found, [waiver({ remoteIp })], [], TODAY).findings.map(({ finding }) => finding);
    expect(kinds).toEqual(['violation', 'exempt', 'pass']);
  }
});

const through = violation().violations!;
/** As an earlier run shows what a waiver excused. */
const asExempt = (): Finding => waive([violation()], [waiver({ network: 'public' })], [], TODAY).findings[0]!;

describe('a baseline excuses', () => {
  const known = (changes: Partial<KnownFinding> = {}): KnownFinding => ({ ...violation(), ...changes });

  test('what it had', () => {
    expect(kindsAfter([], [known()])).toEqual(['exempt']);
  });

  test('what may have got through, as it may or did then', () => {
    const doubtful = { ...violation(), finding: 'doubtful' as const, violations: null, doubtful: through };
    for (const before of [doubtful, violation()]) {
      expect(waive([doubtful], [], [before], TODAY).findings.map(({ finding }) => finding)).toEqual(['exempt']);
    }
  });

  test.each([
    ['a later request', { lastSeen: violation().lastSeen - 1 }],
    ['an earlier one', { firstSeen: violation().firstSeen + 1 }],
    ['one request more', { requests: violation().requests - 1 }],
    ['another address', { remoteIp: '52.198.48.48' }],
    ['another requester', { requester: null }],
    ['what was refused then', { violations: null }],
    ['what was waived or exempt then', asExempt()],
    ['what may have got through then, and did', { violations: null, doubtful: violation().violations }],
    ['more that got through, of no more requests', { violations: { ...through, requests: through.requests - 1 } }],
    ['what got through at another time', { violations: { ...through, lastSeen: through.lastSeen - 1 } }],
  ])('and not %s', (_what, changes) => {
    expect(kindsAfter([], [known(changes)])).toEqual(['violation']);
  });
});

test('what is blocked, passes or is exempt already stays what it is', () => {
  const blocked = { ...violation(), finding: 'blocked' as const };
  expect(waive([blocked], [waiver({ network: 'public' })], [], TODAY).findings).toEqual([blocked]);
});
