import { actionData, resourceTypeData } from '../../../audit/policy/aws-data';
import type { ApiCall } from './api-call';

/** What IAM is asked when an operation is called. */
export interface IamRequest {
  readonly account: string;
  readonly action: string;
  /** ARN, or `*`. Ids that AWS makes up are left out. */
  readonly resource: string;
  /** Condition keys that are the point of a grant, by name. */
  readonly context: Readonly<Record<string, string>>;
}

/** What earlier calls have told of things that later ones only name. */
export class Remembered {
  /** Paths of roles, policies and instance profiles, by name. */
  readonly paths = new Map<string, string>();
  /** Keys by their alias, tags of keys by their id, and roles by their instance profile. */
  readonly keyOfAlias = new Map<string, string>();
  readonly tagsOfKey = new Map<string, Readonly<Record<string, string>>>();
  readonly roleOfProfile = new Map<string, string>();
}

/**
 * What IAM is asked of a call: the action that the operation is an instance of, on what it names, and whatever the call implies:
 * tags that are given at creation, roles that are handed over.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys" of each service.
 */
export function iamRequestsOf(call: ApiCall, account: string, known: Remembered): readonly IamRequest[] {
  remember(call, known);
  const place = { partition: 'aws', region: call.region, account };
  const action = `${call.service}:${ACTIONS[`${call.service}:${call.operation}`] ?? call.operation}`;
  const actions = [action, ...implied(call)];
  const asked = actions.flatMap((one) =>
    resourcesOf(one, call, place, known).map((resource) => ({
      account,
      action: one,
      resource,
      context: contextOf(one, resource, call, known),
    })),
  );
  return [...asked, ...passedRoles(call, account, known)];
}

/** Operations of S3 that IAM knows by another name (Amazon S3 User Guide, "Required permissions for Amazon S3 API operations"). */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:HeadBucket': 'ListBucket',
  's3:ListObjectsV2': 'ListBucket',
  's3:ListObjectVersions': 'ListBucketVersions',
  's3:ListBuckets': 'ListAllMyBuckets',
  's3:DeleteObjects': 'DeleteObject',
  's3:HeadObject': 'GetObject',
  's3:GetBucketAccelerateConfiguration': 'GetAccelerateConfiguration',
  's3:GetBucketCors': 'GetBucketCORS',
  's3:GetBucketEncryption': 'GetEncryptionConfiguration',
  's3:PutBucketEncryption': 'PutEncryptionConfiguration',
  's3:DeleteBucketEncryption': 'PutEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 'GetLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 'PutLifecycleConfiguration',
  's3:DeleteBucketLifecycleConfiguration': 'PutLifecycleConfiguration',
  's3:GetBucketNotificationConfiguration': 'GetBucketNotification',
  's3:PutBucketNotificationConfiguration': 'PutBucketNotification',
  's3:GetObjectLockConfiguration': 'GetBucketObjectLockConfiguration',
  's3:PutObjectLockConfiguration': 'PutBucketObjectLockConfiguration',
  's3:GetPublicAccessBlock': 'GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 'PutBucketPublicAccessBlock',
  's3:DeletePublicAccessBlock': 'PutBucketPublicAccessBlock',
  's3:DeleteBucketOwnershipControls': 'PutBucketOwnershipControls',
  's3:GetBucketReplication': 'GetReplicationConfiguration',
  's3:PutBucketReplication': 'PutReplicationConfiguration',
  's3:DeleteBucketReplication': 'PutReplicationConfiguration',
  's3:DeleteBucketTagging': 'PutBucketTagging',
};

