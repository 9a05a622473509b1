import type { AttachedPolicy } from '../system/policies';
import type { System } from '../system/system';

/** Every policy of a system that could be read. */
export function policiesOf({ roles, buckets, keys, endpoints, others }: System): readonly AttachedPolicy[] {
  return [
    ...roles.flatMap(({ identity, boundary, trust }) => [...identity, boundary, trust]),
    ...[...buckets, ...keys, ...endpoints, ...others].map(({ policy }) => policy),
  ].filter((policy) => policy !== undefined);
}
