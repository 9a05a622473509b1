import { readPrincipalArn } from '../../../contract/principal-arn';
import { blocksOf, type Attributes } from './stack';

/** Where a provider builds. */
export interface ProviderAccount {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/**
 * Reads the `provider` block: each AWS provider's account, told by its only allowed account id or by the role that it
 * assumes, and its region.
 *
 * @param given accounts and regions of providers whose blocks do not tell, by key (`aws.source`, `aws`).
 */
export function readProviders(
  json: unknown,
  given: Readonly<Record<string, ProviderAccount>>,
): ReadonlyMap<string, ProviderAccount> {
  const providers = new Map(Object.entries(given));
  for (const block of blocksOf(json).flatMap((group) => blocksOf(group.aws))) {
    const key = typeof block.alias === 'string' ? `aws.${block.alias}` : 'aws';
    const region = literal(block.region) ?? given[key]?.region;
    providers.set(key, { account: accountOfProvider(block) ?? given[key]?.account, region });
  }
  return providers;
}

/** A provider that is allowed in one account only cannot build in another; else the role it assumes tells. */
function accountOfProvider(block: Attributes): string | undefined {
  const allowed: unknown[] = Array.isArray(block.allowed_account_ids) ? block.allowed_account_ids : [];
  if (allowed.length === 1) return literal(allowed[0]);
  const role = literal(blocksOf(block.assume_role).at(-1)?.role_arn);
  return role === undefined ? undefined : readPrincipalArn(role)?.accountId;
}

function literal(value: unknown): string | undefined {
  return typeof value === 'string' && !value.includes('${') ? value : undefined;
}

/**
 * The provider of a resource: the one it names, or the default one; its region is that of the resource, where this names one
 * (Terraform AWS provider, "Enhanced Region Support").
 */
export function providerOf(
  { arguments: { provider, region } }: { readonly arguments: Attributes },
  providers: ReadonlyMap<string, ProviderAccount>,
): ProviderAccount {
  const key = typeof provider === 'string' ? provider.replace(/^\$\{(.*)\}$/, '$1') : 'aws';
  const of = providers.get(key) ?? { account: undefined, region: undefined };
  return region === undefined || region === null ? of : { ...of, region: literal(region) };
}
