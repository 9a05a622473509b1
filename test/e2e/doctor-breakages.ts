import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  type AdvancedEventSelector,
} from '@aws-sdk/client-cloudtrail';
import { DescribeVpcEndpointsCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
  PutPublicAccessBlockCommand,
  type LoggingEnabled,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import { BUCKET, type DoctorDeployment } from './doctor-deployment';

/** Breaks one thing and returns how it is put back. */
export type Breakage = (deployment: DoctorDeployment) => Promise<() => Promise<unknown>>;

export interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Edits the statement of a Sid; `undefined` takes it out. */
export const edited =
  (sid: string, edit: (statement: Statement) => Statement | undefined) =>
  (policy: Policy): Policy => ({
    ...policy,
    Statement: policy.Statement.flatMap((statement) => (statement.Sid === sid ? (edit(statement) ?? []) : statement)),
  });

export const bucketPolicy =
  (change: (policy: Policy) => Policy, Bucket = BUCKET): Breakage =>
  async ({ s3 }) => {
    const { Policy: before = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const after = JSON.stringify(change(JSON.parse(before) as Policy));
    if (after === before) throw new Error('nothing was changed');
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: after }));
    return () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: before }));
  };

export const versioning: Breakage = async ({ s3 }) => {
  const put = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }));
  await put('Suspended');
  return () => put('Enabled');
};

export const ownership: Breakage = async ({ s3 }) => {
  const put = (ObjectOwnership: 'ObjectWriter' | 'BucketOwnerEnforced') =>
    s3.send(
      new PutBucketOwnershipControlsCommand({ Bucket: BUCKET, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
    );
  await put('ObjectWriter');
  return () => put('BucketOwnerEnforced');
};

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

export const publicAccess =
  (...off: readonly (keyof typeof ALL_BLOCKED)[]): Breakage =>
  async ({ s3 }) => {
    const put = (PublicAccessBlockConfiguration: object) =>
      s3.send(new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration }));
    await put({ ...ALL_BLOCKED, ...Object.fromEntries(off.map((name) => [name, false])) });
    return () => put(ALL_BLOCKED);
  };

export const encryption =
  (by: ServerSideEncryptionByDefault, bucketKey = true, Bucket = BUCKET): Breakage =>
  async ({ s3 }) => {
    const put = (Rules: object[]) =>
      s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const before = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    await put([{ ApplyServerSideEncryptionByDefault: by, BucketKeyEnabled: bucketKey }]);
    return () => put(before.ServerSideEncryptionConfiguration?.Rules ?? []);
  };

export const logging =
  (change: (before: LoggingEnabled) => LoggingEnabled | undefined): Breakage =>
  async ({ s3 }) => {
    const put = (LoggingEnabled: LoggingEnabled | undefined) =>
      s3.send(
        new PutBucketLoggingCommand({
          Bucket: BUCKET,
          BucketLoggingStatus: LoggingEnabled === undefined ? {} : { LoggingEnabled },
        }),
      );
    const { LoggingEnabled: before } = await s3.send(new GetBucketLoggingCommand({ Bucket: BUCKET }));
    if (before === undefined) throw new Error('logging is off already');
    await put(change(before));
    return () => put(before);
  };

export const retention =
  (Days: number): Breakage =>
  async ({ s3 }) => {
    const put = (days: number) =>
      s3.send(
        new PutObjectLockConfigurationCommand({
          Bucket: BUCKET,
          ObjectLockConfiguration: {
            ObjectLockEnabled: 'Enabled',
            Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: days } },
          },
        }),
      );
    await put(Days);
    return () => put(1);
  };

/** What the emulator does not keep, or refuses to set: a question about a bucket, answered at the door. */
export const answered =
  (action: string, bucket: string, xml: string): Breakage =>
  ({ door }) => {
    door.answer(action, bucket, xml);
    return Promise.resolve(() => {
      door.open();
      return Promise.resolve();
    });
  };

type Side = 'source' | 'destination';

export const stoppedTrail =
  (side: Side): Breakage =>
  async ({ cloudtrail }) => {
    const Name = `orders-${side}`;
    await cloudtrail[side].send(new StopLoggingCommand({ Name }));
    return () => cloudtrail[side].send(new StartLoggingCommand({ Name }));
  };

export const selectors =
  (side: Side, change: (selector: AdvancedEventSelector) => AdvancedEventSelector | undefined): Breakage =>
  async ({ cloudtrail }) => {
    const client = cloudtrail[side];
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ trailNameList: [`orders-${side}`] }));
    const TrailName = trailList[0]?.TrailARN ?? '';
    const { AdvancedEventSelectors: before = [] } = await client.send(new GetEventSelectorsCommand({ TrailName }));
    const put = (AdvancedEventSelectors: AdvancedEventSelector[]) =>
      client.send(new PutEventSelectorsCommand({ TrailName, AdvancedEventSelectors }));
    await put(before.flatMap((selector) => change(selector) ?? []));
    return () => put(before);
  };

/** Changes the selectors of a category of events only. */
export const ofCategory =
  (category: string, change: (selector: AdvancedEventSelector) => AdvancedEventSelector | undefined) =>
  (selector: AdvancedEventSelector): AdvancedEventSelector | undefined =>
    selector.FieldSelectors?.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes(category))
      ? change(selector)
      : selector;

export const endpointPolicy =
  (change: (policy: Policy) => object): Breakage =>
  async (deployment) => {
    const { PolicyDocument: before = '' } = await endpointOf(deployment);
    const after = JSON.stringify(change(JSON.parse(before) as Policy));
    if (after === before) throw new Error('nothing was changed');
    await modifyEndpoint(deployment, { PolicyDocument: after });
    return () => modifyEndpoint(deployment, { PolicyDocument: before });
  };

export const routes: Breakage = async (deployment) => {
  const { RouteTableIds = [] } = await endpointOf(deployment);
  await modifyEndpoint(deployment, { RemoveRouteTableIds: RouteTableIds });
  return () => modifyEndpoint(deployment, { AddRouteTableIds: RouteTableIds });
};

async function endpointOf({ ec2, outputs }: DoctorDeployment) {
  const VpcEndpointIds = [outputs.vpc_endpoint_id.value];
  return (await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds }))).VpcEndpoints?.[0] ?? {};
}

function modifyEndpoint({ ec2, outputs }: DoctorDeployment, change: object) {
  return ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: outputs.vpc_endpoint_id.value, ...change }));
}