/** Actions by which tags are given to what is made, by service and prefix of the operation that makes it. */
const TAGGING: readonly (readonly [RegExp, string])[] = [
  [/^iam:CreateRole$/, 'iam:TagRole'],
  [/^iam:CreatePolicy$/, 'iam:TagPolicy'],
  [/^iam:CreateInstanceProfile$/, 'iam:TagInstanceProfile'],
  [/^(kms|lambda|logs|sns|athena|glue):(Create.*)$/, '$1:TagResource'],
  [/^cloudwatch:PutMetricAlarm$/, 'cloudwatch:TagResource'],
  [/^cloudtrail:CreateTrail$/, 'cloudtrail:AddTags'],
  [/^sqs:CreateQueue$/, 'sqs:TagQueue'],
  [/^ec2:(?!CreateTags|DeleteTags|Describe).*$/, 'ec2:CreateTags'],
];
const TAG = /^tag(s|list|specifications?)?\./i;

function implied({ service, operation, parameters }: ApiCall): readonly string[] {
  const name = `${service}:${operation}`;
  const hasTags = [...parameters.keys()].some((parameter) => TAG.test(parameter));
  const tagging = hasTags ? TAGGING.filter(([made]) => made.test(name)) : [];
  return [
    ...tagging.map(([made, tag]) => name.replace(made, tag)),
    // Amazon S3 API Reference, "CreateBucket", Permissions.
    ...(name === 's3:CreateBucket' && parameters.has('ObjectLock')
      ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']
      : []),
    ...(name === 's3:CreateBucket' && parameters.has('ObjectOwnership') ? ['s3:PutBucketOwnershipControls'] : []),
    ...(service === 's3' && operation.startsWith('Delete') && parameters.has('VersionId')
      ? ['s3:DeleteObjectVersion']
      : []),
  ];
}

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** ARNs of what a call names; `*` where IAM knows no resource of the action. */
function resourcesOf(action: string, call: ApiCall, place: Place, known: Remembered): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const data = actionData(service)?.[name.toLowerCase()];
  if (data === undefined) throw new Error(`${action} is no action of IAM (${call.operation})`);
  if (data.resourceTypes.length === 0) return ['*'];
  if (service === 'ec2') return ofEc2(data.resourceTypes, place);
  const named = NAMED[service]?.(call, place, known) ?? [];
  // Only what has tags of its own is tagged, and not what it is in.
  const found = name === 'TagResource' ? named.filter((arn) => !arn.endsWith(':catalog')) : named;
  return found.length === 0 ? ['*'] : found;
}

/** Ids of EC2 tell nothing: anything of each kind that the action needs, else of one that it can be about. */
function ofEc2(
  types: readonly { readonly name: string; readonly required?: boolean }[],
  place: Place,
): readonly string[] {
  const templates = resourceTypeData('ec2');
  const arnsOf = (some: typeof types) => some.flatMap(({ name }) => templates[name]?.arn ?? []);
  const needed = arnsOf(types.filter(({ required }) => required === true));
  const possible = arnsOf(types).filter((arn) => arn.startsWith('arn:${Partition}:ec2:${Region}:${Account}:'));
  return (needed.length > 0 ? needed : possible.slice(0, 1)).map((arn) =>
    arn
      .replace('${Partition}', place.partition)
      .replace('${Region}', place.region)
      .replace('${Account}', place.account)
      .replace(/\$\{\w+\}/g, 'any'),
  );
}

type Namer = (call: ApiCall, place: Place, known: Remembered) => readonly string[];

const first = ({ parameters }: ApiCall, ...names: readonly string[]): string | undefined =>
  names.map((name) => parameters.get(name)).find((value) => value !== undefined);

