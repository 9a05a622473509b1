import type { NotReviewed } from '../review-types';
import type { Stack } from '../stack/stack';
import type { Plan } from './plan';

/**
 * Resources that are not where their provider builds: the plan knows their ARNs, and these tell of another account or region
 * than the provider, or than what a goals file says of it. Sources that contradict each other are never a pass.
 */
export function contradictedPlaces({ resource_changes: changes }: Plan, { resources }: Stack): readonly NotReviewed[] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  return changes.flatMap(({ address, mode, change }) => {
    const [own, arn] = [byAddress.get(address), (change.after ?? change.before)?.arn];
    if (own === undefined || mode !== 'managed' || typeof arn !== 'string') return [];
    const [, , , region, account] = arn.split(':');
    const others = [
      ...(isOther(account, own.account) ? [`account ${account}`] : []),
      ...(isOther(region, own.region) ? [`region ${region}`] : []),
    ];
    if (others.length === 0) return [];
    return [
      { resource: address, reason: `its ARN is of ${others.join(' and ')}, which its provider is not known to be of` },
    ];
  });
}

function isOther(told: string | undefined, known: string | undefined): told is string {
  return told !== undefined && told !== '' && known !== undefined && told !== known;
}
