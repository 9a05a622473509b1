import fc from 'fast-check';
import { isInCidr, readAddress, readCidr } from '../../../../contract/address';
import { NotEnumerable } from '../../../../audit/review/contexts/atoms/atoms';
import { addressesAround, numbersAround, timesAround } from '../../../../audit/review/contexts/ranges';

/** For whatever a request may have, a proof tries something that the same comparisons hold of. */
describe('what is tried stands for all that there is', () => {
  const compared = (value: number, constants: readonly number[]): string =>
    constants.map((constant) => Math.sign(value - constant)).join(' ');

  test('numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -120, max: 120 }),
        (constants, twice) => {
          const tried = numbersAround('s3:max-keys', constants.map(String)).map((text) =>
            compared(Number(text), constants),
          );
          expect(tried).toContain(compared(twice / 2, constants));
          expect(new Set(tried).size).toBe(tried.length);
        },
      ),
    );
  });

  test('times', () => {
    const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -20, max: 120 }),
        (seconds, twice) => {
          const tried = timesAround('aws:currenttime', seconds.map(time)).map((text) =>
            compared(Date.parse(text) / 1000, seconds),
          );
          expect(tried).toContain(compared(twice / 2, seconds));
        },
      ),
    );
  });

  test('addresses of both families', () => {
    const four = fc
      .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
      .map(([bits, length]) => {
        const start = length === 0 ? 0 : Number((BigInt(bits) >> BigInt(32 - length)) << BigInt(32 - length));
        return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${length}`;
      });
    const six = fc
      .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 16 }))
      .map(([bits, length]) => `${((bits >> (16 - length)) << (16 - length)).toString(16)}::/${length}`);
    const memberships = (text: string, ranges: readonly string[]): string => {
      const address = readAddress(text);
      if (address === undefined) throw new Error(text);
      return ranges
        .map((range) => {
          const cidr = readCidr(range);
          return cidr !== undefined && isInCidr(address, cidr);
        })
        .join(' ');
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(four, six), { maxLength: 4 }), fc.oneof(fc.ipV4(), fc.ipV6()), (ranges, text) => {
        fc.pre(readAddress(text) !== undefined);
        const tried = addressesAround(ranges).map((one) => memberships(one, ranges));
        expect(tried).toContain(memberships(text, ranges));
      }),
      { numRuns: 300 },
    );
  });
});

test('a range has its first address, the one before it and the one behind it tried, and so has a single address', () => {
  expect(addressesAround(['10.0.0.0/30']).slice(3)).toEqual(['9.255.255.255', '10.0.0.0', '10.0.0.4']);
  expect(addressesAround(['10.0.0.7']).slice(3)).toEqual(['10.0.0.6', '10.0.0.7', '10.0.0.8']);
  expect(addressesAround(['0.0.0.0/0']).slice(3)).toEqual(['0.0.0.0']);
  expect(addressesAround(['2001:db8::/127']).slice(3)).toEqual([
    ...['2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8:0:0:0:0:0:0', '2001:db8:0:0:0:0:0:2'],
  ]);
});

test('without any constant, one value of each family stands for all', () => {
  expect(numbersAround('s3:max-keys', [])).toEqual(['1']);
  expect(timesAround('aws:currenttime', [])).toEqual(['1970-01-01T00:00:00.000Z']);
  expect(addressesAround([])).toEqual(['203.0.113.77', '10.99.0.9', '2001:db8::77']);
});

test.each([
  [() => numbersAround('s3:max-keys', ['1', 'x']), 's3:max-keys: a constant is not a number'],
  [() => timesAround('aws:currenttime', ['now']), 'aws:currenttime: a constant is not a time'],
  [() => addressesAround(['10.0.0.0/8', 'x']), '"x" is not a range of addresses'],
])('what cannot be compared is not tried, but told: %#', (around, message) => {
  expect(around).toThrow(NotEnumerable);
  expect(around).toThrow(message);
});