const NAMED: Readonly<Record<string, Namer>> = {
  s3: (call) => {
    const [bucket = '', key] = [first(call, 'Bucket'), first(call, 'Key')];
    if (call.operation === 'DeleteObjects') return [`arn:aws:s3:::${bucket}/any`];
    return [`arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`];
  },
  iam: (call, { account }, { paths }) => {
    const arn = (kind: string, name: string) =>
      `arn:aws:iam::${account}:${kind}${paths.get(`${kind}${name}`) ?? '/'}${name}`;
    const policy = first(call, 'PolicyArn');
    const [role, profile] = [first(call, 'RoleName'), first(call, 'InstanceProfileName')];
    // AddRoleToInstanceProfile is asked of the profile; the role is passed.
    if (profile !== undefined) return [arn('instance-profile', profile)];
    if (role !== undefined) return [arn('role', role)];
    if (policy !== undefined) return [policy];
    const made = first(call, 'PolicyName');
    return made === undefined ? [] : [arn('policy', made)];
  },
  kms: (call, place, { keyOfAlias }) => {
    const alias = first(call, 'AliasName');
    const key = first(call, 'TargetKeyId', 'KeyId') ?? (alias === undefined ? undefined : keyOfAlias.get(alias));
    const of = `arn:aws:kms:${place.region}:${place.account}`;
    // A key that is being made has no id yet, and is tagged already.
    if (call.operation === 'CreateKey') return [`${of}:key/any`];
    return [
      ...(alias === undefined ? [] : [`${of}:${alias}`]),
      ...(key === undefined ? [] : [key.startsWith('arn:') ? key : `${of}:key/${key}`]),
    ];
  },
  lambda: (call, { region, account }) => {
    const name = first(call, 'FunctionName');
    return name === undefined ? [] : [`arn:aws:lambda:${region}:${account}:function:${name}`];
  },
  logs: (call, { region, account }) => {
    const name = first(call, 'logGroupName', 'logGroupIdentifier');
    const arn = first(call, 'resourceArn') ?? (name && `arn:aws:logs:${region}:${account}:log-group:${name}`);
    return arn === undefined ? [] : [arn];
  },
  cloudwatch: (call, { region, account }) => {
    const name = first(call, 'AlarmName', 'AlarmNames.member.1', 'AlarmNames.1');
    const arn = first(call, 'ResourceARN') ?? (name && `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`);
    return arn === undefined ? [] : [arn];
  },
  sqs: (call, { region, account }) => {
    const name = first(call, 'QueueName') ?? first(call, 'QueueUrl')?.split('/').at(-1);
    return name === undefined ? [] : [`arn:aws:sqs:${region}:${account}:${name}`];
  },
  sns: (call, { region, account }) => {
    const name = first(call, 'Name');
    // arn:…:TOPIC:ID
    const topic = first(call, 'SubscriptionArn')?.split(':').slice(0, 6).join(':');
    const arn = first(call, 'TopicArn', 'ResourceArn') ?? topic ?? (name && `arn:aws:sns:${region}:${account}:${name}`);
    return arn === undefined ? [] : [arn];
  },
  cloudtrail: (call, { region, account }) => {
    const name = first(call, 'Name', 'TrailName', 'ResourceId', 'ResourceIdList.1');
    if (name === undefined) return [];
    return [name.startsWith('arn:') ? name : `arn:aws:cloudtrail:${region}:${account}:trail/${name}`];
  },
  glue: (call, { region, account }) => {
    const of = `arn:aws:glue:${region}:${account}`;
    const tagged = first(call, 'ResourceArn');
    if (tagged !== undefined) return [tagged];
    const isOfTable = call.operation.includes('Table') || call.operation.includes('Partition');
    const database = first(call, 'DatabaseName', 'DatabaseInput.Name') ?? first(call, 'Name') ?? '';
    const table = first(call, 'TableName', 'TableInput.Name') ?? first(call, 'Name') ?? '';
    return [
      `${of}:catalog`,
      `${of}:database/${database}`,
      ...(isOfTable ? [`${of}:table/${database}/${table}`] : []),
      ...(call.operation === 'DeleteDatabase'
        ? [`${of}:table/${database}/any`, `${of}:userDefinedFunction/${database}/any`]
        : []),
    ];
  },
  athena: (call, { region, account }) => {
    const name = first(call, 'WorkGroup', 'Name');
    const arn = first(call, 'ResourceARN') ?? (name && `arn:aws:athena:${region}:${account}:workgroup/${name}`);
    return arn === undefined ? [] : [arn];
  },
  sts: (call) => [first(call, 'RoleArn') ?? '*'],
};

