import type { Requester } from '../../policy/requester';
import { entryOf } from '../../../contract/entry-of';

type Type = Requester['type'];

const SERVICE: readonly Type[] = ['service'];
const IAM: readonly Type[] = ['root', 'user', 'role', 'federated-user'];
const ROLE: readonly Type[] = ['role'];

/**
 * Keys that only some requesters carry; of all others anybody may. Sources: IAM User Guide, "AWS global condition context
 * keys" (Availability) and "Principal key values"; the guides of EC2, Lambda and Systems Manager for keys of their roles.
 */
const CARRIED_BY: Readonly<Record<string, readonly Type[]>> = {
  'aws:principalservicename': SERVICE,
  'aws:principalservicenameslist': SERVICE,
  'aws:sourcearn': SERVICE,
  'aws:sourceaccount': SERVICE,
  'aws:sourceowner': SERVICE,
  'aws:sourceorgid': SERVICE,
  'aws:sourceorgpaths': SERVICE,
  'aws:principalorgid': IAM,
  'aws:principalorgpaths': IAM,
  'aws:multifactorauthpresent': IAM,
  'aws:multifactorauthage': IAM,
  'aws:tokenissuetime': IAM,
  'aws:sourceidentity': IAM,
  'aws:userid': [...IAM, 'anonymous'],
  'aws:assumedroot': ['root'],
  'aws:federatedprovider': ROLE,
  'ec2:roledelivery': ROLE,
  'ec2:sourceinstancearn': ROLE,
  'aws:ec2instancesourcevpc': ROLE,
  'aws:ec2instancesourceprivateipv4': ROLE,
  'lambda:sourcefunctionarn': ROLE,
  'ssm:sourceinstancearn': ROLE,
};

/** Whether a request of such a requester can carry a key, as far as the kind of requester decides it. */
export function canCarry({ type }: Requester, key: string): boolean {
  if (key.startsWith('aws:principaltag/')) return type !== 'root' && IAM.includes(type);
  return entryOf(CARRIED_BY, key)?.includes(type) ?? true;
}

/** Keys that every request carries. Source: as above. */
export const ALWAYS_CARRIED: ReadonlySet<string> = new Set([
  'aws:securetransport',
  'aws:viaawsservice',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
]);
