import { isObject } from '../../contract/json-object';
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
const WHAT_IS_RECORDED = 'changes what is recorded';
const BUCKET = ['bucketName'];
const TRAIL = ['name', 'trailName'];
const ROUTE = ['routeTableId', 'associationId'];

/** The management events that explain a change of path, by event source and name. */
const WATCHED: Readonly<Record<string, Readonly<Record<string, Watched>>>> = {
  'ec2.amazonaws.com': {
    CreateVpcEndpoint: { effect: TRAFFIC_PATH, target: ['CreateVpcEndpointRequest', 'vpcId'] },
    DeleteVpcEndpoints: { effect: TRAFFIC_PATH, target: ['DeleteVpcEndpointsRequest', 'vpcEndpointIds'] },
    ModifyVpcEndpoint: { effect: TRAFFIC_PATH, target: ['ModifyVpcEndpointRequest', 'vpcEndpointId'] },
    CreateRoute: { effect: TRAFFIC_PATH, target: ROUTE },
    ReplaceRoute: { effect: TRAFFIC_PATH, target: ROUTE },
    DeleteRoute: { effect: TRAFFIC_PATH, target: ROUTE },
    AssociateRouteTable: { effect: TRAFFIC_PATH, target: ROUTE },
    ReplaceRouteTableAssociation: { effect: TRAFFIC_PATH, target: ROUTE },
    DisassociateRouteTable: { effect: TRAFFIC_PATH, target: ROUTE },
  },
  's3.amazonaws.com': {
    PutBucketPolicy: { effect: WHO_MAY, target: BUCKET },
    DeleteBucketPolicy: { effect: WHO_MAY, target: BUCKET },
    PutBucketPublicAccessBlock: { effect: WHO_MAY, target: BUCKET },
    DeleteBucketPublicAccessBlock: { effect: WHO_MAY, target: BUCKET },
    PutBucketAcl: { effect: WHO_MAY, target: BUCKET },
    PutBucketOwnershipControls: { effect: WHO_MAY, target: BUCKET },
    PutBucketLogging: { effect: WHAT_IS_RECORDED, target: BUCKET },
  },
  'kms.amazonaws.com': {
    PutKeyPolicy: { effect: WHO_MAY, target: ['keyId'] },
    CreateGrant: { effect: WHO_MAY, target: ['keyId'] },
    DisableKey: { effect: WHO_MAY, target: ['keyId'] },
    ScheduleKeyDeletion: { effect: WHO_MAY, target: ['keyId'] },
  },
  'cloudtrail.amazonaws.com': {
    StopLogging: { effect: WHAT_IS_RECORDED, target: TRAIL },
    StartLogging: { effect: WHAT_IS_RECORDED, target: TRAIL },
    DeleteTrail: { effect: WHAT_IS_RECORDED, target: TRAIL },
    UpdateTrail: { effect: WHAT_IS_RECORDED, target: TRAIL },
    PutEventSelectors: { effect: WHAT_IS_RECORDED, target: TRAIL },
  },
};

/** Names of the events that are read as changes. */
export const WATCHED_EVENTS: readonly string[] = Object.values(WATCHED).flatMap((calls) => Object.keys(calls));

/**
 * Reads a CloudTrail record as a change of configuration.
 *
 * @returns `undefined` for every other record, data events among them.
 */
export function readConfigurationChange(record: unknown): ConfigurationChange | undefined {
  if (!isObject(record) || typeof record.eventSource !== 'string' || typeof record.eventName !== 'string')
    return undefined;
  const calls = Object.hasOwn(WATCHED, record.eventSource) ? WATCHED[record.eventSource] : undefined;
  const watched = calls && Object.hasOwn(calls, record.eventName) ? calls[record.eventName] : undefined;
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
  return /"((?:vpce|vpc|rtb|rtbassoc)-[0-9a-z]+)"/.exec(JSON.stringify(named ?? null))?.[1] ?? null;
}
