import { isObject, type JsonObject } from '../../contract/json-object';
import { jsonTextOf } from './json-values';
/** A call that can change which path traffic takes, or what is recorded of it. */
export interface ConfigurationChange {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly eventSource: string;
  readonly eventName: string;
  /** What the call was about: a bucket, an endpoint, a route table, a trail or a key; `null` where the event does not tell. */
  readonly target: string | null;
  readonly callerArn: string | null;
  readonly errorCode: string | null;
  /** What the change can do, half a sentence. */
  readonly effect: string;
}

interface Watched {
  readonly effect: string;
  /** Request parameters that name what the call is about, the first present one counts. */
  readonly target: readonly string[];
}

const TRAFFIC_PATH = 'changes the path of the traffic';
const WHO_MAY = 'changes who may reach the data';
const WHO_MAY_OR_PATH = 'changes the routes or the policy of an endpoint';
const COPIES = 'changes where the data is copied to';
const WHAT_IS_RECORDED = 'changes what is recorded';

/** What calls can change, the request parameters that name what they are about, and their names, by event source. */
interface Watch {
  readonly source: string;
  readonly effect: string;
  readonly target: readonly string[];
  readonly names: readonly string[];
}

const BUCKET = ['bucketName'];
const ACCESS_POINT = ['name', 'bucketName'];
const ROUTE = ['routeTableId', 'associationId', 'subnetId'];
const TRAIL = ['name', 'trailName', 'eventDataStore'];

/**
 * The management events that explain a change of path, or of who may take it. Sources: the API references of the services;
 * S3 User Guide, "Amazon S3 CloudTrail events".
 */
const WATCHES: readonly Watch[] = [
  {
    ...{ source: 'ec2.amazonaws.com', effect: TRAFFIC_PATH, target: ['CreateVpcEndpointRequest', 'vpcId'] },
    names: ['CreateVpcEndpoint'],
  },
  {
    ...{ source: 'ec2.amazonaws.com', effect: TRAFFIC_PATH, target: ['DeleteVpcEndpointsRequest', 'vpcEndpointIds'] },
    names: ['DeleteVpcEndpoints'],
  },
  {
    ...{ source: 'ec2.amazonaws.com', effect: WHO_MAY_OR_PATH, target: ['ModifyVpcEndpointRequest', 'vpcEndpointId'] },
    names: ['ModifyVpcEndpoint'],
  },
  {
    ...{ source: 'ec2.amazonaws.com', effect: TRAFFIC_PATH, target: ROUTE },
    names: [
      ...['CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'DeleteRouteTable'],
      ...['AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable', 'CreateNatGateway'],
    ],
  },
  {
    ...{ source: 'ec2.amazonaws.com', effect: TRAFFIC_PATH, target: ['natGatewayId', 'internetGatewayId', 'vpcId'] },
    names: ['DeleteNatGateway', 'AttachInternetGateway', 'DetachInternetGateway'],
  },
  {
    ...{ source: 's3.amazonaws.com', effect: WHO_MAY, target: BUCKET },
    names: [
      ...['PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl', 'PutBucketWebsite', 'PutBucketCors'],
      ...['PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
      ...[
        'PutBucketOwnershipControls',
        'DeleteBucketOwnershipControls',
        'PutBucketEncryption',
        'DeleteBucketEncryption',
      ],
    ],
  },
  {
    ...{ source: 's3.amazonaws.com', effect: WHO_MAY, target: ['accountId', 'x-amz-account-id'] },
    names: ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
  },
  {
    ...{ source: 's3.amazonaws.com', effect: WHO_MAY, target: ACCESS_POINT },
    names: [
      ...['CreateAccessPoint', 'DeleteAccessPoint', 'PutAccessPointPolicy', 'DeleteAccessPointPolicy'],
      ...['CreateMultiRegionAccessPoint', 'DeleteMultiRegionAccessPoint', 'PutMultiRegionAccessPointPolicy'],
      ...['CreateAccessPointForObjectLambda', 'PutAccessPointPolicyForObjectLambda'],
    ],
  },
  {
    ...{ source: 's3.amazonaws.com', effect: COPIES, target: BUCKET },
    names: [
      'PutBucketReplication',
      'DeleteBucketReplication',
      'PutBucketNotification',
      'PutBucketInventoryConfiguration',
    ],
  },
  {
    ...{ source: 's3.amazonaws.com', effect: WHAT_IS_RECORDED, target: BUCKET },
    names: ['PutBucketLogging', 'PutBucketLifecycle', 'PutBucketLifecycleConfiguration', 'DeleteBucket'],
  },
  {
    ...{ source: 'kms.amazonaws.com', effect: WHO_MAY, target: ['keyId'] },
    names: [
      ...['PutKeyPolicy', 'CreateGrant', 'RevokeGrant', 'RetireGrant', 'EnableKey', 'DisableKey'],
      ...['ScheduleKeyDeletion', 'CancelKeyDeletion'],
    ],
  },
  {
    ...{ source: 'cloudtrail.amazonaws.com', effect: WHAT_IS_RECORDED, target: TRAIL },
    names: [
      ...['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging', 'PutEventSelectors'],
      ...['UpdateEventDataStore', 'DeleteEventDataStore', 'StopEventDataStoreIngestion'],
    ],
  },
];

const WATCHED: ReadonlyMap<string, Watched> = new Map(
  WATCHES.flatMap(({ source, effect, target, names }) =>
    names.map((name) => [`${source} ${name}`, { effect, target }] as const),
  ),
);

/** Names of the events that are read as changes. */
export const WATCHED_EVENTS: readonly string[] = WATCHES.flatMap(({ names }) => names);

interface Call extends JsonObject {
  readonly eventSource: string;
  readonly eventName: string;
}

const callOf = ({ eventSource, eventName }: Call): string => `${eventSource} ${eventName}`;

/** Says whether a CloudTrail record is of a call that changes configuration. */
export function isWatched(record: unknown): record is Call {
  return (
    isObject(record) &&
    typeof record.eventSource === 'string' &&
    typeof record.eventName === 'string' &&
    WATCHED.has(callOf(record as Call))
  );
}

/**
 * Reads a CloudTrail record as a change of configuration.
 *
 * @returns `undefined` for every other record, data events among them.
 */
export function readConfigurationChange(record: unknown): ConfigurationChange | undefined {
  if (!isWatched(record)) return undefined;
  const watched = WATCHED.get(callOf(record));
  const time = typeof record.eventTime === 'string' ? Date.parse(record.eventTime) / 1000 : NaN;
  if (watched === undefined || Number.isNaN(time)) return undefined;
  const caller = isObject(record.userIdentity) ? record.userIdentity.arn : undefined;
  return {
    time,
    eventSource: record.eventSource,
    eventName: record.eventName,
    target: targetOf(record.requestParameters, watched.target),
    callerArn: typeof caller === 'string' ? caller : null,
    errorCode: typeof record.errorCode === 'string' ? record.errorCode : null,
    effect: watched.effect,
  };
}

/** EC2 wraps the parameters of some calls, and lists as `{"VpcEndpointId": {"content": "vpce-…"}}`: the first id inside is taken. */
function targetOf(parameters: unknown, names: readonly string[]): string | null {
  if (!isObject(parameters)) return null;
  const named = names.map((name) => parameters[name]).find((value) => value !== undefined);
  if (typeof named === 'string') return named;
  return /"((?:vpce|vpc|rtb|rtbassoc|nat|igw)-[0-9a-z]+)"/.exec(jsonTextOf(named ?? null))?.[1] ?? null;
}
