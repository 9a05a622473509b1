import type { Chance } from '../../../samples/random';
import { cloudTrailRecord } from './cloudtrail-record';

// Files of CloudTrail, most of them as it delivers them, and some with something in them that it never wrote.

/** Stands in a record for a text that is written as it is. */
class Raw {
  constructor(readonly json: string) {}
}

type Tree = Raw | null | string | number | boolean | readonly Tree[] | { [key: string]: Tree };

/** A value as it may stand anywhere: what CloudTrail writes, what it does not, and what looks like something else. */
const VALUES: readonly [string, ...string[]] = [
  'null',
  ...['"%2F/orders/a"', '"%2F/other/a"', '"\\u12g4"', '"lambda.amazonaws.com"', '"AWSService"'],
  ...['null', 'true', 'false', '0', '-1.5e+3', '[]', '{}', '""', '"-"', '[[[1]]]', '{"a":{"a":[]}}', '[{"ARN":5}]'],
  ...['"s3.amazonaws.com"', '"s3\\u002eamazonaws.com"', '"aws:sqs"', '"ec2.amazonaws.com"', '"Data"', '"Management"'],
  ...['"NetworkActivity"', '"VpceAccessDenied"', '"AccessDenied"', '"Insight"', '"AwsAggregatedEvent"', '"GetObject"'],
  ...[
    '"CreateBucket"',
    '"PutObject"',
    '"SSE_KMS"',
    '"Default_SSE_S3"',
    '"aws:kms"',
    '"arn:aws:kms:us-east-1:111111111111:key/1-a"',
    '"10.20.3.4"',
    '"AWS Internal"',
    '"vpce-1"',
    '"2026-01-05T08:00:60Z"',
    '"2026-02-30T08:00:00Z"',
  ],
  ...['"2026-01-05T08:00:00.5Z"', '"2026-01-05t08:00:00Z"', '"2026-01-05T24:00:00Z"', '"2026-01-05T08:00:0:Z"'],
  ...[
    '"arn:aws:s3:::other/a/b"',
    '"arn:aws:s3:::other/é\\n"',
    '"arn:aws:s3:::oth\\u0065r/é"',
    '"other/é\\""',
    '"/orders/\\ud800"',
    '"arn:aws:s3:::"',
    '"arn:aws:s3:::/a"',
    '"arn:a/b:s3:::c"',
    '"arn::s3:::d"',
    '"arn:aws:s3"',
  ],
  ...['"orders/a"', '"/orders/a"', '"//orders/a"', '"%2Forders%2Fa"', '"or%64ers/a"', '"orders?versionId=1"', '"/"'],
  ...['"arn:aws:s3:eu-west-1:1:accesspoint/x/object/a"', '"orders-s3alias"', '"x.mrap"', '"orders.s3.amazonaws.com"'],
  ...[
    '"vpce-1-2.s3.eu-west-1.vpce.amazonaws.com"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"\\"},{\\"eventName\\":\\"x"',
  ],
  ...[
    '"é"',
    '"\u2028"',
    '"\ufffd"',
    '"\u007f"',
    `"${'x'.repeat(3000)}"`,
    `"${'a.'.repeat(200)}"`,
    '"root"',
    '"]}"',
    '"\\\\"',
  ],
];
/** What is no JSON, or no UTF-8. */
const DAMAGE: readonly [string, ...string[]] = [
  ',',
  ...[
    '',
    ',',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    '\0',
    '\n',
    '\t',
    '\x1f',
    '\xff',
    '\xc3',
    '\xed\xa0\x80',
    '\xef\xbb\xbf',
  ],
  ...[
    'nul',
    'True',
    '01',
    '1.',
    '.5',
    '1e',
    '+1',
    "'a'",
    '"\\x"',
    '"\\u12g4"',
    '//',
    'NaN',
    '\xa0',
    '"a\nb"',
    ']}',
    '{}',
  ],
];
const KEYS: readonly [string, ...string[]] = [
  'key',
  ...['invokedBy', 'accountId', 'type', 'eventCategory', 'eventType', 'bucketName', 'x-amz-id-2', 'managementEvent'],
  ...['__proto__', 'constructor', 'toString', 'key', 'eventname', 'ARN', 'arn', 'x', '', 'é', 'Records', 'eventSource'],
  ...[
    'event\\u004eame',
    'a\\"b',
    'errorCode',
    'vpcEndpointId',
    'requestID',
    'Host',
    'x-amz-copy-source',
    'managementEvent',
  ],
];

/** Objects of a record in which something may stand that is read. */
const OBJECTS = ['userIdentity', 'requestParameters', 'additionalEventData', 'responseElements', 'resources'] as const;

