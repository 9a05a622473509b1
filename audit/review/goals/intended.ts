import { dnsSuffixOf } from '../../../contract/partition';
import { bucketArn, iamArn, SIDES, type Side } from '../../../contract/deployment/names';
import type { ContextJson } from '../../policy/request-context';
import type { Layer } from '../prove/layers';
import type { Rule } from '../rules';
import type { Endpoint, Owned } from '../system/system';
import type { Intent } from './goal';
import { permission, viaS3, type Permission, type Term } from './permission';

/** What a part of the deployment is meant to do: the permissions that it may have, and the requests that must work. */
export interface Intended {
  readonly permissions: readonly Permission[];
  readonly needs: readonly Need[];
}

/** Nothing is meant. */
export const NOTHING: Intended = { permissions: [], needs: [] };

/** What several parts mean. */
export function together(parts: readonly Intended[]): Intended {
  return { permissions: parts.flatMap(({ permissions }) => permissions), needs: parts.flatMap(({ needs }) => needs) };
}

/** A request that must be allowed end to end. */
export interface Need {
  /** The flow that it belongs to, as the rule of a finding. */
  readonly flow: Rule<'flow'>;
  readonly why: string;
  readonly principal: string;
  /**
   * What a principal from outside the stack is sure to have; a role of the stack has its own policies. Who is given a managed
   * policy of the stack by hand has that and nothing else: `holderOf` is the ARN of its holder (`holderArn`).
   */
  readonly identity: 'everything' | 's3' | 'nothing' | { readonly holderOf: string };
  readonly action: string;
  readonly resource: string;
  readonly account: string;
  /** Of an address, the ranges that it may lie in: the request must be allowed from all of them. */
  readonly context: ContextJson;
  /** Keys that such a request surely does not carry. What it may carry and the context does not tell is not known. */
  readonly lacks?: readonly string[];
  /**
   * The one defence that has to allow it by itself.
   *
   * @default all of them as they are; of a role of the stack its own policies, and its boundary, by themselves too
   */
  readonly layer?: Layer;
}

/** What the requests of one flow have in common. */
export type Needed = Pick<Need, 'flow' | 'why' | 'principal' | 'identity'>;

/** The parts of an intent before permissions are known. */
export type Deployed = Omit<Intent, 'permissions'>;

/** One account of the deployment with what the review needs of it. */
export interface AccountIntent extends HomeIntent {
  readonly side: Side;
  readonly dataBucketArn: string;
}

/** An account of the deployment, that of its log archive included. */
export interface HomeIntent {
  readonly id: string;
  readonly region: string;
  readonly dnsSuffix: string;
  readonly key: Owned | undefined;
}

/** An account of the deployment; its data bucket need not be in the stack. */
export function accountIntent(deployed: Deployed, side: Side): AccountIntent {
  const { deployment, names } = deployed;
  const bucket = side === 'source' ? names.sourceBucket : names.dataBucket;
  return { ...homeIntent(deployed, deployment[side]), side, dataBucketArn: bucketArn(deployment.partition, bucket) };
}

/** An account by its id and region, with the key that the stack has or names in it. */
export function homeIntent(
  { system }: Deployed,
  { account, region }: { readonly account: string; readonly region: string },
): HomeIntent {
  return {
    id: account,
    region,
    dnsSuffix: dnsSuffixOf(region),
    key: [...system.keys, ...system.outside.filter(isKey)].find((key) => key.account === account),
  };
}

const isKey = ({ arn }: Owned): boolean => arn.split(':')[2] === 'kms';

/** The ARN of a role that is made in an account, under the path of its roles. */
export function roleArn({ deployment }: Deployed, side: Side, name: string): string {
  const { account, iamPath } = deployment[side];
  return iamArn(deployment.partition, account, `role${iamPath}${name}`);
}

/** The gateway endpoint of S3 that the deployment builds, or names as existing. */
export function endpointOf(deployed: Deployed): Endpoint | undefined {
  const { privateAccess } = deployed.deployment;
  if (privateAccess?.endpoint.kind !== 'existing') return madeEndpoints(deployed).find((one) => !isInterface(one));
  const { endpointId } = privateAccess.endpoint;
  return deployed.system.endpoints.find(({ id }) => id === endpointId);
}

