import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type GetTrailStatusCommandOutput,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { Identity } from '../aws/settings';
import { ok, unreadable, wrong, type Check } from './check';
import { ask, type Live } from './live';
import { dataCoverage, networkCoverage, type Selectors } from './trail-coverage';

/** A trail as AWS has it. */
export interface TrailState {
  readonly name: string;
  readonly isLogging: Live<boolean>;
  /** What went wrong when files were last delivered. */
  readonly deliveryError: string | undefined;
  readonly selectors: Live<Selectors>;
  /** Its settings, as they are listed. */
  readonly settings: Trail;
  readonly status: Live<GetTrailStatusCommandOutput>;
}

/** Every trail that records the events of a region, organization trails and those of all regions too. */
export async function readTrails(
  { settings, name: who }: Identity,
  region: string,
): Promise<Live<readonly TrailState[]>> {
  const client = new CloudTrailClient({ ...settings, region });
  try {
    const listed = await ask({ action: 'cloudtrail:DescribeTrails', resource: '*', who }, async () => {
      return (await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }))).trailList;
    });
    if (!listed.readable) return listed;
    const trails = (listed.value ?? []).map((trail) => readTrail(client, who, trail));
    return { readable: true, value: await Promise.all(trails) };
  } finally {
    client.destroy();
  }
}

async function readTrail(client: CloudTrailClient, who: string, settings: Trail): Promise<TrailState> {
  const { TrailARN: arn = '', Name: name = '' } = settings;
  const [status, selectors] = await Promise.all([
    ask({ action: 'cloudtrail:GetTrailStatus', resource: arn, who }, () =>
      client.send(new GetTrailStatusCommand({ Name: arn })),
    ),
    ask({ action: 'cloudtrail:GetEventSelectors', resource: arn, who }, () =>
      client.send(new GetEventSelectorsCommand({ TrailName: arn })),
    ),
  ]);
  return {
    name,
    settings,
    status: status.readable ? { readable: true, value: status.value ?? { $metadata: {} } } : status,
    isLogging: status.readable ? { readable: true, value: status.value?.IsLogging === true } : status,
    deliveryError: status.readable ? status.value?.LatestDeliveryError : undefined,
    selectors: selectors.readable
      ? {
          readable: true,
          value: {
            basic: selectors.value?.EventSelectors ?? [],
            advanced: selectors.value?.AdvancedEventSelectors ?? [],
          },
        }
      : selectors,
  };
}

/** Whether the requests to a bucket's objects are recorded, reads and writes. */
export function checkDataEvents(bucket: string, bucketArn: string, trails: Live<readonly TrailState[]>): Check {
  const mend = `let a trail of the bucket's account record data events of AWS::S3::Object whose resources.ARN starts with ${bucketArn}/`;
  return checkRecorded('data-events', bucket, trails, mend, (all) => {
    const covered = all.map(({ trail, selectors }) => ({ trail, ...dataCoverage(selectors, bucketArn) }));
    const [reads, writes] = [covered.filter((one) => one.reads), covered.filter((one) => one.writes)];
    const names = [...new Set([...reads, ...writes].map(({ trail }) => trail))].join(', ');
    if (reads.length > 0 && writes.length > 0) {
      return { by: [...reads, ...writes].map(({ trail }) => trail), what: `reads and writes are recorded by ${names}` };
    }
    if (names === '') return { by: [], what: 'no trail that is logging records all requests to its objects' };
    const [missing, others] = reads.length > 0 ? ['writes', 'reads'] : ['reads', 'writes'];
    return { by: [], what: `${missing} are not recorded (${others} are, by ${names})` };
  });
}

/** Whether what passes an endpoint is recorded, above all what its policy denies. */
export function checkNetworkEvents(endpointId: string, trails: Live<readonly TrailState[]>): Check {
  const mend = "let a trail of the endpoint's account record network activity events of s3.amazonaws.com";
  return checkRecorded('network-events', endpointId, trails, mend, (all) => {
    const found = all.map(({ trail, selectors }) => ({ trail, coverage: networkCoverage(selectors, endpointId) }));
    const best =
      found.find(({ coverage }) => coverage === 'all') ?? found.find(({ coverage }) => coverage === 'denied');
    if (best === undefined) return { by: [], what: 'no trail that is logging records what passes it' };
    return {
      by: [best.trail],
      what: `${best.coverage === 'all' ? 'what passes it' : 'what its policy denies'} is recorded by ${best.trail}`,
    };
  });
}

/** What is recorded, and by which trails; by none where it is not all. */
interface Recorded {
  readonly by: readonly string[];
  readonly what: string;
}

function checkRecorded(
  check: 'data-events' | 'network-events',
  subject: string,
  live: Live<readonly TrailState[]>,
  mend: string,
  judge: (trails: readonly { readonly trail: string; readonly selectors: Selectors }[]) => Recorded,
): Check {
  if (!live.readable) return unreadable(check, subject, live.reason);
  const logging = live.value.filter(({ isLogging }) => isLogging.readable && isLogging.value);
  const recordedBy = (trails: readonly TrailState[]): Recorded =>
    judge(
      trails.flatMap(({ name, selectors }) =>
        selectors.readable ? [{ trail: name, selectors: selectors.value }] : [],
      ),
    );
  const failing = logging.filter(({ deliveryError = '' }) => deliveryError !== '');
  const delivered = recordedBy(logging.filter((trail) => !failing.includes(trail)));
  if (delivered.by.length > 0) return ok(check, subject, delivered.what);
  const recorded = recordedBy(logging);
  if (recorded.by.length > 0) {
    const errors = failing.map(({ name, deliveryError }) => `${name}: ${deliveryError ?? ''}`).join('; ');
    return wrong(
      check,
      subject,
      `${recorded.what}, but files could not be delivered (${errors})`,
      "mend the log bucket's policy and key",
    );
  }
  const hidden = live.value.flatMap(({ isLogging, selectors }) =>
    !isLogging.readable ? [isLogging.reason] : !selectors.readable && isLogging.value ? [selectors.reason] : [],
  );
  if (hidden[0] !== undefined) return unreadable(check, subject, hidden[0]);
  const stopped = live.value.flatMap(({ name, isLogging }) => (isLogging.readable && !isLogging.value ? [name] : []));
  const idle = stopped.length > 0 ? ` (${stopped.join(', ')} is not logging)` : '';
  return wrong(check, subject, `${recorded.what}${idle}`, mend);
}
