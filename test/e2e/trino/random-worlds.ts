import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { damagedLine, gluedLine, plainLine, writtenRecord } from '../../audit/access-log/random-records';
import { chanceFrom } from '../../../samples/random';
import { hostileLine } from '../../audit/engines/local/scanner/hostile-lines';
import { cloudTrailRecord, ENDPOINT } from '../../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../../audit/log-lines';
import { ACCOUNT, REGION, type Files, type World } from './worlds';

const SEED = Number(process.env.SEED ?? '20260105');
const WINDOW = ['--since', '2026-01-05', '--until', '2026-01-08'];
const EXPECTATIONS = {
  ...{ version: 1, buckets: ['orders'], vpcEndpoints: [ENDPOINT], vpcCidrs: ['10.20.0.0/16'], region: REGION },
  ...{
    natAddresses: ['52.78.10.20'],
    exempt: [{ principal: 'arn:aws:iam::111111111111:role/admin', reason: 'admin' }],
  },
};
const oneOf = fc.constantFrom;
const verify = ['verify', '--format', 'json', ...WINDOW];

/** Lines of every kind, most of them hostile or damaged, in files of every kind. */
const hostileFile = fc
  .record({
    lines: fc.array(
      fc.oneof(
        writtenRecord.map(({ line }) => line),
        plainLine,
        damagedLine,
        gluedLine,
        oneOf('', ' ', 'GET / 200'),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    // One line end of two bytes and a last line without one make the size of an untouched object.
    how: oneOf({ end: '\n' }, { end: '\n' }, { end: '\r\n' }, { end: '\n', isCut: true }),
  })
  .map(({ lines, how: { end, isCut } }) => lines.join(end) + (isCut === true ? '' : end));

const hostileArgs = ['remote-ips', '--format', 'json', '--since', '2005-01-01', '--until', '2026-11-01'];
const hostileWorld = fc.array(hostileFile, { minLength: 1, maxLength: 6 }).map((files) => ({
  logs: Object.fromEntries(files.map((text, i) => [`${i}.log`, text])),
  args: hostileArgs,
}));

const ARN = 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc';
const ids = { requestId: oneOf('R1', 'R2', 'R3', 'R4'), hostId: oneOf('h1+/=', 'h2+/=') };
const day = oneOf('2026-01-05', '2026-01-06', '2026-01-07');
const clock = oneOf('00:00:00', '00:00:01', '08:00:00', '23:59:59');

const line = fc
  .record({
    ...ids,
    at: fc.tuple(day, clock).map(([date, time]) => `${date}T${time}Z`),
    bucket: oneOf('orders', 'orders', 'orders', 'elsewhere'),
    remoteIp: oneOf('10.20.3.4', '10.20.3.4', '52.1.2.3', '52.78.10.20', '2001:db8::1', null),
    requester: oneOf(ARN, ARN, 'arn:aws:sts::111111111111:assumed-role/admin/x', null, 'svc:logging.s3.amazonaws.com'),
    operation: oneOf('REST.GET.OBJECT', 'REST.PUT.OBJECT', 'S3.EXPIRE.OBJECT'),
    httpStatus: oneOf(200, 200, 403, 404, null),
    errorCode: oneOf(null, null, 'AccessDenied', 'NoSuchKey'),
    hostHeader: oneOf('orders.s3.us-east-1.amazonaws.com', 'b.vpce-0ther-a.s3.us-east-1.vpce.amazonaws.com', null),
    sourceRegion: oneOf('us-east-1', 'us-east-1', 'eu-west-1', null),
    userAgent: oneOf('aws-sdk', 'aws-sdk', 'a" 403 AccessDenied 1 1 1 1 "-" "b', 'caf\u00e9'),
  })
  .map(logLine);

const event = fc
  .record({
    ...ids,
    eventTime: fc.tuple(day, clock).map(([date, time]) => `${date}T${time}Z`),
    sourceIPAddress: oneOf('10.20.3.4', '10.20.3.4', '52.1.2.3', 'AWS Internal', 's3.amazonaws.com', undefined),
    vpcEndpointId: oneOf(ENDPOINT, ENDPOINT, 'vpce-0ther', undefined),
    userIdentity: oneOf(
      ...[{ type: 'AssumedRole', arn: ARN, accountId: '111111111111' }, { accountId: '333333333333' }],
      ...[{ type: 'AWSService', invokedBy: 'logging.s3.amazonaws.com' }, { accountId: 'anonymous' }],
    ),
    errorCode: oneOf(undefined, undefined, 'AccessDenied', 'NoSuchKey', 'Strange'),
    requestParameters: oneOf<Record<string, string>[]>(
      ...[{ bucketName: 'orders', key: 'a b' }, { bucketName: 'elsewhere' }, {}],
      ...[{ bucketName: 'elsewhere', 'x-amz-copy-source': '/o%72ders/k' }, { bucketName: 'ap-xyz-s3alias' }],
    ),
    resources: oneOf(undefined, [{ ARN: 'arn:aws:s3:::orders' }, { ARN: 'arn:aws:s3:::orders/k' }]),
    eventCategory: oneOf('Data', 'Data', 'Data', 'NetworkActivity', 'Management'),
    eventSource: oneOf('s3.amazonaws.com', 's3.amazonaws.com', 's3.amazonaws.com', 'kms.amazonaws.com', undefined),
    without: oneOf('', '', '', 'requestID', 'eventTime', 'additionalEventData'),
  })
  .map(({ requestId, hostId, without, ...change }) => {
    const whole = { requestID: requestId, additionalEventData: { 'x-amz-id-2': hostId } };
    return Object.fromEntries(
      Object.entries(cloudTrailRecord({ ...whole, ...change })).filter(([key]) => key !== without),
    );
  });

const joinedWorld = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 8 }),
    events: fc.array(event, { minLength: 1, maxLength: 8 }),
  })
  .map(({ lines, events }) => ({
    logs: { 'a.log': lines.map((text) => `${text}\n`).join('') },
    trail: trailOf(events),
  }));

