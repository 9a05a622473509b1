import { HourBook } from '../../../audit/records/hours';
import { addRequests, hoursOf, type GrowingGroup } from '../../../audit/records/request-group';
import { group } from '../judge/request-group';

const HOUR = 3600;
const hour = (number: number, requests: number) => ({
  ...{ requests, firstSeen: number * HOUR + 60, lastSeen: number * HOUR + 120 },
});

/** Hours as bytes: u32 group and requests, f64 first and last time. */
function bytesOf(hours: readonly (readonly [group: number, number: number, requests: number])[]): Uint8Array {
  const bytes = Buffer.alloc(24 * hours.length);
  hours.forEach(([of, number, requests], i) => {
    bytes.writeUInt32LE(of, 24 * i);
    bytes.writeUInt32LE(requests, 24 * i + 4);
    bytes.writeDoubleLE(hour(number, requests).firstSeen, 24 * i + 8);
    bytes.writeDoubleLE(hour(number, requests).lastSeen, 24 * i + 16);
  });
  // Aligned, as a buffer of Node's pool need not be.
  return Uint8Array.from(bytes);
}

test('hours that are taken over belong to the groups that are numbered next', () => {
  const book = new HourBook();
  const own = book.number();
  book.add(own, hour(7, 1));
  book.take(
    bytesOf([
      [1, 3, 5],
      [0, 4, 6],
    ]),
  );
  const [first, second] = [book.number(), book.number()];
  expect(book.of(own)).toEqual([hour(7, 1)]);
  expect(book.of(first)).toEqual([hour(4, 6)]);
  expect(book.of(second)).toEqual([hour(3, 5)]);
});

test('groups numbered at once follow each other, whatever is numbered after them', () => {
  const book = new HourBook();
  book.number();
  book.take(bytesOf([[2, 3, 5]]));
  const first = book.number(3);
  expect(book.number()).toBe(first + 3);
  expect(book.groups).toBe(5);
  expect(book.of(first + 2)).toEqual([hour(3, 5)]);
});

test('a book has room for any number of hours', () => {
  const book = new HourBook();
  const numbers = Array.from({ length: 3 }, () => book.number());
  for (let i = 0; i < 30_000; i++) book.add(numbers[i % 3]!, hour(i, 1));
  expect(numbers.map((number) => book.of(number).length)).toEqual([10_000, 10_000, 10_000]);
  let all = 0;
  book.forEach((_, requests) => (all += requests));
  expect(all).toBe(30_000);
});

test('groups that become part of others, which become part of others, have their hours there', () => {
  const book = new HourBook();
  const grown = (number: number): GrowingGroup => ({
    ...group(hour(number, 2)),
    hours: undefined,
  });
  const counted = [1, 2, 3].map((number) => {
    const made = grown(number);
    const hours = { book, group: book.number() };
    book.add(hours.group, made);
    return { ...made, hours };
  });
  const [a, b, c] = counted as [GrowingGroup, GrowingGroup, GrowingGroup];
  addRequests(b, a, book);
  addRequests(c, b, book);
  // Of one hour, which the group tells itself.
  addRequests(c, grown(3), book);
  expect(hoursOf(c)).toEqual([hour(1, 2), hour(2, 2), hour(3, 4)]);
  expect(c.requests).toBe(8);
});

test('a group without hours is of one, and none are told apart where nobody asks', () => {
  const into: GrowingGroup = { ...group(hour(1, 2)) };
  addRequests(into, group(hour(5, 3)), undefined);
  expect(into.hours).toBeUndefined();
  expect(hoursOf(into)).toEqual([{ requests: 5, firstSeen: hour(1, 2).firstSeen, lastSeen: hour(5, 3).lastSeen }]);
});
