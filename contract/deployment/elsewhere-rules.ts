import { parse } from '@aws-sdk/util-arn-parser';
import { readPrincipalArn } from '../principal-arn';
import type { ElsewhereSettings } from './elsewhere-settings';
import { SIDES, type Side } from './names';
import type { Problem, Rule } from './rule';
import type { Deployment } from './schema';
import { isBuilt, otherSide, receivingSides } from './sides';

const deployerIsNamed = (side: Side): Rule => ({
  reads: [
    [side, 'deployer'],
    [side, 'elsewhere'],
  ],
  check: (deployment) =>
    isBuilt(deployment, side) && deployment[side].deployer.endsWith(':root')
      ? [{ path: [side, 'deployer'], rule: 'is missing: the role that runs Terraform in this account' }]
      : [],
});

const oneSideIsBuilt: Rule = {
  reads: SIDES.map((side) => [side, 'elsewhere']),
  check: (deployment) =>
    SIDES.some((side) => isBuilt(deployment, side))
      ? []
      : [{ path: ['destination', 'elsewhere'], rule: 'leaves nothing to build: source is elsewhere as well' }],
};

/** Where replication has ended, its bucket is left, and stays as it is. */
const builtSideHasBucket: Rule = {
  reads: [...SIDES.map((side) => [side, 'elsewhere']), ['source', 'bucket']],
  check: (deployment) =>
    !isBuilt(deployment, 'destination') && deployment.source.bucket === undefined
      ? [{ path: ['destination', 'elsewhere'], rule: 'leaves nothing to build: there is no source.bucket either' }]
      : [],
};

/** What is made of both accounts at once; each with why. */
const NEED_BOTH: readonly (readonly ['privateAccess' | 'instance' | 'consumers', string])[] = [
  ['privateAccess', 'the endpoint is of the one account, and the bucket that asks for it of the other'],
  ['instance', 'its role is of the one account, and its data of the other'],
  ['consumers', 'they read the data bucket through endpoints'],
];

const nothingNeedsBothSides: Rule = {
  reads: [...SIDES.map((side) => [side, 'elsewhere']), ...NEED_BOTH.map(([name]) => [name])],
  check: (deployment) => {
    const away = SIDES.find((side) => !isBuilt(deployment, side));
    if (away === undefined) return [];
    return NEED_BOTH.filter(([name]) => isAsked(deployment[name])).map(([name, why]) => ({
      path: [name],
      rule: `needs both sides, and ${away} is elsewhere: ${why}`,
    }));
  },
};

function isAsked(setting: unknown): boolean {
  return Array.isArray(setting) ? setting.length > 0 : setting !== undefined;
}

/** What the side that is built must know of the one that is not, by who writes where. */
const otherSideIsKnown = (side: Side): Rule => ({
  reads: [[side], ['replication']],
  check: (deployment) => {
    const { elsewhere, bucket } = deployment[side];
    const { replication } = deployment;
    if (elsewhere === undefined) return [];
    const receives = receivingSides(deployment).includes(side);
    const sends = receivingSides(deployment).includes(otherSide(side));
    const { native, lambda } = replication ?? {};
    const needed: readonly (readonly [boolean, keyof ElsewhereSettings, string])[] = [
      [receives, 'keyArn', 'replicas are written there under that key'],
      [native !== undefined && sends, 'replicationRole', 'the bucket that is built lets that role in'],
      [lambda !== undefined && side === 'source', 'copyRole', 'the bucket that is built lets that role in'],
    ];
    return [
      ...(bucket !== undefined && bucket.name === undefined
        ? [{ path: [side, 'bucket', 'name'], rule: 'is missing: the bucket is made elsewhere and has a name' }]
        : []),
      ...needed.flatMap(([isNeeded, name, why]): readonly Problem[] => {
        const path = [side, 'elsewhere', name];
        if (isNeeded === (elsewhere[name] !== undefined)) return [];
        return [{ path, rule: isNeeded ? `is missing: ${why}` : 'is of no use here: nothing that is built needs it' }];
      }),
    ];
  },
});

const otherSideIsOfItsAccount = (side: Side): Rule => ({
  reads: [['partition'], [side]],
  check: (deployment) => {
    const { elsewhere, account, region } = deployment[side];
    const { partition } = deployment;
    const key = elsewhere?.keyArn === undefined ? undefined : parse(elsewhere.keyArn);
    const isKeyThere = key?.partition === partition && key.accountId === account && key.region === region;
    return [
      ...(key !== undefined && !isKeyThere
        ? [{ path: [side, 'elsewhere', 'keyArn'], rule: `is not a key of account ${account} in ${region}` }]
        : []),
      ...(['replicationRole', 'copyRole'] as const).flatMap((name) =>
        elsewhere?.[name] === undefined || isRoleOf(elsewhere[name], partition, account)
          ? []
          : [
              {
                path: [side, 'elsewhere', name],
                rule: `must be a role of account ${account} in partition ${partition}`,
              },
            ],
      ),
    ];
  },
});

function isRoleOf(arn: string, partition: string, account: string): boolean {
  const principal = readPrincipalArn(arn);
  return principal?.type === 'role' && principal.partition === partition && principal.accountId === account;
}

/** Settings that only say how a side is built; to set one of them there is a mistake about who builds it. */
const nothingIsBuiltElsewhere = (side: Side): Rule => ({
  reads: [[side]],
  check: (deployment) => {
    if (isBuilt(deployment, side)) return [];
    return toBuildWith(deployment, side)
      .filter(([, value]) => isAsked(value))
      .map(([path]) => ({ path: [side, ...path], rule: `says how to build what is elsewhere: leave it out` }));
  },
});

function toBuildWith(deployment: Deployment, side: Side): readonly (readonly [readonly string[], unknown])[] {
  const { deployer, keyAdministrators, breakGlass, key, permissionsBoundary, logs, bucket } = deployment[side];
  return [
    [['deployer'], readPrincipalArn(deployer)?.type === 'root' ? undefined : deployer],
    [['keyAdministrators'], keyAdministrators],
    [['breakGlass'], breakGlass],
    [['key'], key],
    [['permissionsBoundary'], permissionsBoundary],
    [['logs', 'bucketName'], logs.bucketName],
    [['bucket', 'existing'], bucket?.existing],
    [['bucket', 'objectLock', 'holders'], bucket?.objectLock?.holders],
  ];
}

/** Rules of deployments that build one side of a replication. */
export const ELSEWHERE_RULES: readonly Rule[] = [
  oneSideIsBuilt,
  builtSideHasBucket,
  nothingNeedsBothSides,
  ...SIDES.flatMap((side) => [
    deployerIsNamed(side),
    otherSideIsKnown(side),
    otherSideIsOfItsAccount(side),
    nothingIsBuiltElsewhere(side),
  ]),
];
