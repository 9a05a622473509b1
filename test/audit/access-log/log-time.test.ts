import fc from 'fast-check';
import { isoTime, readLogTime } from '../../../audit/access-log/log-time';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

test('every second between 2006 and 2100 is read as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2006, 0) / 1000, max: Date.UTC(2100, 0) / 1000 }), (seconds) => {
      const [, year, month, day, time] = /(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(isoTime(seconds))!;
      expect(readLogTime(`${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`)).toBe(seconds);
    }),
  );
});

test('29 February exists in leap years only', () => {
  expect(readLogTime('29/Feb/2024:00:00:00 +0000')).toBe(Date.UTC(2024, 1, 29) / 1000);
  expect(readLogTime('29/Feb/2026:00:00:00 +0000')).toBeUndefined();
});
