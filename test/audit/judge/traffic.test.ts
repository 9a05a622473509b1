import { HourBook } from '../../../audit/records/hours';
import { judge, judgeGroups } from '../../../audit/judge/report';
import { trafficOf } from '../../../audit/judge/traffic';
import { waive } from '../../../audit/judge/waivers';
import { group as requestGroup } from './request-group';

const HOUR = 3600;
const DAY = 24 * HOUR;

const judged = (...times: readonly number[]): ReturnType<typeof judgeGroups> =>
  judgeGroups(
    times.map((time) => requestGroup({ remoteIp: '192.0.2.1', requests: 2, firstSeen: time, lastSeen: time })),
    undefined,
  );

test('requests of a few days are counted by the hour, those of months by the day or more', () => {
  expect(trafficOf(judged(0, 3 * DAY)).span).toBe(HOUR);
  expect(trafficOf(judged(0, 20 * DAY)).span).toBe(6 * HOUR);
  expect(trafficOf(judged(0, 100 * DAY)).span).toBe(DAY);
  expect(trafficOf(judged(0, 365 * DAY)).span).toBe(7 * DAY);
  expect(trafficOf(judged(0, 20 * 365 * DAY)).span).toBe(30 * DAY);
});

test('groups of one span and network are one count, in the order of time', () => {
  const { spans } = trafficOf(judged(2 * HOUR + 5, 60, 70));
  expect(spans.map(({ from, network, requests }) => [from, network, requests])).toEqual([
    [0, 'public', 4],
    [2 * HOUR, 'public', 2],
  ]);
});

test('what got through by another path is told from what was blocked', () => {
  const blocked = requestGroup({ remoteIp: '192.0.2.1', httpStatus: 403, requests: 3, firstSeen: 0, lastSeen: 0 });
  const through = requestGroup({ remoteIp: '192.0.2.1', httpStatus: 200, requests: 1, firstSeen: 0, lastSeen: 0 });
  expect(trafficOf(judgeGroups([blocked, through], undefined)).spans).toMatchObject([
    { requests: 4, violations: 1, passes: 0 },
  ]);
});

test('what a waiver or a baseline excuses is no violation here either', () => {
  const through = (remoteIp: string) => requestGroup({ remoteIp, httpStatus: 200, requests: 1 });
  const groups = [through('192.0.2.1'), through('192.0.2.2')];
  const { findings } = judge(groups, undefined, undefined);
  const waiver = { remoteIp: '192.0.2.1', reason: 'an audit', expires: '2026-12-31' };
  const { excused } = waive(findings, [waiver], [], '2026-11-28');
  const traffic = (...known: readonly ReadonlySet<string>[]) => trafficOf(judgeGroups(groups, undefined), ...known);
  expect(traffic().spans).toMatchObject([{ requests: 2, violations: 2 }]);
  expect(traffic(excused).spans).toMatchObject([{ requests: 2, violations: 1 }]);
});

test('without a request there is nothing to draw', () => {
  expect(trafficOf([]).spans).toEqual([]);
});

test('a group with its hours is counted in each of them', () => {
  const book = new HourBook();
  const hours = { book, group: book.number() };
  for (const time of [2 * HOUR, 5 * HOUR]) book.add(hours.group, { requests: 3, firstSeen: time, lastSeen: time + 60 });
  const group = requestGroup({ remoteIp: '192.0.2.1', httpStatus: 200, requests: 6, hours });
  expect(trafficOf(judgeGroups([group], undefined))).toMatchObject({
    span: HOUR,
    spans: [
      { from: 2 * HOUR, requests: 3, violations: 3 },
      { from: 5 * HOUR, requests: 3, violations: 3 },
    ],
  });
});