/** The interface endpoint of S3 that the deployment builds. */
export function interfaceEndpointOf(deployed: Deployed): Endpoint | undefined {
  return madeEndpoints(deployed).find(isInterface);
}

const isInterface = ({ endpointType }: Endpoint): boolean => endpointType === 'Interface';

function madeEndpoints({ deployment, system }: Deployed): readonly Endpoint[] {
  if (deployment.privateAccess === undefined) return [];
  const named = deployment.privateAccess.endpoints.map(({ endpointId }) => endpointId);
  return system.endpoints.filter(
    ({ id, account, serviceName }) =>
      account === deployment.source.account && serviceName?.endsWith('.s3') === true && !named.includes(id),
  );
}

/** What every request of today carries. */
const SIGNED: ContextJson = {
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  's3:authType': 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
  // The least that clients of AWS speak.
  's3:TlsVersion': '1.2',
};

/** The context of a request through an endpoint, from any address of some ranges; from one that nobody knows, where there is none. */
export function throughEndpoint({ id, vpcId }: Endpoint, cidrs: readonly string[]): ContextJson {
  return {
    ...SIGNED,
    'aws:SourceVpce': id,
    ...(vpcId !== undefined && { 'aws:SourceVpc': vpcId }),
    ...(cidrs.length > 0 && { 'aws:VpcSourceIp': cidrs }),
  };
}

/** The context of a request over the internet, from an address that nobody knows. */
export const FROM_INTERNET: ContextJson = SIGNED;

/** The context in which S3 uses a key on behalf of a caller, for an object and, with a bucket key, for its bucket. */
export function throughS3(
  { region, dnsSuffix }: Pick<AccountIntent, 'region' | 'dnsSuffix'>,
  arn: string,
): ContextJson {
  return {
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'true',
    'kms:ViaService': `s3.${region}.${dnsSuffix}`,
    'kms:EncryptionContext:aws:s3:arn': arn,
    'kms:EncryptionContextKeys': ['aws:s3:arn'],
  };
}

/** The context of a service that does not say for whom it acts. */
export const ON_ITS_OWN: ContextJson = { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' };

/** The context of a service that acts for a resource of an account. */
export function onBehalfOf(sourceArn: string, sourceAccount: string): ContextJson {
  return {
    ...ON_ITS_OWN,
    'aws:SourceArn': sourceArn,
    'aws:SourceAccount': sourceAccount,
  };
}

/** What `kms:GenerateDataKey*` means, as pages of S3, SNS and CloudTrail write it (AWS KMS Developer Guide, "AWS KMS permissions"). */
export const GENERATE_DATA_KEYS = [
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
];

/** A principal may use the key of an account through S3; nothing where the account has none. */
export function mayUseKey(
  { key, id, region, dnsSuffix }: HomeIntent,
  principal: string,
  actions: readonly string[],
  further: readonly Term[] = [],
): readonly Permission[] {
  const terms = [viaS3(region, dnsSuffix), ...further];
  return key ? [permission({ principal, actions, resource: key.arn, account: id, terms })] : [];
}

/** Requests by which S3 uses the key of an account for an object: for its bucket, where that has a bucket key, else for it. */
export function usesOfKey(
  { key, ...home }: AccountIntent,
  actions: readonly string[],
  object: string,
): readonly Pick<Need, 'action' | 'resource' | 'account' | 'context'>[] {
  if (key === undefined) return [];
  return actions.flatMap((action) =>
    [home.dataBucketArn, object].map((arn) => ({
      ...{ action, resource: key.arn, account: home.id },
      context: throughS3(home, arn),
    })),
  );
}

/** The ranges of the VPC. */
export function vpcCidrs({ deployment }: Deployed): readonly string[] {
  const vpc = deployment.privateAccess?.vpc;
  return vpc?.kind === 'create' ? [vpc.cidr] : (vpc?.cidrs ?? []);
}

/** What an upload carries: where overwriting is prevented, the header that asks for a new object. */
export function putObject({ deployment }: Deployed): ContextJson {
  const prevents = SIDES.some((side) => deployment[side].bucket?.preventOverwrite === true);
  return { 's3:ObjectCreationOperation': 'true', ...(prevents && { 's3:if-none-match': '*' }) };
}
