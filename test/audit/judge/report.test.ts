import fc from 'fast-check';
import { judge, type Finding } from '../../../audit/judge/report';
import { expectations, group, THROUGH_ENDPOINT, witness } from './request-group';

const PUBLIC = '52.198.48.49';
const DEPLOYER = 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci';

const onlyFinding = (...groups: Parameters<typeof judge>[0]): Finding => {
  const { findings } = judge(groups, expectations, undefined);
  expect(findings).toHaveLength(1);
  return findings[0]!;
};

describe('a finding', () => {
  test('is a pass, consistent with the endpoint, for an address of the VPC', () => {
    expect(onlyFinding(group())).toMatchObject({ finding: 'pass', network: 'expected-vpc', evidence: 'consistent' });
  });

  test.each([200, 304, null, 404, 409, 412, 416, 301, 400])(
    'is a violation for status %s from the internet',
    (httpStatus) => {
      const finding = onlyFinding(group({ remoteIp: PUBLIC, httpStatus }));
      expect(finding).toMatchObject({ finding: 'violation', evidence: 'none', violations: { requests: 1 } });
    },
  );

  test.each([401, 403, 500, 503])('is blocked for status %s from the internet', (httpStatus) => {
    expect(onlyFinding(group({ remoteIp: PUBLIC, httpStatus }))).toMatchObject({
      finding: 'blocked',
      violations: null,
    });
  });

  test.each([
    ['our own NAT gateway', '52.78.10.20'],
    ['another private network', '172.16.0.1'],
    ['a masked address', 'xx.xx.xx.xx'],
    ['no address without an excuse', null],
  ])('is a violation for a success from %s', (_what, remoteIp) => {
    expect(onlyFinding(group({ remoteIp })).finding).toBe('violation');
  });

  test('is exempt, with the reason, for a session of an exempt role whose path the session does not tell', () => {
    expect(onlyFinding(group({ remoteIp: PUBLIC, requester: DEPLOYER }))).toMatchObject({
      finding: 'exempt',
      exemption: 'deployer',
    });
  });

  test('is no exemption for the same role name in another account', () => {
    const other = DEPLOYER.replace('222222222222', '333333333333');
    expect(onlyFinding(group({ remoteIp: PUBLIC, requester: other })).finding).toBe('violation');
  });

  test('is a plain pass for an exempt principal that came by the endpoint', () => {
    expect(onlyFinding(group({ requester: DEPLOYER }))).toMatchObject({ finding: 'pass', exemption: null });
  });

  test('is the worst of its requests, which are counted apart', () => {
    const denied = group({ remoteIp: PUBLIC, httpStatus: 403, requests: 5 });
    const allowed = group({ remoteIp: PUBLIC, httpStatus: 200, requests: 2, operation: 'REST.PUT.OBJECT' });
    expect(onlyFinding(denied, allowed)).toMatchObject({
      finding: 'violation',
      requests: 7,
      denied: 5,
      allowed: 2,
      violations: { requests: 2 },
      operations: ['REST.GET.OBJECT', 'REST.PUT.OBJECT'],
    });
  });

  test('narrows a remote IP to one requester', () => {
    const { remoteIps, findings } = judge([group(), group({ requester: null })], expectations, undefined);
    expect(remoteIps).toMatchObject([{ requests: 2, requesters: ['-', group().requester] }]);
    expect(findings.map(({ requester }) => requester).sort()).toEqual([group().requester, null].sort());
  });
});

test('rows keep their extent and bytes', () => {
  const early = group({ firstSeen: 10, lastSeen: 20, bytesSent: 1 });
  const late = group({ firstSeen: 15, lastSeen: 40, bytesSent: 2, httpStatus: 304 });
  expect(judge([late, early], expectations, undefined).remoteIps).toMatchObject([
    { firstSeen: 10, lastSeen: 40, bytesSent: 3, requests: 2, allowed: 2 },
  ]);
});

test('no request is lost or counted twice, whatever the groups and their order', () => {
  const anyGroup = fc.record({
    bucket: fc.constantFrom('orders', 'other'),
    remoteIp: fc.constantFrom('10.20.3.4', PUBLIC, '52.78.10.20', null, 'xx'),
    requester: fc.constantFrom(DEPLOYER, 'a\nb', null, '-'),
    operation: fc.constantFrom('REST.GET.OBJECT', 'S3.EXPIRE.OBJECT'),
    httpStatus: fc.constantFrom(200, 403, 404, null),
    errorCode: fc.constantFrom(null, 'AccessDenied', 'InvalidObjectState'),
    otherAnswer: fc.constantFrom(null, { httpStatus: 403, errorCode: 'AccessDenied' }),
    hostEndpoint: fc.constantFrom(null, 'vpce-0f'),
    sourceRegion: fc.constantFrom(null, 'eu-west-1'),
    witness: fc.constantFrom(null, witness(THROUGH_ENDPOINT)),
    requests: fc.integer({ min: 1, max: 9 }),
    bytesSent: fc.nat(9),
    firstSeen: fc.nat(9),
    lastSeen: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(anyGroup), (groups) => {
      const total = groups.reduce((sum, { requests }) => sum + requests, 0);
      const { remoteIps, findings } = judge(groups, expectations, undefined);
      for (const rows of [remoteIps, findings]) {
        expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(total);
        for (const row of rows) expect(row.allowed + row.denied + row.failed + row.unknown).toBe(row.requests);
      }
      const backwards = judge([...groups].reverse(), expectations, undefined);
      expect(backwards.remoteIps.map(({ requests, remoteIp }) => [remoteIp, requests])).toEqual(
        remoteIps.map(({ requests, remoteIp }) => [remoteIp, requests]),
      );
    }),
  );
});