/** Makes a file of up to so many records. */
export function hostileTrail(chance: Chance, most = 8): Buffer {
  const hostile = chance.pick([0.02, 0.1, 0.5]);
  const records = Array.from({ length: chance.integer(0, most) }, () => written(recordFrom(chance, hostile), chance));
  const space = chance.happens(0.1) ? ' \n' : '';
  const file = `{${space}"Records"${space}:[${space}${records.join(`${space},`)}${space}]${space}}${space}`;
  const damaged = chance.happens(0.1) ? damagedOnce(file, chance) : file;
  return Buffer.from(damaged, chance.happens(0.1) ? 'latin1' : 'utf8');
}

function recordFrom(chance: Chance, hostile: number): Tree {
  const record = cloudTrailRecord({
    requestID: chance.text(chance.happens(0.1) ? 1 : 16, '0123456789ABCDEF'),
    additionalEventData: { 'x-amz-id-2': `${chance.text(8, 'ab+/')}=` },
    eventTime: `2026-01-0${chance.integer(1, 9)}T08:0${chance.integer(0, 9)}:${chance.integer(10, 59)}Z`,
    sourceIPAddress: `10.20.3.${chance.integer(1, 3)}`,
    userAgent: '[aws-cli/2.15 "quoted" \\ é]',
    tlsDetails: { tlsVersion: 'TLSv1.3' },
  }) as Record<string, Tree>;
  if (chance.happens(0.2)) Object.assign(record, upload(chance));
  // A call about a bucket's settings, of the time before events had a category.
  if (chance.happens(hostile / 2)) {
    for (const key of ['eventCategory', 'requestID']) Reflect.deleteProperty(record, key);
    record.managementEvent = new Raw(chance.pick(['true', 'false', 'null', '"true"', '1']));
  }
  const changes = chance.happens(hostile) ? chance.integer(1, 3) : 0;
  for (let i = 0; i < changes; i++) change(record, chance);
  return record;
}

/** What an upload has beside others. */
function upload(chance: Chance): Record<string, Tree> {
  const header = 'x-amz-server-side-encryption';
  const key = `arn:aws:kms:us-east-1:111111111111:key/${chance.integer(1, 2)}`;
  return {
    eventName: chance.pick(['PutObject', 'CopyObject', 'GetObject']),
    requestParameters: {
      bucketName: 'orders',
      key: 'a/b.txt',
      ...(chance.happens(0.5) && { [header]: chance.pick(['AES256', 'aws:kms']) }),
      ...(chance.happens(0.5) && { [`${header}-aws-kms-key-id`]: chance.pick([key, 'alias/a']) }),
    },
    responseElements: chance.happens(0.5) ? null : { [`${header}-aws-kms-key-id`]: key },
    additionalEventData: {
      'x-amz-id-2': `${chance.text(8, 'ab+/')}=`,
      SSEApplied: chance.pick(['SSE_KMS', 'SSE_S3', 'Default_SSE_S3', 'Default_SSE_KMS', 'SSE_C']),
    },
  };
}

function change(record: Record<string, Tree>, chance: Chance): void {
  const name = chance.pick([...OBJECTS, '', '']);
  const inner = record[name];
  const list = Array.isArray(inner) ? (inner as Record<string, Tree>[]) : undefined;
  if (list !== undefined && chance.happens(0.2)) {
    record[name] = [...list, ...list, new Raw(chance.pick(VALUES))].slice(chance.integer(0, 3));
    return;
  }
  const chosen = list === undefined ? inner : chance.pick([list[0], list[1]]);
  const target = isTree(chosen) ? chosen : record;
  const known = Object.keys(target);
  const key =
    chance.happens(0.7) && known.length > 0 ? (known[chance.integer(0, known.length - 1)] ?? '') : chance.pick(KEYS);
  if (chance.happens(0.15)) Reflect.deleteProperty(target, key);
  else if (chance.happens(0.05)) target[key] = new Raw(`${'['.repeat(40)}${']'.repeat(40)}`);
  else
    Object.defineProperty(target, key, {
      value: new Raw(chance.pick(VALUES)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function isTree(value: Tree | undefined): value is Record<string, Tree> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Raw);
}

/** As JSON, sometimes with a key that occurs twice, and at times with keys in another order. */
function written(value: Tree, chance: Chance): string {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map((element: Tree) => written(element, chance)).join(',')}]`;
  if (!isTree(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `"${key}":${written(member, chance)}`);
  if (chance.happens(0.2)) members.reverse();
  if (chance.happens(0.002)) members.push(chance.pick(['"x":1', ...members]));
  return `{${members.join(chance.happens(0.02) ? ' ,\t' : ',')}}`;
}

function damagedOnce(file: string, chance: Chance): string {
  const at = chance.integer(0, file.length);
  const damage = chance.pick(DAMAGE);
  switch (chance.integer(0, 5)) {
    case 0:
      return file.slice(0, at);
    case 1:
      return `${file.slice(0, at)}${damage}${file.slice(at)}`;
    case 2:
      return `${file.slice(0, at)}${damage}${file.slice(at + chance.integer(1, 5))}`;
    case 3:
      return `${file}${damage}`;
    case 4:
      return `${file}\n${file}`;
    default:
      return `${damage}${file}`;
  }
}
