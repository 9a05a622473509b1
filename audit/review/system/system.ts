import type { VpcEndpointType } from '../../policy/situation';
import type { NotReviewed } from '../review-types';
import type { Attributes, Stack } from '../stack/stack';
import type { Membership, Organization } from './organization';
import type { AttachedPolicy } from './policies';

/** Who can what, as far as the stack says: everything that carries a policy, with its policies. */
export interface System {
  readonly stack: Stack;
  readonly roles: readonly Role[];
  readonly buckets: readonly Bucket[];
  readonly keys: readonly Owned[];
  readonly endpoints: readonly Endpoint[];
  /** Bucket and key of a side of the deployment that is elsewhere. */
  readonly outside: readonly Owned[];
  /** Queues, topics and functions. */
  readonly others: readonly Owned[];
  /** The organization that deployment.yaml says the accounts that take part are of. */
  readonly membership?: Membership | undefined;
  /** Policies of AWS Organizations over the accounts of the deployment, where they are given. */
  readonly organization?: Organization | undefined;
  /** What could not be read; whoever depends on it is not judged. */
  readonly notReviewed: readonly NotReviewed[];
}

/** Something with an ARN and perhaps a policy of its own. */
export interface Owned {
  readonly address: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** It is built elsewhere: its policy is its owner's business, and taken as open. */
  readonly outside?: boolean;
  readonly policy: AttachedPolicy | undefined;
  /** Whether a part of its policies could not be read: then nothing is decided of it. */
  readonly unread: boolean;
}

/** An IAM role with all that is attached to it. */
export interface Role {
  readonly address: string;
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly identity: readonly AttachedPolicy[];
  readonly boundary: AttachedPolicy | undefined;
  readonly trust: AttachedPolicy | undefined;
  readonly unread: boolean;
}

/** A bucket with what decides who reaches it. */
export interface Bucket extends Owned {
  readonly name: string;
  /** Settings by resource type, such as `aws_s3_bucket_versioning`, with the address of each. */
  readonly settings: ReadonlyMap<string, { readonly address: string; readonly attributes: Attributes }>;
  readonly restrictPublicBuckets: boolean;
}

/** A VPC endpoint with its policy; where it is `outside`, it belongs to an account outside the deployment. */
export interface Endpoint extends Omit<Owned, 'arn'> {
  readonly id: string;
  readonly vpcId: string | undefined;
  readonly serviceName: string | undefined;
  readonly endpointType: VpcEndpointType;
}