/** Events in the folders of their days; those without a time anywhere. */
function trailOf(events: readonly { readonly eventTime?: string }[]): Files {
  const days = new Map<string, object[]>();
  for (const record of events) {
    const date = (record.eventTime ?? '2026-01-05').slice(0, 10).replaceAll('-', '/');
    days.set(date, [...(days.get(date) ?? []), record]);
  }
  return Object.fromEntries(
    [...days].map(([date, Records]) => [
      `${ACCOUNT}/CloudTrail/${REGION}/${date}/x.json.gz`,
      gzipSync(JSON.stringify({ Records })),
    ]),
  );
}

/** Objects with the names that S3 gives them: late, out of their day, with the records of others, or empty but for a line feed. */
const delivery = fc.record({
  lines: fc.array(line, { maxLength: 5 }),
  date: day,
  delivered: fc.tuple(day, oneOf('01-10-00', '12-00-00', '23-50-00')).map((parts) => parts.join('-')),
});
const deliveredWorld = fc.array(delivery, { minLength: 1, maxLength: 8 }).map((objects) => ({
  logs: Object.fromEntries(
    objects.map(({ lines, date, delivered }, i) => [
      `${ACCOUNT}/${REGION}/orders/${date.replaceAll('-', '/')}/${delivered}-${String(i).padStart(16, 'A')}`,
      [...lines, ...(objects[0]?.lines ?? [])].map((text) => `${text}\n`).join('') || '\n',
    ]),
  ),
}));

/** Files of 2,000 lines each on every border between one reading, several and none, as the scanner is searched with. */
export function borderWorlds(of: number): readonly World[] {
  const chance = chanceFrom(SEED);
  const linesAtOnce = (): readonly string[] => Array.from({ length: 2_000 }, () => hostileLine(chance));
  return Array.from({ length: of }, (_, i) => ({
    ...{ name: `file ${i} of seed ${SEED}`, layout: 'simple', args: hostileArgs },
    logs: { 'a.log': Buffer.from(linesAtOnce().join('\n') + '\n', 'latin1') },
  }));
}

/** So many worlds of each kind, the same ones for the same seed. */
export function randomWorlds(of: number): readonly World[] {
  const sample = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] => fc.sample(arbitrary, { seed: SEED, numRuns: of });
  const expect = JSON.stringify(EXPECTATIONS);
  return [
    ...sample(hostileWorld).map((world) => ({ layout: 'simple' as const, ...world })),
    ...sample(joinedWorld).map((world, i) => ({
      ...{ layout: 'simple' as const, ...world, expect },
      args: [...verify, ...(i % 2 === 0 ? ['--require-proof'] : [])],
    })),
    ...sample(deliveredWorld).map((world) => ({
      ...{
        layout: 'partitioned' as const,
        buckets: ['orders'],
        ...world,
        expect,
        args: [...verify, '--bucket', 'orders'],
      },
    })),
  ].map((world, i) => ({ ...world, name: `random world ${i} of seed ${SEED}` }));
}
