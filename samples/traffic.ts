import { HOUR } from '../contract/time';
import type { Chance } from './random';
import { jobIds, record, versionIdFrom, type Request, type SampleRecord } from './record';
import { download, instanceAct, keyText, onObject, refused, refusedDownload } from './requests';
import {
  ACCESS_ANALYZER,
  BREAK_GLASS,
  DEPLOYER,
  INSTANCES,
  LIFECYCLE,
  NAT_ADDRESS,
  PUBLIC_INSTANCE,
  STRANGERS,
  TURNS,
} from './story';

const DAY = 24 * HOUR;

/** All requests of the story but the hostile ones, in no particular order. */
export function traffic(chance: Chance): readonly SampleRecord[] {
  return [
    ...instances(chance),
    ...publicInstance(chance),
    ...strangers(chance),
    ...deployer(chance),
    ...breakGlass(chance),
    ...days((midnight) => [...lifecycle(midnight, chance), ...analyzer(midnight, chance)]),
  ];
}

function days(ofDay: (midnight: number) => readonly SampleRecord[]): readonly SampleRecord[] {
  const midnights = Array.from({ length: (TURNS.end - TURNS.begin) / DAY }, (_, day) => TURNS.begin + day * DAY);
  return midnights.flatMap(ofDay);
}

/** So many moments of each hour, more by day than by night. */
function moments(chance: Chance, byNight: number, byDay: number): readonly number[] {
  const hours = Array.from({ length: (TURNS.end - TURNS.begin) / HOUR }, (_, hour) => hour);
  return hours.flatMap((hour) => {
    const busy = hour % 24 >= 7 && hour % 24 < 19;
    const count = chance.integer(0, 2 * (busy ? byDay : byNight));
    // An act takes some seconds; none runs over a turn of the hour, so none runs over one of the story.
    return Array.from({ length: count }, () => TURNS.begin + hour * HOUR + chance.integer(3, HOUR - 60));
  });
}

/** The instances work all the time; while the endpoint is gone they leave through the NAT gateway. */
function instances(chance: Chance): readonly SampleRecord[] {
  return moments(chance, 6, 19).flatMap((time) =>
    instanceAct(chance)(time, chance.pick(INSTANCES), chance).map((sample) => ({
      ...sample,
      remoteIp: endpointIsGone(sample.time) ? NAT_ADDRESS : sample.remoteIp,
    })),
  );
}

function endpointIsGone(time: number): boolean {
  return time >= TURNS.endpointRemoved && time < TURNS.endpointRestored;
}

/** The instance in the public subnet is refused, save while the Deny is gone. */
function publicInstance(chance: Chance): readonly SampleRecord[] {
  return moments(chance, 0, 1).flatMap((time) => {
    const isOpen = time >= TURNS.denyRemoved && time < TURNS.denyRestored;
    return (isOpen ? download : refusedDownload)(time, PUBLIC_INSTANCE, chance);
  });
}

const PROBES = ['index.html', '.env', 'backup.zip', 'orders.csv', '.git/config', 'wp-config.php.bak'] as const;

function strangers(chance: Chance): readonly SampleRecord[] {
  return moments(chance, 1, 2).map((time) => {
    const caller = chance.pick(STRANGERS);
    const denied = { status: 403, error: 'AccessDenied', sent: 243 };
    const others: readonly [Request, ...Request[]] = [
      { operation: 'REST.GET.BUCKET', key: null, target: 'GET /', ...denied },
      { operation: 'REST.GET.BUCKET', key: null, target: 'GET /?list-type=2&max-keys=1000', ...denied },
      { operation: 'REST.GET.ACL', key: null, target: 'GET /?acl', ...denied },
      onObject('PUT', 'OBJECT', 'poc.txt', denied),
      {
        operation: 'REST.GET.BUCKET',
        key: null,
        target: 'GET /?foo=%00',
        status: 400,
        error: 'InvalidURI',
        sent: 310,
      },
    ];
    if (chance.happens(0.4)) return record(time, caller, chance.pick(others), chance);
    return refused(time, caller, chance, chance.pick(PROBES));
  });
}

