import type { Consumer } from '../../contract/deployment/consumer-settings';
import { PERMISSIONS, type Access } from '../../contract/policy/data-permissions';
import type { Account } from '../account';
import { allowData } from '../instance-access/permissions';
import { granteesOf, isOneOf } from '../policy/grantees';
import type { Statement } from '../policy/statement';
import { throughEndpoint } from '../private-access/gateway-endpoint';
import type { Entrance } from '../private-access/private-access';

/** Consumers with the same access through the same endpoint: one pair of statements for all of them. */
interface Group {
  readonly sid: string;
  readonly access: Access;
  readonly through: string;
  readonly principals: readonly string[];
}

function groupsOf(consumers: readonly Consumer[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { access, through, principal } of consumers) {
    const sid = `Allow${access === 'read' ? 'Readers' : 'Writers'}Through${pascalCase(through)}`;
    const principals = groups.get(sid)?.principals ?? [];
    groups.set(sid, { sid, access, through, principals: [...principals, principal] });
  }
  return [...groups.values()];
}

function pascalCase(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase()).replaceAll('-', '');
}

/**
 * Statements of the data bucket for roles and users that exist already, each through its own endpoint.
 *
 * @param entrances none without private access: then from any network.
 */
export function allowConsumers(
  consumers: readonly Consumer[],
  bucketArn: string,
  entrances: readonly Entrance[],
  { partition }: Pick<Account, 'partition'>,
): readonly Statement[] {
  return groupsOf(consumers).flatMap(({ sid, access, through, principals }) => {
    const entrance = entrances.find(({ name }) => name === through);
    return granteesOf(principals, partition).flatMap(({ sid: suffix, principal, condition: who }) => {
      const condition = { ...who, ...(entrance && throughEndpoint(entrance.endpointId)) };
      return allowData({
        sid: sid + suffix,
        access,
        bucketArn,
        principal,
        ...(Object.keys(condition).length > 0 && { condition }),
      });
    });
  });
}

/** Statements of the policy of one endpoint for the consumers that come through it. */
export function allowConsumersThrough(
  endpoint: string,
  consumers: readonly Consumer[],
  bucketArn: string,
  owner: Account,
): readonly Statement[] {
  return groupsOf(consumers.filter(({ through }) => through === endpoint)).flatMap(({ sid, access, principals }) =>
    allowData({
      sid,
      access,
      bucketArn,
      principal: '*',
      condition: {
        // A gateway endpoint knows no principal but everyone: who it is stands in the condition.
        ...isOneOf(principals, owner.partition),
        StringEquals: { 'aws:ResourceAccount': owner.id },
      },
    }),
  );
}

/** Key policy statements for consumers: what their access to objects needs, through S3, and no grants. */
export function consumersMayUseKey(
  consumers: readonly Consumer[],
  { partition, region, dnsSuffix }: Pick<Account, 'partition' | 'region' | 'dnsSuffix'>,
): readonly Statement[] {
  return (['read', 'read-write'] as const).flatMap((access): readonly Statement[] => {
    const principals = consumers.filter((consumer) => consumer.access === access).map(({ principal }) => principal);
    return granteesOf([...new Set(principals)], partition).map(({ sid, principal, condition }) => ({
      sid: `${access === 'read' ? 'AllowReadersThroughS3' : 'AllowWritersThroughS3'}${sid}`,
      effect: 'Allow',
      principal,
      action: PERMISSIONS[access].key,
      // In a key policy `*` is the key that carries the policy.
      resource: ['*'],
      condition: { ...condition, StringEquals: { 'kms:ViaService': `s3.${region}.${dnsSuffix}` } },
    }));
  });
}
