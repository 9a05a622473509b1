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

test('a time is written as Date writes it, whatever was written before', () => {
  const day = fc.integer({ min: -719_528, max: 2_932_896 });
  const second = fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.double({ min: 0, max: 86_399, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(day, second), { maxLength: 5 }), (times) => {
      for (const [days, seconds] of times) {
        const time = days * 86_400 + seconds;
        expect(isoTime(time)).toBe(new Date(time * 1000).toISOString().replace('.000Z', 'Z'));
      }
    }),
  );
});

test.each([
  ['01/Jan/0001:00:00:00 +0000', '0001-01-01T00:00:00Z'],
  ['28/Feb/0099:23:59:59 +0000', '0099-02-28T23:59:59Z'],
  ['29/Feb/0004:12:00:00 +0100', '0004-02-29T11:00:00Z'],
  ['01/Jan/0000:00:00:00 +0000', '0000-01-01T00:00:00Z'],
])('%s is of that year, not of the twentieth century', (text, time) => {
  const seconds = readLogTime(text)!;
  expect([isoTime(seconds), seconds]).toEqual([time, Date.parse(time) / 1000]);
});

test('no century but the fourth has a 29 February', () => {
  expect(readLogTime('29/Feb/0100:00:00:00 +0000')).toBeUndefined();
  expect(readLogTime('29/Feb/0400:00:00:00 +0000')).toBe(Date.parse('0400-02-29T00:00:00Z') / 1000);
});

test('29 February exists in leap years only', () => {
  expect(readLogTime('29/Feb/2024:00:00:00 +0000')).toBe(Date.UTC(2024, 1, 29) / 1000);
  expect(readLogTime('29/Feb/2026:00:00:00 +0000')).toBeUndefined();
});
