import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogReader } from '../../../../../audit/engines/local/log-reader';
import { hoursOf, type RequestGroup } from '../../../../../audit/records/request-group';
import { useTemporaryDirectory } from '../../../../temporary-directory';
import { logLine } from '../../../log-lines';
import { expectSameAnswer } from '../same-answer';

const directory = useTemporaryDirectory();
const EVERYTHING = { buckets: [], since: null, until: null };

function written(name: string, lines: readonly string[]): { readonly kind: 'file'; readonly path: string } {
  const path = join(directory(), name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return { kind: 'file', path };
}

const requests = (host: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) =>
    logLine({ hostHeader: host, requestId: `${host}${i}`.replace(/[^A-Za-z0-9]/g, '') }),
  );

test('Host headers that name no endpoint, or the same one, make no groups of their own', async () => {
  const lines = [
    ...requests('orders.s3.us-east-1.amazonaws.com', 3),
    // Holds the mark, and names none.
    ...requests('xvpce-1a2b.example.com', 2),
    ...requests('orders.vpce-0a1b2c-x.s3.us-east-1.vpce.amazonaws.com', 4),
    ...requests('orders.VPCE-0a1b2c.s3.us-east-1.vpce.amazonaws.com', 5),
    ...requests('orders.s3-accelerate.amazonaws.com', 6),
    ...requests('orders.S3-Accelerate.dualstack.amazonaws.com', 1),
    ...requests('mfzwi23gnjvgw.mrap.accesspoint.S3-GLOBAL.amazonaws.com', 8),
  ];
  const { groups } = await expectSameAnswer([written('log', lines)]);
  expect(groups.map(({ hostEndpoint, requests: count }) => [hostEndpoint, count]).sort()).toEqual([
    [null, 5],
    ['s3-accelerate', 7],
    ['s3-global', 8],
    ['vpce-0a1b2c', 9],
  ]);
});

test.each([1, 3])('hours are told apart, in whatever order lines come and with %i threads', async (threads) => {
  const [step, span] = [7919, 97];
  const lines = Array.from({ length: 3000 }, (_, i) => {
    const many = new Date(Date.UTC(2026, 0, 5, (i * step) % span, i % 60)).toISOString().replace('.000', '');
    // Of one hour, or of two that different threads meet.
    const few = `2026-01-01T0${i % 10 === 0 && i > 1500 ? 9 : 8}:00:00Z`;
    return logLine({ at: i % 5 === 0 ? few : many, remoteIp: `10.0.0.${i % 40}`, requestId: `ID${i}` });
  });
  const engine = createLogReader({ threads, worthThreads: 1, cut: 20_000 });
  const { groups } = await expectSameAnswer([written('log', lines)], { ...EVERYTHING, hourly: true }, engine);
  expect(groups.some(({ hours }) => hours === undefined)).toBe(true);
  expect(groups.some((group) => hoursOf(group).length > 50)).toBe(true);
});

test.each([1, 3])(
  'groups that follow others which became one keep their own hours, with %i threads',
  async (threads) => {
    const hosts = [
      'orders.vpce-0a1b2c-x.s3.us-east-1.vpce.amazonaws.com',
      'orders.vpce-0a1b2c.s3.us-east-1.vpce.amazonaws.com',
    ];
    const lines = [
      // Two of one hour that become one, and so have hours from there on.
      ...hosts.map((hostHeader, i) => logLine({ hostHeader, at: `2026-01-01T0${i}:00:00Z`, requestId: `HOST${i}` })),
      ...Array.from({ length: 300 }, (_, i) =>
        logLine({
          at: `2026-01-0${1 + (i % 3)}T0${i % 7}:00:00Z`,
          remoteIp: `10.0.0.${i % 5}`,
          requestId: `ID${i}`,
        }),
      ),
    ];
    const engine = createLogReader({ threads, worthThreads: 1, cut: 10_000 });
    const { groups } = await expectSameAnswer([written('log', lines)], { ...EVERYTHING, hourly: true }, engine);
    for (const group of groups)
      expect(hoursOf(group).reduce((sum, hour) => sum + hour.requests, 0)).toBe(group.requests);
  },
);

test('what several threads found is put together, whichever of them met a group first', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) =>
    logLine({ remoteIp: `10.0.${i % 7}.${i % 250}`, requestId: `ID${i}`, hostHeader: i % 3 === 0 ? 'vpce-1a.x' : 'x' }),
  );
  await expectSameAnswer(
    [written('log', lines)],
    EVERYTHING,
    createLogReader({ threads: 3, worthThreads: 1, cut: 20_000 }),
  );
});

test.each([
  ['at once, where parts of hours are put together', undefined],
  ['more than once, for want of memory', 21 * 1024 * 1024],
])('records of hundreds of hours in any order are counted in each: %s', async (_, memory) => {
  const [clients, hours, count] = [7, 211, 300_000];
  const START = Date.UTC(2026, 0, 5);
  const line = logLine({ at: '2026-01-05T00:00:00Z', remoteIp: '10.0.0.1', requestId: 'IDENTIFIER' });
  const truth = new Map<string, number>();
  const lines = Array.from({ length: count }, (_, i) => {
    const [hour, client] = [(i * 7919) % hours, (i * 31) % clients];
    const key = `10.0.0.${client} ${START / 3_600_000 + hour}`;
    truth.set(key, (truth.get(key) ?? 0) + 1);
    const day = new Date(START + hour * 3_600_000 + (i % 3600) * 1000);
    const time = `${String(day.getUTCDate()).padStart(2, '0')}/Jan/2026:${day.toISOString().slice(11, 19)}`;
    return line
      .replace(/\[[^+]*/, `[${time} `)
      .replace('10.0.0.1', `10.0.0.${client}`)
      .replace('IDENTIFIER', `ID${i}`);
  });
  const engine = createLogReader({ threads: 1, ...(memory !== undefined && { memory }) });
  const { groups, coverage } = await engine.aggregate([written('log', lines)], { ...EVERYTHING, hourly: true });
  expect(coverage.records).toBe(count);
  const found = groups.flatMap((group) =>
    hoursOf(group).map(({ requests, firstSeen }) => [`${group.remoteIp} ${Math.floor(firstSeen / 3600)}`, requests]),
  );
  expect(new Map(found as [string, number][])).toEqual(truth);
  expect(found).toHaveLength(truth.size);
  const [{ hours: noted }] = groups as [RequestGroup];
  // Nearly every record was of another hour than the one before it of its group.
  if (memory === undefined) expect(noted?.book.bytes).toBeLessThan(24 * (count - 200_000));
});
