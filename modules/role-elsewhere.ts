import { rootArn, type Place } from './account';
import type { DataRole } from './data-role';
import type { Grantee, Statement } from './policy/statement';

/** What is granted to a role of another deployment, in the policies of one bucket and its key. */
export interface GrantsElsewhere {
  /** Account of the role. */
  readonly from: Place;
  readonly roleArn: string;
  /** Account of the bucket and the key. */
  readonly to: Place;
  readonly bucket: readonly Statement[];
  /** Statements whose resource is the key that carries them. */
  readonly key: readonly Statement[];
}

/**
 * A role that another deployment makes. As a Principal it would have to exist before the policy does, and that role's own
 * deployment waits for this bucket: so its account is let in, on the condition that it is this role
 * (IAM User Guide, "AWS JSON policy elements: Principal" and "aws:PrincipalArn").
 */
export function roleElsewhere({ from, roleArn, to, bucket, key }: GrantsElsewhere): DataRole {
  const grantee: Required<Grantee> = {
    principal: { AWS: [rootArn(from)] },
    condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
  };
  const granted = (statements: readonly Statement[]): readonly Statement[] =>
    statements.map((statement) => ({
      ...statement,
      ...grantee,
      condition: { ...statement.condition, ...grantee.condition },
    }));
  return {
    roleArn,
    usesKeyOf: [],
    bucketStatements: (side) => (side === to.side ? granted(bucket) : []),
    keyStatements: (side) => (side === to.side ? granted(key) : []),
  };
}
