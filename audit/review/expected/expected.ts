import type { Home } from '../../../contract/deployment/names';
import type { Resource } from '../stack/stack';
import { free, read, such, type Arguments, type Lookup } from './template';

/**
 * A resource that deployment.yaml asks for. These are written from AWS's documentation and deployment.yaml, not from
 * `modules/`, which say the same to Terraform: an oracle must not copy its subject.
 */
export interface Expected {
  /** By which other expected resources name it, such as `bucket/data`. */
  readonly key: string;
  readonly type: string;
  /** Account and region that it is in. */
  readonly side: Home;
  /** Every argument that it may have. */
  readonly arguments: Arguments;
  /** Arguments by which it is known among others of its type and account; without, it is the one that fits best. */
  readonly knownBy?: readonly string[];
  /** Picks it where its own arguments cannot tell it from others: the address. */
  readonly pick?: (found: Lookup, candidates: readonly Resource[]) => string | undefined;
  /** It holds what cannot be had back, or guards it: Terraform must refuse to destroy it. */
  readonly isKept?: boolean;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** Makes what is asked for in the account of the source, each thing for the same reason. */
export function expecting(why: string) {
  return (key: string, type: string, arguments_: Arguments, knownBy?: readonly string[]): Expected => ({
    ...{ key, type, side: 'source', arguments: arguments_, why },
    ...(knownBy && { knownBy }),
  });
}

/** What every resource may have beside its own arguments. */
export const EVERYWHERE: Arguments = {
  tags: free('no policy of the deployment decides by the tags of a resource without a goal trying both ways'),
  // The provider's argument of that name makes the tags, not the resource.
  region: such('the region of its provider', (value) => value === undefined),
};

/** What steers Terraform. Source: Terraform language, "Meta-Arguments". */
export const steeringOf = ({ isKept = false }: Pick<Expected, 'isKept'>): Arguments => ({
  provider: read('every goal asks for the account and region that the provider builds in'),
  depends_on: read('the rules of ordering'),
  '//': free('a comment'),
  timeouts: free('how long Terraform waits'),
  lifecycle: {
    prevent_destroy: isKept ? true : free('it can only keep what is there'),
    create_before_destroy: free('the order of a replacement, which a plan is reviewed for'),
  },
});
