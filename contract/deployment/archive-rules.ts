import { parse } from '@aws-sdk/util-arn-parser';
import { isOfPartition } from '../identity-center';
import { isRegionOf } from '../partition';
import { readPrincipalArn } from '../principal-arn';
import { archiveOf } from './archive';
import { setOf } from './credentials-rules';
import { namesOf, SIDES } from './names';
import { COMPLIANCE_ACKNOWLEDGEMENT } from './object-lock-settings';
import type { Problem, Rule } from './rule';
import type { Deployment } from './schema';
import { builtSides } from './sides';

const PATH = ['observation', 'archive'];

/** An archive in an account whose administrators it is to be kept from is none. */
const archiveIsAThirdAccount: Rule = {
  reads: [['source', 'account'], ['destination', 'account'], PATH],
  check: ({ observation: { archive }, ...sides }) =>
    SIDES.filter((side) => archive?.account === sides[side].account).map((side) => ({
      path: [...PATH, 'account'],
      rule: `is the ${side} account: a log archive is a third one, out of reach of both`,
    })),
};

const archiveHasTrails: Rule = {
  reads: [['observation']],
  check: ({ observation: { archive, trail } }) =>
    archive !== undefined && trail === 'existing'
      ? [{ path: PATH, rule: 'is for trails that are made here; observation.trail says that there is one already' }]
      : [],
};

const archiveIsOfPartition: Rule = {
  reads: [['partition'], PATH],
  check: ({ partition, observation: { archive } }) => {
    if (archive === undefined) return [];
    const { account, region } = archive;
    const isHere = (arn: string): boolean => {
      const principal = readPrincipalArn(arn);
      return principal?.partition === partition && principal.accountId === account;
    };
    const own = `must be a principal of account ${account} in partition ${partition}`;
    return [
      ...(isRegionOf(region, partition)
        ? []
        : [{ path: [...PATH, 'region'], rule: `is not an AWS region of partition ${partition}` }]),
      ...(archive.kind === 'existing' ? keyIsThere(archive.keyArn, { partition, account, region }) : []),
      ...(archive.kind === 'create' && !isHere(archive.deployer) ? [{ path: [...PATH, 'deployer'], rule: own }] : []),
      ...(archive.kind === 'create' ? archive.keyAdministrators : []).flatMap((arn, index): readonly Problem[] =>
        isHere(arn) ? [] : [{ path: [...PATH, 'keyAdministrators', index], rule: own }],
      ),
      ...(archive.kind === 'create' ? archive.readers : []).flatMap((arn, index): readonly Problem[] =>
        isOfPartition(arn, partition)
          ? []
          : [{ path: [...PATH, 'readers', index], rule: `is not of partition ${partition}` }],
      ),
    ];
  },
};

/** CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail": key and bucket are of one region. */
function keyIsThere(
  arn: string,
  { partition, account, region }: { readonly partition: string; readonly account: string; readonly region: string },
): readonly Problem[] {
  const key = parse(arn);
  return key.partition === partition && key.accountId === account && key.region === region
    ? []
    : [{ path: [...PATH, 'keyArn'], rule: `is not a key of account ${account} in ${region}` }];
}

const archiveHasCredentials: Rule = {
  reads: [
    ...SIDES.flatMap((side) => [
      [side, 'credentials'],
      [side, 'elsewhere'],
    ]),
    PATH,
  ],
  check: (deployment) => {
    const { archive } = deployment.observation;
    if (archive?.kind !== 'create') return [];
    const { credentials, deployer } = archive;
    const set = setOf(credentials);
    const sharing = builtSides(deployment).find(
      (side) => set !== undefined && set === setOf(deployment[side].credentials),
    );
    const isAssumed = typeof credentials === 'object' && 'assumeRole' in credentials;
    return [
      ...(sharing === undefined
        ? []
        : [
            {
              path: [...PATH, 'credentials'],
              rule: `must not be ${set ?? ''}, as of ${sharing}: one set of credentials belongs to one account`,
            },
          ]),
      ...(isAssumed && readPrincipalArn(deployer)?.type !== 'role'
        ? [{ path: [...PATH, 'deployer'], rule: 'must be a role: credentials.assumeRole assumes it' }]
        : []),
    ];
  },
};

const DAYS_OF_YEAR = 366;

const archiveLockFits: Rule = {
  reads: [PATH],
  check: ({ observation: { archive } }) => {
    if (archive?.kind !== 'create' || archive.objectLock === undefined) return [];
    const { retentionDays, objectLock } = archive;
    const { mode, acknowledgement, retention } = objectLock;
    const days = retention.days ?? (retention.years ?? 0) * DAYS_OF_YEAR;
    const path = [...PATH, 'objectLock'];
    return [
      ...(mode === 'compliance' && acknowledgement !== COMPLIANCE_ACKNOWLEDGEMENT
        ? [
            {
              path: [...path, 'acknowledgement'],
              rule: `must be "${COMPLIANCE_ACKNOWLEDGEMENT}": compliance mode binds even the account's root`,
            },
          ]
        : []),
      ...(mode === 'governance' && acknowledgement !== undefined
        ? [{ path: [...path, 'acknowledgement'], rule: 'belongs to compliance mode' }]
        : []),
      ...(days > retentionDays
        ? [
            {
              path: [...path, 'retention'],
              rule: `is longer than retentionDays, ${retentionDays}: files that are to expire would be locked still`,
            },
          ]
        : []),
    ];
  },
};

/** Bucket names are global. */
const archiveBucketIsItsOwn: Rule = {
  reads: [['name'], ['source'], ['destination'], PATH, ['catalog']],
  check: (deployment) => {
    const archive = archiveOf(deployment);
    return archive !== undefined && bucketsOfSides(deployment).includes(archive.bucketName)
      ? [
          {
            path: [...PATH, 'bucketName'],
            rule: `gives two buckets the name ${archive.bucketName}; bucket names are global`,
          },
        ]
      : [];
  },
};

function bucketsOfSides(deployment: Deployment): readonly string[] {
  const { dataBucket, sourceBucket, logBucket, catalog } = namesOf(deployment);
  return [
    dataBucket,
    sourceBucket,
    ...[logBucket, catalog.resultBucket, catalog.compactBucket].flatMap((names) => Object.values(names)),
  ];
}

/** Rules of the log-archive account. */
export const ARCHIVE_RULES: readonly Rule[] = [
  archiveIsAThirdAccount,
  archiveHasTrails,
  archiveIsOfPartition,
  archiveHasCredentials,
  archiveLockFits,
  archiveBucketIsItsOwn,
];