/** Terraform refreshes every morning, and on the eighth it changes the policy twice. */
function deployer(chance: Chance): readonly SampleRecord[] {
  const read = (resource: string, query: string, status = 200, error?: string): Request => ({
    operation: `REST.GET.${resource}`,
    key: null,
    target: `GET /?${query}`,
    status,
    ...(error === undefined ? {} : { error }),
    sent: chance.integer(180, 900),
  });
  const refresh: readonly Request[] = [
    { operation: 'REST.HEAD.BUCKET', key: null, target: 'HEAD /', status: 200 },
    read('BUCKETPOLICY', 'policy'),
    read('VERSIONING', 'versioning'),
    read('ENCRYPTION', 'encryption'),
    read('LOGGING_STATUS', 'logging'),
    read('LIFECYCLE', 'lifecycle'),
    read('REPLICATION', 'replication', 404, 'ReplicationConfigurationNotFoundError'),
    read('CORS', 'cors', 404, 'NoSuchCORSConfiguration'),
  ];
  const putPolicy = { operation: 'REST.PUT.BUCKETPOLICY', key: null, target: 'PUT /?policy', status: 204 };
  return [
    ...days((midnight) => refresh.map((request, i) => record(midnight + 8 * HOUR + i, DEPLOYER, request, chance))),
    ...[TURNS.denyRemoved, TURNS.denyRestored].map((time) => record(time, DEPLOYER, putPolicy, chance)),
  ];
}

/** Somebody on call looks at the data from the office, once before and once while the endpoint is gone. */
function breakGlass(chance: Chance): readonly SampleRecord[] {
  return [TURNS.begin + 1.6 * DAY, TURNS.endpointRemoved + HOUR].flatMap((time) => [
    record(
      time,
      BREAK_GLASS,
      { operation: 'REST.GET.BUCKET', key: null, target: 'GET /?list-type=2&delimiter=%2F', status: 200, sent: 1_204 },
      chance,
    ),
    ...[20, 41].flatMap((later) => download(time + later, BREAK_GLASS, chance)),
  ]);
}

/** Rows that no client asked for: no remote IP, no request. */
function lifecycle(midnight: number, chance: Chance): readonly SampleRecord[] {
  const row = (operation: string, name: string, versioned: boolean): SampleRecord => {
    const versionId = versioned ? { versionId: versionIdFrom(chance) } : {};
    const request = { operation, key: keyText(name).key, target: null, status: null, ...versionId };
    const time = midnight + chance.integer(600, 1800);
    return record(time, LIFECYCLE, { ...request, size: chance.integer(900, 60_000) }, chance, jobIds(chance));
  };
  return [
    row('S3.EXPIRE.OBJECT', `orders/berlin/2025/10/07/order-${chance.integer(100_000, 999_999)}.json`, true),
    row('S3.EXPIRE.OBJECT', `orders/quito/2025/10/07/order-${chance.integer(100_000, 999_999)}.json`, true),
    row('S3.CREATE.DELETEMARKER', `tmp/run ${chance.integer(1, 99)}/part-0`, true),
    row('S3.DELETE.UPLOAD', `exports/osaka/${chance.integer(1000, 9999)}.parquet`, false),
    row('S3.COMPUTE.OBJECT.CHECKSUM', `exports/lisbon/${chance.integer(1000, 9999)}.parquet`, false),
  ];
}

function analyzer(midnight: number, chance: Chance): readonly SampleRecord[] {
  const policyStatus = { operation: 'REST.GET.POLICY_STATUS', key: null, target: 'GET /?policyStatus', status: 200 };
  const time = midnight + 5 * HOUR + chance.integer(0, 900);
  return [record(time, ACCESS_ANALYZER, { ...policyStatus, sent: 128 }, chance)];
}
