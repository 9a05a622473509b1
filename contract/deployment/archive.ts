import { bucketArn, roleArnIn, namesOf, trailArn, type Home, type Side } from './names';
import type { ArchiveSettings } from './archive-settings';
import type { AccountSettings, Deployment } from './schema';
import { logGroupsUnderKey } from './log-groups';
import { builtSides } from './sides';

/** What is known of the account of a home. */
export type HomeSettings = Pick<
  AccountSettings,
  'account' | 'region' | 'deployer' | 'keyAdministrators' | 'breakGlass' | 'credentials' | 'key' | 'permissionsBoundary'
>;

/** The log-archive account as the rest of a deployment needs it. */
export interface Archive {
  readonly settings: ArchiveSettings;
  readonly account: string;
  readonly region: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  /** What comes before `AWSLogs/` in names of objects, ending in a slash, or nothing. */
  readonly prefix: string;
  /** Alias of the key that is made. */
  readonly keyAlias: string;
}

/** The log-archive account of a deployment; `undefined` where each trail delivers in its own account. */
export function archiveOf({ partition, name, observation }: Deployment): Archive | undefined {
  const { archive: settings, trail } = observation;
  if (settings === undefined || trail === 'existing') return undefined;
  const { account, region } = settings;
  const bucketName = settings.bucketName ?? `${name}-trail-archive-${account}`;
  return {
    settings,
    account,
    region,
    bucketName,
    bucketArn: bucketArn(partition, bucketName),
    prefix: settings.kind === 'existing' && settings.prefix !== undefined ? `${settings.prefix}/` : '',
    keyAlias: `alias/${name}-archive`,
  };
}

/** Whether the stack makes the archive. */
export function buildsArchive(deployment: Deployment): boolean {
  return archiveOf(deployment)?.settings.kind === 'create';
}

/** Where something is built: both sides as far as they are, and the log-archive account. */
export function builtHomes(deployment: Deployment): readonly Home[] {
  return [...builtSides(deployment), ...(buildsArchive(deployment) ? (['archive'] as const) : [])];
}

/** Settings of the account of a home. @throws Error where the deployment makes no archive. */
export function homeOf(deployment: Deployment, home: Home): HomeSettings {
  if (home !== 'archive') return deployment[home];
  const { archive } = deployment.observation;
  if (archive?.kind !== 'create') throw new Error('the deployment makes no log archive');
  return { ...archive, breakGlass: [] };
}

/** The homes whose deployer is assumed by whoever is in the environment. */
export function assumedHomes(deployment: Deployment): readonly Home[] {
  return builtHomes(deployment).filter((home) => {
    const { credentials } = homeOf(deployment, home);
    return typeof credentials === 'object' && 'assumeRole' in credentials;
  });
}

/** The homes whose credentials assume those: the ones in the environment, or where no home has these, any that is not assumed. */
export function assumingHomes(deployment: Deployment): readonly Home[] {
  const assumed = assumedHomes(deployment);
  const others = builtHomes(deployment).filter((home) => !assumed.includes(home));
  const ambient = others.filter((home) => homeOf(deployment, home).credentials === 'ambient');
  return ambient.length > 0 ? ambient : others;
}

/** Sides whose account has a trail of ours: those with a bucket, and the source with an endpoint. */
export function recordedSides(deployment: Deployment): readonly Side[] {
  if (deployment.observation.trail === 'existing') return [];
  return builtSides(deployment).filter(
    (side) => deployment[side].bucket !== undefined || (side === 'source' && deployment.privateAccess !== undefined),
  );
}

/** ARN of the trail of a side. */
export function trailArnIn(deployment: Deployment, side: Side): string {
  const { partition, [side]: settings } = deployment;
  return trailArn(partition, settings.region, settings.account, namesOf(deployment).trail[side]);
}

/** Sides that have a key of their own, and a log bucket where their bucket or trail needs one. */
export function sidesWithLogBucket(deployment: Deployment): readonly Side[] {
  const trailed = archiveOf(deployment) === undefined ? recordedSides(deployment) : [];
  return builtSides(deployment).filter((side) => deployment[side].bucket !== undefined || trailed.includes(side));
}

/** Sides that have a key: for what is stored there, data, files of a trail, log groups, or results of queries over an archive. */
export function sidesWithKey(deployment: Deployment): readonly Side[] {
  const queried = deployment.catalog === undefined ? [] : recordedSides(deployment);
  const logged = sidesWithLogBucket(deployment);
  const encrypted = logGroupsUnderKey(deployment).length > 0 ? ['source'] : [];
  return builtSides(deployment).filter((side) => [...logged, ...queried, ...encrypted].includes(side));
}

/** Roles of the deployment that query the archive, by their literal ARNs. */
export function queryRolesOf(deployment: Deployment): readonly string[] {
  const { catalog } = deployment;
  if (catalog === undefined || archiveOf(deployment) === undefined) return [];
  const { readerRole, compactorRole } = namesOf(deployment).catalog;
  const names = [readerRole, ...(catalog.compactors.length > 0 ? [compactorRole] : [])];
  return sidesWithKey(deployment).flatMap((side) => names.map((name) => roleArnIn(deployment, side, name)));
}

/** Where the files of each trail are, `s3://…/AWSLogs/<account>/`; `undefined` where each trail delivers in its own account. */
export function archivedFiles(deployment: Deployment): readonly string[] | undefined {
  const archive = archiveOf(deployment);
  return (
    archive &&
    recordedSides(deployment).map(
      (side) => `s3://${archive.bucketName}/${archive.prefix}AWSLogs/${deployment[side].account}/`,
    )
  );
}
