import { readAssignment } from '../../contract/identity-center';
import { archiveOf, builtHomes, homeOf } from '../../contract/deployment/archive';
import { namesOf, roleArnIn, SIDES } from '../../contract/deployment/names';
import { lastZoneOf } from '../../contract/deployment/availability-zones';
import type { Deployment } from '../../contract/deployment/schema';
import { isBuilt, otherSide, receivingSides } from '../../contract/deployment/sides';
import { replicatingSides } from './add-native-replication';
import { objectLockExplanations } from './object-lock-explanation';
import { cutOffBy } from '../private-access/other-work';

/** What whoever synthesizes a deployment should know: sentences, none of them an error. */
export function notesOn(deployment: Deployment): readonly string[] {
  const { privateAccess } = deployment;
  return [
    ...objectLockExplanations(deployment),
    ...(privateAccess ? cutOffBy(privateAccess) : []),
    ...silentReplication(deployment),
    ...otherSideMust(deployment),
    ...replicationEnded(deployment),
    ...zonesNotKnown(deployment),
    ...archiveMust(deployment),
    `These must exist before the first apply, else AWS refuses the policies that name them: ` +
      `${principalsNamed(deployment).join(', ')}.`,
  ];
}

function silentReplication(deployment: Deployment): readonly string[] {
  if (replicatingSides(deployment).length === 0) return [];
  if (deployment.replication?.native?.failureEmails.length !== 0) return [];
  return [
    'replication.native.failureEmails is empty: topics say what S3 did not replicate, and nobody listens until they are ' +
      'subscribed to.',
  ];
}

/** What a side that is elsewhere has to let in before the first object goes there; nothing here can say whether it does. */
function otherSideMust(deployment: Deployment): readonly string[] {
  const names = namesOf(deployment);
  const side = SIDES.find((one) => !isBuilt(deployment, one));
  if (side === undefined || !receivingSides(deployment).includes(side)) return [];
  const { native, lambda } = deployment.replication ?? {};
  const here = otherSide(side);
  const roles = [
    ...(native ? [roleArnIn(deployment, here, names.replicationRole[here])] : []),
    ...(lambda && here === 'source' ? [roleArnIn(deployment, here, names.lambda.role)] : []),
  ];
  const bucket = side === 'source' ? names.sourceBucket : names.dataBucket;
  return [
    `${side} is elsewhere: before the first apply its bucket ${bucket} must exist, with versioning, and it and its key must ` +
      `let ${roles.join(' and ')} in; without that, objects are not copied.`,
  ];
}

/** The bucket stays where replication has ended; where it was meant to go on, this is the one place that says that it does not. */
function replicationEnded(deployment: Deployment): readonly string[] {
  if (deployment.replication || !isBuilt(deployment, 'source') || !deployment.source.bucket) return [];
  return [
    `source.bucket is kept without replication: nothing copies what is written to ${namesOf(deployment).sourceBucket}.`,
  ];
}

/** A zone that its region has not is found by AWS alone, at apply, where the zones of a region are not known here. */
function zonesNotKnown({ source: { region }, privateAccess }: Deployment): readonly string[] {
  if (privateAccess?.vpc.kind !== 'create' || lastZoneOf(region) !== undefined) return [];
  return [
    `Which availability zones ${region} has is not known here: aws ec2 describe-availability-zones --region ${region} says ` +
      `whether ${privateAccess.vpc.availabilityZones.join(', ')} are among them.`,
  ];
}

/** CloudTrail tries both when the trail is made, and refuses it where it may not deliver or encrypt. */
function archiveMust(deployment: Deployment): readonly string[] {
  const archive = archiveOf(deployment);
  if (archive?.settings.kind !== 'existing') return [];
  const { name } = deployment;
  return [
    `observation.archive exists: before the first apply the policy of its bucket ${archive.bucketName} must hold what ` +
      `policies/${name}/archive-bucket-policy.json says, and that of its key policies/${name}/archive-key-policy.json, both ` +
      'beside the stacks. s3-audit doctor says afterwards whether the trails deliver.',
  ];
}

/** Principals that bucket, key and trust policies name as Principal; those in conditions may come later. */
function principalsNamed(deployment: Deployment): readonly string[] {
  const { consumers, catalog, replication } = deployment;
  const ofAccounts = builtHomes(deployment).flatMap((home) => {
    const { deployer, keyAdministrators, breakGlass } = homeOf(deployment, home);
    return [deployer, ...keyAdministrators, ...breakGlass];
  });
  const operators = replication?.lambda?.operators?.users ?? [];
  return [
    ...new Set([
      ...ofAccounts,
      ...consumers.map(({ principal }) => principal),
      ...(catalog?.readers ?? []),
      ...(catalog?.compactors ?? []),
      ...operators,
    ]),
  ].filter((text) => readAssignment(text) === undefined);
}
