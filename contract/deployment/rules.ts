import { ARCHIVE_RULES } from './archive-rules';
import { isRegionOf } from '../partition';
import { readPrincipalArn } from '../principal-arn';
import { isOfPartition } from '../identity-center';
import { CREDENTIALS_RULES } from './credentials-rules';
import { namesOf, SIDES, type Side } from './names';
import { listsHaveNoDuplicates } from './duplicates-rule';
import { ELSEWHERE_RULES } from './elsewhere-rules';
import { EXISTING_RULES } from './existing-rules';
import { INSTANCE_RULES } from './instance-rules';
import { OBJECT_LOCK_RULES } from './object-lock-rules';
import { nothingIsAPlaceholder } from './placeholders-rule';
import { PRIVATE_ACCESS_RULES } from './private-access-rules';
import { REFUSED_LATE_RULES } from './refused-late-rules';
import { REPLICATION_RULES } from './replication-rules';
import type { Problem, Rule } from './rule';
import type { Deployment } from './schema';

const accountRules = (side: Side): readonly Rule[] => [
  {
    reads: [['partition'], [side, 'region']],
    check: (deployment) =>
      isRegionOf(deployment[side].region, deployment.partition)
        ? []
        : [{ path: [side, 'region'], rule: `is not an AWS region of partition ${deployment.partition}` }],
  },
  {
    reads: [['partition'], [side]],
    check: (deployment) => [
      ...principalIsOfAccount(deployment, side, deployment[side].deployer, [side, 'deployer']),
      ...(['keyAdministrators', 'breakGlass'] as const).flatMap((list) =>
        deployment[side][list].flatMap((arn, index) =>
          principalIsOfAccount(deployment, side, arn, [side, list, index]),
        ),
      ),
    ],
  },
  {
    reads: [['partition'], [side]],
    check: ({ partition, [side]: { account, permissionsBoundary } }) =>
      permissionsBoundary === undefined || isPolicyOf(permissionsBoundary, partition, account)
        ? []
        : [
            {
              path: [side, 'permissionsBoundary'],
              rule: `must be a managed policy of account ${account}, or of AWS, in partition ${partition}`,
            },
          ],
  },
];

function isPolicyOf(arn: string, partition: string, account: string): boolean {
  return [account, 'aws'].some((owner) => arn.startsWith(`arn:${partition}:iam::${owner}:policy/`));
}

function principalIsOfAccount(
  deployment: Deployment,
  side: Side,
  arn: string,
  path: readonly PropertyKey[],
): readonly Problem[] {
  const { partition } = deployment;
  const { account } = deployment[side];
  const principal = readPrincipalArn(arn);
  if (principal === undefined || (principal.partition === partition && principal.accountId === account)) return [];
  return [{ path, rule: `must be a principal of account ${account} in partition ${partition}` }];
}

/** Work that a second organization may do in the endpoint would be refused by what the first one asks for. */
const oneOrganization: Rule = {
  reads: [['organization'], ['privateAccess']],
  check: ({ organization, privateAccess }) => {
    const other = privateAccess?.endpointPolicy?.organization;
    return organization === undefined || other === undefined || other === organization
      ? []
      : [
          {
            path: ['privateAccess', 'endpointPolicy', 'organization'],
            rule: `differs from organization: ${organization}, which every account that takes part is of`,
          },
        ];
  },
};

const stateRegionIsOfPartition: Rule = {
  reads: [['partition'], ['state']],
  check: ({ partition, state }) =>
    state.kind === 'local' || isRegionOf(state.region, partition)
      ? []
      : [{ path: ['state', 'region'], rule: `is not an AWS region of partition ${partition}` }],
};

const accountsDiffer: Rule = {
  reads: [
    ['source', 'account'],
    ['destination', 'account'],
  ],
  check: ({ source, destination }) =>
    source.account === destination.account
      ? [{ path: ['destination', 'account'], rule: 'must differ from source.account: this builds across two accounts' }]
      : [],
};

const bucketNamesDiffer: Rule = {
  reads: [['name'], ['source'], ['destination']],
  check: (deployment) => {
    if (deployment.source.account === deployment.destination.account) return [];
    const { dataBucket, sourceBucket, logBucket, catalog } = namesOf(deployment);
    const named: readonly (readonly [readonly PropertyKey[], string])[] = [
      [['destination', 'bucket', 'name'], dataBucket],
      [['source', 'bucket', 'name'], sourceBucket],
      ...SIDES.map((side) => [[side, 'logs', 'bucketName'], logBucket[side]] as const),
      ...SIDES.map((side) => [['catalog'], catalog.resultBucket[side]] as const),
      ...SIDES.map((side) => [['catalog'], catalog.compactBucket[side]] as const),
    ];
    return named
      .filter(([, name], index) => named.findIndex(([, earlier]) => earlier === name) !== index)
      .map(([path, name]) => ({ path, rule: `gives two buckets the name ${name}; bucket names are global` }));
  },
};

const exemptionsAreOfPartition: Rule = {
  reads: [['partition'], ['privateAccess', 'exempt']],
  check: ({ partition, privateAccess }) =>
    (privateAccess?.exempt ?? []).flatMap(({ principal }, index) =>
      readPrincipalArn(principal)?.partition === partition
        ? []
        : [{ path: ['privateAccess', 'exempt', index, 'principal'], rule: `is not of partition ${partition}` }],
    ),
};

const RESERVED_TAGS = /^aws:/i;

const catalogPrincipalsAreOfPartition: Rule = {
  reads: [['partition'], ['catalog']],
  check: ({ partition, catalog }) =>
    (['readers', 'compactors'] as const).flatMap((list) =>
      (catalog?.[list] ?? []).flatMap((arn, index) =>
        isOfPartition(arn, partition)
          ? []
          : [{ path: ['catalog', list, index], rule: `is not of partition ${partition}` }],
      ),
    ),
};

const tagsAreNotReserved: Rule = {
  reads: [['tags']],
  check: ({ tags }) =>
    Object.keys(tags)
      .filter((key) => RESERVED_TAGS.test(key))
      .map((key) => ({ path: ['tags', key], rule: 'begins with aws:, which AWS reserves' })),
};

/** Every rule across settings. */
export const RULES: readonly Rule[] = [
  ...ELSEWHERE_RULES,
  ...CREDENTIALS_RULES,
  ...SIDES.flatMap(accountRules),
  accountsDiffer,
  oneOrganization,
  stateRegionIsOfPartition,
  bucketNamesDiffer,
  exemptionsAreOfPartition,
  tagsAreNotReserved,
  catalogPrincipalsAreOfPartition,
  listsHaveNoDuplicates,
  nothingIsAPlaceholder,
  ...EXISTING_RULES,
  ...ARCHIVE_RULES,
  ...PRIVATE_ACCESS_RULES,
  ...REPLICATION_RULES,
  ...OBJECT_LOCK_RULES,
  ...INSTANCE_RULES,
  ...REFUSED_LATE_RULES,
];
