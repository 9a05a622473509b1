import { destroys, isNew, isUnknown, type Plan, type ResourceChange, type Values } from '../review/plan/plan';
import type { LeavingEndpoint } from './guarding-policies';

/** What of an endpoint decides whose traffic takes it: lists of what it serves. */
const SERVES = ['route_table_ids', 'subnet_ids'] as const;

/** Resources that lead traffic to an endpoint, each by itself. */
const LEADS_TO = new Set([
  'aws_vpc_endpoint_route_table_association',
  'aws_vpc_endpoint_subnet_association',
  'aws_vpc_endpoint_private_dns',
]);

/**
 * Endpoints whose traffic, or some of it, takes another path after a plan, and those that get more. Source: AWS PrivateLink Guide,
 * "Gateway endpoints" (routes) and "Access an AWS service using an interface VPC endpoint" (subnets, private DNS).
 */
export function pathChangesOf(plan: Plan): {
  readonly leaving: readonly LeavingEndpoint[];
  /** Addresses of what brings traffic to an endpoint. */
  readonly arriving: readonly string[];
} {
  const changes = plan.resource_changes.filter(({ mode, deposed }) => mode === 'managed' && deposed === undefined);
  const leaving = changes.flatMap((one): LeavingEndpoint[] => {
    const named = one.type === 'aws_vpc_endpoint' ? 'id' : 'vpc_endpoint_id';
    const what = isOfS3(one) ? lossOf(one) : undefined;
    return what === undefined ? [] : [{ id: textAt(one.change.before, named), what }];
  });
  return { leaving, arriving: changes.filter((one) => isOfS3(one) && gains(one)).map(({ address }) => address) };
}

/** Endpoints of other services carry no request to S3; of what leads to an endpoint, its service is not told. */
function isOfS3({ type, change: { before, after } }: ResourceChange): boolean {
  const service = textAt(after, 'service_name') ?? textAt(before, 'service_name');
  return type === 'aws_vpc_endpoint'
    ? service === undefined || /\.s3(?:express|-global)?(?:$|\.)/.test(service)
    : LEADS_TO.has(type);
}

/** What takes traffic away from an endpoint, as the end of a sentence; `undefined` where nothing does. */
function lossOf(one: ResourceChange): string | undefined {
  const { type, address, change } = one;
  if (destroys(one)) return `${address}, which the plan ${change.actions.includes('create') ? 'replaces' : 'deletes'}`;
  if (type !== 'aws_vpc_endpoint' || change.before === null) return undefined;
  const { before, after } = change;
  const lost = SERVES.filter(
    (name) => !isWithin(listAt(before, name), isUnknown(one, name) ? [] : listAt(after, name)),
  );
  const dns =
    before.private_dns_enabled === true && after?.private_dns_enabled === false ? ['private_dns_enabled'] : [];
  const all = [...lost, ...dns];
  return all.length === 0 ? undefined : `${address}, whose ${all.join(', ')} the plan changes`;
}

function gains(one: ResourceChange): boolean {
  const { type, change } = one;
  if (isNew(one) || (destroys(one) && change.actions.includes('create'))) return true;
  if (type !== 'aws_vpc_endpoint' || change.after === null) return false;
  const { before, after } = change;
  const isMore = SERVES.some((name) => isUnknown(one, name) || !isWithin(listAt(after, name), listAt(before, name)));
  return isMore || (before?.private_dns_enabled === false && after.private_dns_enabled === true);
}

function isWithin(some: readonly unknown[], all: readonly unknown[]): boolean {
  return some.every((one) => all.includes(one));
}

function listAt(values: Values, name: string): readonly unknown[] {
  const list = values?.[name];
  return Array.isArray(list) ? list : [];
}

function textAt(values: Values, name: string): string | undefined {
  const text = values?.[name];
  return typeof text === 'string' ? text : undefined;
}
