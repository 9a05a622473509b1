import { readAssignment } from '../../contract/identity-center';
import type { Deployment } from '../../contract/deployment/schema';
import { objectLockExplanations } from './object-lock-explanation';
import { cutOffBy } from '../private-access/other-work';

/** What whoever synthesizes a deployment should know: sentences, none of them an error. */
export function notesOn(deployment: Deployment): readonly string[] {
  const { privateAccess } = deployment;
  return [
    ...objectLockExplanations(deployment),
    ...(privateAccess ? cutOffBy(privateAccess) : []),
    ...silentReplication(deployment),
    `These must exist before the first apply, else AWS refuses the policies that name them: ` +
      `${principalsNamed(deployment).join(', ')}.`,
  ];
}

function silentReplication({ replication }: Deployment): readonly string[] {
  if (replication?.native?.failureEmails.length !== 0) return [];
  return [
    'replication.native.failureEmails is empty: topics say what S3 did not replicate, and nobody listens until they are ' +
      'subscribed to.',
  ];
}

/** Principals that bucket, key and trust policies name as Principal; those in conditions may come later. */
function principalsNamed({ source, destination, consumers, catalog, replication }: Deployment): readonly string[] {
  const ofAccounts = [source, destination].flatMap(({ deployer, keyAdministrators, breakGlass }) => [
    deployer,
    ...keyAdministrators,
    ...breakGlass,
  ]);
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
