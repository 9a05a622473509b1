import fc from 'fast-check';
import { condense } from '../../../audit/report/condense';
import type { RemoteIpRow } from '../../../audit/judge/report';

function row(remoteIp: string | null, requests = 1, network: RemoteIpRow['network'] = 'public'): RemoteIpRow {
  return {
    bucket: 'data',
    remoteIp,
    network,
    aws: null,
    requests,
    allowed: requests,
    denied: 0,
    failed: 0,
    unknown: 0,
    bytesSent: 0,
    requesters: [],
    operations: [],
    vpcEndpoints: [],
    firstSeen: 0,
    lastSeen: 0,
  };
}

test('rows that fit are all listed', () => {
  const rows = [row('192.0.2.1'), row('192.0.2.2')];
  expect(condense(rows, 2)).toEqual({ listed: rows, rest: [], left: 0 });
});

test('the others are counted by network and by /24 or /64, most requests first', () => {
  const rows = [
    row('192.0.2.1'),
    row('192.0.2.2', 3),
    row('192.0.2.77', 4),
    row('2001:db8:1:2:3::4', 9),
    row('2001:db8:1:2:ffff::', 1),
    row(null, 2, 'unknown'),
  ];
  expect(condense(rows, 1)).toEqual({
    listed: [rows[0]],
    left: 5,
    rest: [
      { network: 'public', range: '2001:db8:1:2::/64', addresses: 2, requests: 10, allowed: 10 },
      { network: 'public', range: '192.0.2.0/24', addresses: 2, requests: 7, allowed: 7 },
      { network: 'unknown', range: null, addresses: 1, requests: 2, allowed: 2 },
    ],
  });
});

test('no request is lost, and the summary stays short', () => {
  const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(([a, b, c]) => `10.${a}.${b}.${c}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(address, fc.nat(99)), { maxLength: 400 }), fc.nat(50), (given, top) => {
      const rows = given.map(([remoteIp, requests]) => row(remoteIp, requests));
      const { listed, rest, left } = condense(rows, top);
      const sum = (counts: readonly { requests: number }[]): number =>
        counts.reduce((total, { requests }) => total + requests, 0);
      expect(sum(listed) + sum(rest)).toBe(sum(rows));
      expect(rest.reduce((total, { addresses }) => total + addresses, 0)).toBe(left);
      expect(listed.length + left).toBe(rows.length);
      expect(rest.length).toBeLessThanOrEqual(101);
    }),
  );
});
