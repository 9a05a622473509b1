import type { AttachedPolicy } from '../system/policies';
import type { System } from '../system/system';

/** Every policy of a system that could be read. */
export function policiesOf({
  roles,
  buckets,
  keys,
  endpoints,
  others,
  organization,
}: System): readonly AttachedPolicy[] {
  return [
    ...roles.flatMap(({ identity, boundary, trust }) => [...identity, boundary, trust]),
    ...(organization ? [...organization.scps.flat(), ...organization.rcps] : []),
    ...[...buckets, ...keys, ...endpoints, ...others].map(({ policy }) => policy),
  ].filter((policy) => policy !== undefined);
}
