import { z } from 'zod';
import { principal } from './principal';

/** What a consumer may do with the data bucket. */
const access = z.enum(['read', 'read-write'], 'must be read or read-write');

/** Name of the endpoint that the deployment itself builds or takes over. */
export const OWN_ENDPOINT = 'own';
/** Name of the interface endpoint that the deployment builds. */
export const INTERFACE_ENDPOINT = 'interface';

const consumer = z.strictObject({
  principal: principal.describe(
    'Role or user that exists already, of any account: of ECS, EKS, Lambda, a partner; or people by { permissionSet, account }',
  ),
  access: access.default('read').describe('What it may do with the data bucket'),
  through: z
    .string()
    .default(OWN_ENDPOINT)
    .describe(
      `Endpoint by which it comes: ${OWN_ENDPOINT}, ${INTERFACE_ENDPOINT}, or a name of privateAccess.endpoints`,
    ),
});

/** Who uses the data beside the roles that a deployment makes itself. */
export const consumers = z
  .array(consumer)
  .default([])
  .describe('Principals that exist already and use the data; their own policies must allow it too');

export type Consumer = z.output<typeof consumer>;
