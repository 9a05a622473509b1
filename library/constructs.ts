/**
 * The constructs, for a CDKTF app of one's own, and the whole of a deployment file as one stack.
 *
 * A construct takes props and statements, calls no AWS API and knows no deployment file. Peers: `cdktf`, `constructs` and
 * `@cdktf/provider-aws`, the versions that this was built with.
 *
 * @packageDocumentation
 */
export { DeploymentError, readDeployment } from '../contract/deployment/read';
export { namesOf, type Names, type Side } from '../contract/deployment/names';
export type { PermissionSet } from '../contract/deployment/permission-set-settings';
export type { AccountSettings, BucketSettings, Deployment } from '../contract/deployment/schema';
export type { Expectations } from '../contract/expectations';
export { dnsSuffixOf } from '../contract/partition';

export type { ProviderSettings } from '../modules/assembly/add-account';
export { notesOn } from '../modules/assembly/notes';
export { policiesBeside } from '../contract/policy/policies-beside';
export { buildStack, type BuildOptions } from '../modules/assembly/private-path-stack';

export { rootArn, type Account } from '../modules/account';
export type { DataRole } from '../modules/data-role';
export type { RemovalPolicy } from '../modules/removal-policy';
export {
  policyDocument,
  type Condition,
  type ConditionOperator,
  type Principal,
  type Statement,
} from '../contract/policy/statement';
export { trustService, trustServiceFor } from '../modules/policy/trust';
export { denyClearText, denyInsecureTransport } from '../contract/policy/transport';

export { EncryptionKey, type EncryptionKeyProps } from '../modules/encryption-key/encryption-key';
export { PrivateBucket, type PrivateBucketProps } from '../modules/private-bucket/private-bucket';
export type { BucketChain } from '../modules/private-bucket/bucket-chain';
export { DataBucket, type DataBucketProps } from '../modules/data-bucket/data-bucket';
export { LogBucket, type LogBucketProps, type LogPlace } from '../modules/log-bucket/log-bucket';
export { configurationChanges, endpointRequests, objectRequests } from '../modules/cloud-trail/event-selectors';
export { Trail, trailsMayUseKey, type TrailProps } from '../modules/cloud-trail/trail';
export { TrailArchive, type TrailArchiveProps } from '../modules/trail-archive/trail-archive';
export { LogCatalog, type LogCatalogProps } from '../modules/log-catalog/log-catalog';

export { CreatedVpc, type CreatedVpcProps } from '../modules/private-access/created-vpc';
export { denyDataAccessOutsideEndpoint } from '../modules/private-access/endpoint-only';
export { roleAndBucketsOf } from '../modules/private-access/endpoint-user';
export {
  GatewayEndpoint,
  throughEndpoint,
  type Gateway,
  type GatewayEndpointProps,
} from '../modules/private-access/gateway-endpoint';
export { InterfaceEndpoint, type InterfaceEndpointProps } from '../modules/private-access/interface-endpoint';
export { existingNetwork, type Network, type RouteTable } from '../modules/private-access/network';
export { PrivateAccess, type Entrance, type PrivateAccessProps } from '../modules/private-access/private-access';

export { ExampleInstance, type ExampleInstanceProps } from '../modules/instance-access/example-instance';
export { InstanceRole, type InstanceRoleProps } from '../modules/instance-access/instance-role';
export type { Access } from '../contract/policy/data-permissions';
export { allowData, allowKey } from '../modules/instance-access/permissions';

export type { CopyEnds, ReplicaEnd, SourceEnd } from '../modules/data-bucket/replica-end';
export { roleElsewhere, type GrantsElsewhere } from '../modules/role-elsewhere';
export { NativeReplication, type NativeReplicationProps } from '../modules/native-replication/native-replication';
export type { ReplicationPath } from '../modules/native-replication/replication-policy';
export type { CopyPath } from '../modules/lambda-replication/copy-policy';
export { LambdaReplication, type LambdaReplicationProps } from '../modules/lambda-replication/lambda-replication';
export { OperatorRole, type OperatorRoleProps } from '../modules/lambda-replication/operator-role';

export { lockObjects } from '../modules/object-lock/object-lock';
export { denyOverwrite } from '../modules/object-lock/overwrite-prevention';
export { PermissionSets, type PermissionSetsProps } from '../modules/object-lock/permission-sets';
