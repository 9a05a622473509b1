import { bucketArn, iamArn, namesOf, regionalArn, roleArnIn, trailArn, type Side } from '../deployment/names';
import { sidesWithLogBucket } from '../deployment/archive';
import type { Deployment } from '../deployment/schema';
import { builtSides } from '../deployment/sides';
import { exemptionsOf } from '../deployment/exemptions';
import { DATA_ACTIONS, denyPrincipalsOutside } from './data-perimeter';
import type { Condition, Statement } from './statement';
import { denyInsecureTransport } from './transport';

// What AWS Organizations can hold over the accounts beside the policies of the stack: the same perimeter, out of reach of
// whoever administers an account. Sources: AWS Organizations User Guide, "Resource control policies" and "Service control
// policies"; IAM User Guide, "AWS global condition context keys"; the whitepaper "Building a Data Perimeter on AWS".

/** What changes or removes the guards of buckets, trails, endpoints, keys and roles. */
const GUARD_CHANGES = {
  buckets: [
    ...['s3:DeleteBucket', 's3:DeleteBucketPolicy', 's3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock'],
    ...['s3:PutBucketLogging', 's3:PutBucketOwnershipControls', 's3:PutBucketVersioning'],
    ...['s3:PutEncryptionConfiguration', 's3:PutLifecycleConfiguration', 's3:PutReplicationConfiguration'],
  ],
  trails: [
    ...['cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'],
  ],
  roles: [
    ...['iam:AttachRolePolicy', 'iam:DeleteRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
    ...['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
  ],
  tagged: [
    ...['ec2:DeleteVpcEndpoints', 'ec2:ModifyVpcEndpoint'],
    ...['kms:DisableKey', 'kms:DisableKeyRotation', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
  ],
} as const;

/**
 * The resource control policy for one account: who and what gets at its data buckets and keys, whatever their own policies
 * say. Only a Deny, as all of them; it does not bind service-linked roles, nor the management account.
 */
export function resourceControlPolicy(deployment: Deployment, organization: string, side: Side): readonly Statement[] {
  const { partition } = deployment;
  const { account, region } = deployment[side];
  const data = dataBucketArn(deployment, side);
  const keys = regionalArn({ partition, region, id: account }, 'kms', 'key/*');
  return [
    {
      ...denyPrincipalsOutside(organization, data),
      sid: 'DenyKeysOutsideOrganization',
      action: ['kms:*'],
      resource: [keys],
    },
    ...(hasDataBucket(deployment, side)
      ? [
          denyPrincipalsOutside(organization, data),
          denyServicesForOthers(organization, data),
          denyInsecureTransport(data),
          ...(side === 'destination' && deployment.privateAccess
            ? [denyOutsideEndpoints(deployment, organization)]
            : []),
        ]
      : []),
  ];
}

/**
 * The service control policy for one account: where the roles of the deployment may carry data to and come from, and who may
 * change its guards. It allows nothing by itself: attach it beside what the account has (FullAWSAccess).
 */
export function serviceControlPolicy(deployment: Deployment, organization: string, side: Side): readonly Statement[] {
  const roles = rolesOf(deployment, side);
  const byEndpoint = rolesByEndpoint(deployment, side);
  return [
    ...(roles.length > 0
      ? [
          deny('DenyDataOutsideOrganization', DATA_ACTIONS, ['*'], {
            StringNotEqualsIfExists: { 'aws:ResourceOrgID': organization },
            ArnLike: { 'aws:PrincipalArn': roles },
          }),
        ]
      : []),
    ...(byEndpoint.length > 0
      ? [
          deny('DenyDataPastEndpoints', DATA_ACTIONS, ['*'], {
            StringNotEqualsIfExists: { 'aws:VpceOrgID': organization },
            BoolIfExists: { 'aws:ViaAWSService': 'false' },
            ArnLike: { 'aws:PrincipalArn': byEndpoint },
          }),
        ]
      : []),
    ...denyChangesByOthers(deployment, side),
  ];
}

/** A service that acts for a resource of somebody else's is a deputy that was confused (IAM User Guide, "aws:SourceOrgID"). */
function denyServicesForOthers(organization: string, bucket: string): Statement {
  return deny(
    'DenyServicesForOtherOrganizations',
    ['s3:*'],
    [bucket, `${bucket}/*`],
    {
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
      Null: { 'aws:SourceAccount': 'false' },
      StringNotEqualsIfExists: { 'aws:SourceOrgID': organization },
    },
    '*',
  );
}

/** By whose the endpoint is, not by its id: that of a new endpoint is not known before it is there. */
function denyOutsideEndpoints(deployment: Deployment, organization: string): Statement {
  const exempt = exemptionsOf(deployment).map(({ principal }) => principal);
  return deny(
    'DenyDataOutsideEndpoints',
    DATA_ACTIONS,
    [`${dataBucketArn(deployment, 'destination')}/*`],
    {
      StringNotEqualsIfExists: { 'aws:VpceOrgID': organization },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ArnNotLikeIfExists: { 'aws:PrincipalArn': exempt },
    },
    '*',
  );
}

/**
 * Deployers build, key administrators administer keys, break-glass roles and root mend; nobody else, administrators of the
 * account included. Those of both accounts, so that the policy may be attached above them too.
 */
function denyChangesByOthers(deployment: Deployment, side: Side): readonly Statement[] {
  const { partition, name } = deployment;
  const { account, region } = deployment[side];
  const { logBucket, trail } = namesOf(deployment);
  const entitled = builtSides(deployment).flatMap((one) => {
    const { account: id, deployer, keyAdministrators, breakGlass } = deployment[one];
    return [iamArn(partition, id, 'root'), deployer, ...keyAdministrators, ...breakGlass];
  });
  const others: Condition = { ArnNotLikeIfExists: { 'aws:PrincipalArn': entitled } };
  const buckets = [
    ...(hasDataBucket(deployment, side) ? [dataBucketArn(deployment, side)] : []),
    ...(sidesWithLogBucket(deployment).includes(side) ? [bucketArn(partition, logBucket[side])] : []),
  ];
  const roles = rolesOf(deployment, side);
  return [
    ...(buckets.length > 0 ? [deny('DenyChangesOfBuckets', GUARD_CHANGES.buckets, buckets, others)] : []),
    ...(deployment.observation.trail === 'create'
      ? [deny('DenyChangesOfTrails', GUARD_CHANGES.trails, [trailArn(partition, region, account, trail[side])], others)]
      : []),
    ...(roles.length > 0 ? [deny('DenyChangesOfRoles', GUARD_CHANGES.roles, roles, others)] : []),
    deny('DenyChangesOfEndpointsAndKeys', GUARD_CHANGES.tagged, ['*'], {
      ...others,
      StringEquals: { 'aws:ResourceTag/s3-private-path': name },
    }),
  ];
}

function deny(
  sid: string,
  action: readonly string[],
  resource: readonly string[],
  condition: Condition,
  principal?: '*',
): Statement {
  return { sid, effect: 'Deny', ...(principal && { principal }), action, resource, condition };
}

function hasDataBucket(deployment: Deployment, side: Side): boolean {
  return deployment[side].bucket !== undefined;
}

function dataBucketArn(deployment: Deployment, side: Side): string {
  const { dataBucket, sourceBucket } = namesOf(deployment);
  return bucketArn(deployment.partition, side === 'destination' ? dataBucket : sourceBucket);
}

/** Roles of the deployment in an account that handle data. */
function rolesOf(deployment: Deployment, side: Side): readonly string[] {
  const { instance, replication } = deployment;
  const { native, lambda } = replication ?? {};
  const names = namesOf(deployment);
  const made =
    side === 'source'
      ? [
          ...(instance ? [names.instanceRole] : []),
          ...(native ? [names.replicationRole.source] : []),
          ...(lambda ? [names.lambda.role] : []),
        ]
      : [...(native?.bothDirections ? [names.replicationRole.destination] : [])];
  return made.map((name) => roleArnIn(deployment, side, name));
}

/** Those of them that come by an endpoint: instances, and the function where it runs in the VPC. */
function rolesByEndpoint(deployment: Deployment, side: Side): readonly string[] {
  const { instance, replication, privateAccess } = deployment;
  if (side !== 'source' || privateAccess === undefined) return [];
  const names = namesOf(deployment);
  return [...(instance ? [names.instanceRole] : []), ...(replication?.lambda?.inVpc ? [names.lambda.role] : [])].map(
    (name) => roleArnIn(deployment, side, name),
  );
}
