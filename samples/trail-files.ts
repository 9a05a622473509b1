import { parseLine } from '../audit/access-log/parse-line';
import { isoTime } from '../audit/access-log/log-time';
import type { AccessLogRecord } from '../contract/access-log-fields';
import expectations from './expectations.json';
import { sampleLogObjects } from './log-objects';
import { BUCKET, REGION, TURNS } from './story';

/** One file as CloudTrail delivers it, before compression. */
export interface TrailFile {
  /** Path below `samples/cloudtrail`, with `/`. */
  readonly path: string;
  readonly text: string;
}

type Event = Readonly<Record<string, unknown>> & { readonly eventTime: string };

const DEPLOYER_OF_A = 'arn:aws:sts::111111111111:assumed-role/terraform-deployer/ci-deploy';
const DEPLOYER_OF_B = 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci-deploy';
const [ENDPOINT = ''] = expectations.vpcEndpoints;

/** All CloudTrail files of the story, one for each account and day: changes of configuration in A, those and requests in B. */
export function sampleTrailFiles(): readonly TrailFile[] {
  const requests = sampleRecords().flatMap(eventOf);
  return [...filesOf('111111111111', changesInA()), ...filesOf('222222222222', [...changesInB(), ...requests])];
}

function filesOf(account: string, events: readonly Event[]): readonly TrailFile[] {
  const days = [...new Set(events.map(({ eventTime }) => eventTime.slice(0, 10)))].sort();
  return days.map((day) => {
    const records = events.filter(({ eventTime }) => eventTime.startsWith(day));
    records.sort((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
    const folder = `AWSLogs/${account}/CloudTrail/${REGION}/${day.replaceAll('-', '/')}`;
    const name = `${account}_CloudTrail_${REGION}_${day.replaceAll('-', '')}T2359Z.json.gz`;
    return { path: `${folder}/${name}`, text: JSON.stringify({ Records: records }) };
  });
}

/** The records of the sample logs, each once, as they are read back. */
function sampleRecords(): readonly AccessLogRecord[] {
  const lines = new Set(sampleLogObjects().flatMap(({ text }) => text.trimEnd().split('\n')));
  return [...lines].flatMap((line) => {
    const parsed = parseLine(Buffer.from(line).toString('latin1'));
    return parsed.kind === 'record' && !parsed.ambiguous ? [parsed.readings[0]] : [];
  });
}

/** CloudTrail's names of the operations that it records as data events. */
const EVENT_NAMES: Readonly<Record<string, string>> = {
  'REST.GET.OBJECT': 'GetObject',
  'REST.HEAD.OBJECT': 'HeadObject',
  'REST.PUT.OBJECT': 'PutObject',
  'REST.DELETE.OBJECT': 'DeleteObject',
  'REST.COPY.OBJECT': 'CopyObject',
  'REST.GET.BUCKET': 'ListObjects',
  'REST.POST.MULTI_OBJECT_DELETE': 'DeleteObjects',
};

/** The data event of a record, where CloudTrail has one of its kind. */
export function eventOf(record: AccessLogRecord): readonly Event[] {
  const { operation, requester, requestId, hostId, remoteIp, time, key, errorCode } = record;
  const eventName = EVENT_NAMES[operation];
  if (eventName === undefined || hostId === null || remoteIp === null || requester?.startsWith('arn:') !== true)
    return [];
  const throughEndpoint = remoteIp.startsWith('10.20.');
  return [
    {
      eventVersion: '1.11',
      userIdentity: identityOf(requester),
      eventTime: isoTime(time),
      eventSource: 's3.amazonaws.com',
      eventName,
      awsRegion: REGION,
      sourceIPAddress: remoteIp,
      ...(errorCode !== null && { errorCode }),
      requestParameters: {
        bucketName: BUCKET,
        ...(key !== null && { key: decodeURIComponent(decodeURIComponent(key)) }),
      },
      additionalEventData: { 'x-amz-id-2': hostId },
      requestID: requestId,
      resources: [{ type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${BUCKET}`, accountId: '222222222222' }],
      eventType: 'AwsApiCall',
      recipientAccountId: '222222222222',
      eventCategory: 'Data',
      ...(throughEndpoint && { vpcEndpointId: ENDPOINT, vpcEndpointAccountId: '111111111111' }),
    },
  ];
}

function identityOf(arn: string): object {
  return { type: arn.includes(':user/') ? 'IAMUser' : 'AssumedRole', arn, accountId: arn.split(':')[4] };
}

function change(time: number, service: string, eventName: string, caller: string, requestParameters: object): Event {
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(caller),
    eventTime: isoTime(time),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.25',
    requestParameters,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
  };
}

/** EC2 wraps the parameters of these calls as its query API has them. */
function changesInA(): readonly Event[] {
  return [
    change(TURNS.endpointRemoved - 4, 'ec2', 'DeleteVpcEndpoints', DEPLOYER_OF_A, {
      DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: ENDPOINT } },
    }),
    change(TURNS.endpointRestored - 6, 'ec2', 'CreateVpcEndpoint', DEPLOYER_OF_A, {
      CreateVpcEndpointRequest: { VpcId: 'vpc-0b7c9d1e2f3a45678', ServiceName: `com.amazonaws.${REGION}.s3` },
    }),
  ];
}

function changesInB(): readonly Event[] {
  return [TURNS.denyRemoved, TURNS.denyRestored].map((time) =>
    change(time - 1, 's3', 'PutBucketPolicy', DEPLOYER_OF_B, { bucketName: BUCKET }),
  );
}