function remember(call: ApiCall, known: Remembered): void {
  const [path, policy, role] = [first(call, 'Path'), first(call, 'PolicyName'), first(call, 'RoleName')];
  const profile = first(call, 'InstanceProfileName');
  if (path !== undefined) {
    if (call.operation === 'CreateInstanceProfile') known.paths.set(`instance-profile${profile ?? ''}`, path);
    if (call.operation === 'CreateRole') known.paths.set(`role${role ?? ''}`, path);
    if (call.operation === 'CreatePolicy') known.paths.set(`policy${policy ?? ''}`, path);
  }
  if (call.operation === 'CreateAlias')
    known.keyOfAlias.set(first(call, 'AliasName') ?? '', first(call, 'TargetKeyId') ?? '');
  if (call.operation === 'AddRoleToInstanceProfile') known.roleOfProfile.set(profile ?? '', role ?? '');
}

/** Remembers the tags that a key was made with, by the answer that tells its id. */
export function rememberAnswer(call: ApiCall, answer: string, known: Remembered): void {
  if (call.service !== 'kms' || call.operation !== 'CreateKey') return;
  const { KeyMetadata } = JSON.parse(answer) as { KeyMetadata?: { KeyId: string } };
  if (KeyMetadata) known.tagsOfKey.set(KeyMetadata.KeyId, tagsOf(call));
}

function tagsOf({ parameters }: ApiCall): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...parameters].flatMap(([name, value]) => {
      const [, place] = /^Tags\.(\d+)\.TagKey$/.exec(name) ?? [];
      return place === undefined ? [] : [[value, parameters.get(`Tags.${place}.TagValue`) ?? '']];
    }),
  );
}

function contextOf(
  action: string,
  resource: string,
  call: ApiCall,
  { tagsOfKey }: Remembered,
): Readonly<Record<string, string>> {
  const boundary = call.service === 'iam' ? first(call, 'PermissionsBoundary') : undefined;
  if (boundary !== undefined) return { 'iam:PermissionsBoundary': boundary };
  if (!action.startsWith('kms:')) return {};
  const given = call.operation === 'CreateKey' ? tagsOf(call) : undefined;
  const tags = given ?? tagsOfKey.get(resource.split('key/')[1] ?? '') ?? {};
  const kind = given === undefined ? 'aws:ResourceTag' : 'aws:RequestTag';
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${kind}/${key}`, value]));
}

/** IAM User Guide, "Grant a user permissions to pass a role to an AWS service": by which call to whom. */
const PASSES: Readonly<Record<string, readonly [service: string, ...parameters: string[]]>> = {
  'lambda:CreateFunction': ['lambda.amazonaws.com', 'Role'],
  'lambda:UpdateFunctionConfiguration': ['lambda.amazonaws.com', 'Role'],
  's3:PutBucketReplication': ['s3.amazonaws.com', 'Role'],
  'ec2:CreateFlowLogs': ['vpc-flow-logs.amazonaws.com', 'DeliverLogsPermissionArn'],
  'cloudtrail:CreateTrail': ['cloudtrail.amazonaws.com', 'CloudWatchLogsRoleArn'],
  'cloudtrail:UpdateTrail': ['cloudtrail.amazonaws.com', 'CloudWatchLogsRoleArn'],
  'iam:AddRoleToInstanceProfile': ['ec2.amazonaws.com', 'RoleName'],
  'ec2:RunInstances': ['ec2.amazonaws.com', 'IamInstanceProfile.Name'],
  'ec2:AssociateIamInstanceProfile': ['ec2.amazonaws.com', 'IamInstanceProfile.Name'],
};

function passedRoles(call: ApiCall, account: string, { paths, roleOfProfile }: Remembered): readonly IamRequest[] {
  const [service, ...parameters] = PASSES[`${call.service}:${call.operation}`] ?? [];
  const given = first(call, ...parameters);
  if (service === undefined || given === undefined) return [];
  const name = roleOfProfile.get(given) ?? given;
  const resource = name.startsWith('arn:')
    ? name
    : `arn:aws:iam::${account}:role${paths.get(`role${name}`) ?? '/'}${name}`;
  return [{ account, action: 'iam:PassRole', resource, context: { 'iam:PassedToService': service } }];
}
