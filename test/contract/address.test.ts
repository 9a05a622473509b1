import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { cidrsOverlap, isInCidr, readAddress, readCidr } from '../../contract/address';

describe('an address is read strictly', () => {
  test.each(['10.20.3.4', '0.0.0.0', '255.255.255.255', '2600:1f18:1234:5600::1', '::1'])(
    '%s is an address',
    (text) => {
      expect(readAddress(text)).toBeDefined();
    },
  );

  test.each([
    ['010.20.3.4', 'a leading zero means octal to some readers'],
    ['0x0a.1.1.1', 'hexadecimal parts'],
    ['10.20.3', 'three parts'],
    ['167772161', 'one number'],
    ['10.20.3.256', 'a part too large'],
    ['10.20.3.4 ', 'white space'],
    ['xx.xx.xx.xx', 'a masked address'],
    ['fe80::1%eth0', 'a zone'],
    ['::ffff:010.20.3.4', 'a leading zero in the IPv4 of an IPv6'],
    ['::ffff:0x0a.20.3.4', 'hexadecimal parts in it'],
    ['::10.20.3.4', 'an IPv4-compatible address, which is not a mapped one'],
    ['', 'nothing'],
    ['10.20.3.4/32', 'a range'],
    ['１０.20.3.4', 'full-width digits'],
  ])('%s is none: %s', (text) => {
    expect(readAddress(text)).toBeUndefined();
  });

  test('an IPv4-mapped IPv6 address counts as its IPv4', () => {
    expect(readAddress('::ffff:10.20.3.4')?.toString()).toBe('10.20.3.4');
    expect(readAddress('::FFFF:0a14:0304')?.toString()).toBe('10.20.3.4');
  });
});

describe('an address is what ipaddr.js takes for one, strictly', () => {
  /** The definition: only of the two ways to write an IPv4 within an IPv6 there is more to say, above. */
  function byLibrary(text: string): string | undefined {
    if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toString();
    if (text.includes('%') || text.includes('.') || !ipaddr.IPv6.isValid(text)) return undefined;
    const address = ipaddr.IPv6.parse(text);
    return (address.isIPv4MappedAddress() ? address.toIPv4Address() : address).toString();
  }

  const word = fc.oneof(
    fc.constantFrom('', '0', 'ffff', 'FFFF', '00000', 'g', '12345', '01', ' 1'),
    fc.nat({ max: 0xffff }).map((value) => value.toString(16)),
  );
  const part = fc.oneof(
    fc.constantFrom('', '00', '01', '256', '1e1', '-1', '+1', '1 '),
    fc.nat({ max: 300 }).map(String),
  );
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((address) => !address.includes('.')),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    fc.array(word, { maxLength: 10 }).map((words) => words.join(':')),
    fc.array(word, { maxLength: 4 }).map((words) => `::ffff:${words.join(':')}`),
    fc.string({ unit: fc.constantFrom('0', '1', 'f', ':', '.', '%', '/', ' '), maxLength: 20 }),
  );

  test('whatever the text', () => {
    fc.assert(
      fc.property(text, (written) => {
        fc.pre(!(written.includes('.') && written.includes(':')));
        expect(readAddress(written)?.toString()).toBe(byLibrary(written));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('a CIDR range is read strictly', () => {
  test.each(['10.20.0.0/16', '10.20.3.4/32', '0.0.0.0/0', '2600:1f18:1234:5600::/56'])('%s is a range', (text) => {
    expect(readCidr(text)).toBeDefined();
  });

  test.each([
    '10.20.0.1/16',
    '10.20.0.0/33',
    '10.20.0.0/016',
    '10.20.0.0',
    '10.20.0.0/',
    '::ffff:10.20.0.0/112',
    '0:0:0:0:0:ffff:0a00:0/8',
    '2600:1f18:1234:5601::/56',
  ])('%s is none', (text) => {
    expect(readCidr(text)).toBeUndefined();
  });

  test('addresses of the other family never lie in a range', () => {
    expect(isInCidr(readAddress('2600::1')!, readCidr('0.0.0.0/0')!)).toBe(false);
    expect(isInCidr(readAddress('10.0.0.1')!, readCidr('::/0')!)).toBe(false);
  });

  test('two ranges overlap when one holds the other', () => {
    expect(cidrsOverlap(readCidr('10.0.0.0/8')!, readCidr('10.20.0.0/16')!)).toBe(true);
    expect(cidrsOverlap(readCidr('10.20.0.0/16')!, readCidr('10.0.0.0/8')!)).toBe(true);
    expect(cidrsOverlap(readCidr('10.20.0.0/16')!, readCidr('10.21.0.0/16')!)).toBe(false);
  });
});
