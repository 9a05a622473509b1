import type { Context } from '../../policy/context';
import { accountOf } from '../../policy/requester';
import type { Request } from '../../policy/request';
import type { Judgement, Topic } from '../prove/questions';
import type { System } from '../system/system';
import { DATA_ACTIONS, exemptOf } from './endpoint-only';
import { ofActions, type Intent, type Prohibition } from './goal';
import { inLayer } from './nobody-else';
import { keyIs, type Permission, type Term } from './permission';

/**
 * Where deployment.yaml names an organization, nobody outside it reaches the data, and nobody comes to it through an endpoint
 * outside it, save AWS services, and those who may come from elsewhere.
 */
export const INSIDE_ORGANIZATION: Prohibition = {
  id: 'inside-organization',
  why: 'whoever a policy lets in by mistake would reach the data from outside the organization',
  over: (intent) => {
    const { organization } = intent.deployment;
    if (organization === undefined) return () => undefined;
    const exempt = exemptOf(intent);
    const judgement: Judgement = {
      constants: new Map(['aws:principalorgid', 'aws:vpceorgid'].map((key) => [key, [organization]])),
      objection: (fact) => {
        const { principal, path, context, action, target } = fact;
        const does = `${principal.label} may ${action} on ${target.arn}`;
        const isInside = (key: string): boolean => context.get(key)?.[0] === organization;
        if (principal.requester.type === 'service') return undefined;
        if (!isInside('aws:principalorgid')) return `${does}, from outside ${organization}${inLayer(fact)}`;
        const isThroughEndpoint = path.kind === 'endpoint' || path.kind === 'other-endpoint';
        if (!isThroughEndpoint || isInside('aws:vpceorgid') || exempt.has(principal.text)) return undefined;
        return `${does}, through an endpoint outside ${organization}${inLayer(fact)}`;
      },
    };
    return (topic) => (isGuarded(topic, intent) ? ofActions(DATA_ACTIONS, judgement) : undefined);
  },
};

function isGuarded({ layer, target }: Topic, { dataBuckets }: Intent): boolean {
  return (layer === 'actual' || layer === 'denies') && dataBuckets.some((bucket) => bucket === target.owned);
}

/** The permissions, of which endpoint policies give those on the data inside the organization alone. */
export function insideOrganization(
  permissions: readonly Permission[],
  organization: string | undefined,
  dataBucketArn: string,
): readonly Permission[] {
  if (organization === undefined) return permissions;
  const inside = ['aws:PrincipalOrgID', 'aws:ResourceOrgID'].map((key): Term =>
    keyIs(key, [organization], ['endpoint'], `only where ${key} is ${organization}`),
  );
  const isOfData = ({ resourceText }: Permission): boolean =>
    resourceText === dataBucketArn || resourceText.startsWith(`${dataBucketArn}/`);
  return permissions.map((one) => (isOfData(one) ? { ...one, terms: [...one.terms, ...inside] } : one));
}

/**
 * What a request of somebody who takes part carries of the organization (IAM User Guide, "AWS global condition context keys",
 * Availability): deployment.yaml says that all of them are of it.
 */
export function organizationKeys(
  { membership }: System,
  { requester, resourceAccount }: Pick<Request, 'requester' | 'resourceAccount'>,
  context: Context,
): Context {
  if (membership === undefined) return context;
  const { organization, accounts } = membership;
  const keys = [
    ...(accounts.has(accountOf(requester) ?? '') ? ['aws:principalorgid'] : []),
    ...(accounts.has(resourceAccount) ? ['aws:resourceorgid'] : []),
    ...(context.has('aws:sourcevpce') ? ['aws:vpceorgid'] : []),
    ...(context.has('aws:sourceaccount') ? ['aws:sourceorgid'] : []),
  ];
  return new Map([...keys.map((key) => [key, [organization]] as const), ...context]);
}
