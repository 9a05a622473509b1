import { archiveOf } from '../../../contract/deployment/archive';
import { SIDES } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { readPrincipalArn } from '../../../contract/principal-arn';
import type { Deployed, Need } from './intended';

/**
 * The needs as far as a stack that builds one side can meet them: who comes from the other side is taken to have every
 * permission there, and what lies there is taken to be open, as far as the stack knows it at all; what happens between two
 * things of the other side is not asked.
 */
export function heldHere({ deployment, system }: Deployed, needs: readonly Need[]): readonly Need[] {
  const away = accountsElsewhere(deployment);
  return needs.flatMap((need): Need[] => {
    const comesFrom = readPrincipalArn(need.principal)?.accountId;
    if (comesFrom !== undefined && away.includes(comesFrom)) {
      return away.includes(need.account) ? [] : [{ ...need, identity: 'everything' }];
    }
    const isKnown = system.outside.some(({ arn }) => need.resource === arn || need.resource.startsWith(`${arn}/`));
    return away.includes(need.account) && (comesFrom === undefined || !isKnown) ? [] : [need];
  });
}

/** What a review of one side leaves to the review of the other, a sentence for each side that is elsewhere. */
export function notHeldHere(deployment: Deployment): readonly string[] {
  const archive = archiveOf(deployment);
  return [
    ...(archive?.settings.kind === 'existing'
      ? [
          `observation.archive exists: that its bucket ${archive.bucketName} and its key let the trails deliver, and nobody ` +
            'forge or delete, is for its owner to prove; s3-audit doctor says whether they can deliver',
        ]
      : []),
    ...sidesElsewhere(deployment),
  ];
}

function sidesElsewhere(deployment: Deployment): readonly string[] {
  return SIDES.filter((side) => !isBuilt(deployment, side)).map(
    (side) =>
      `${side} is elsewhere: its policies are taken as open and its roles as allowed everything in their own account; that ` +
      `account ${deployment[side].account} lets in whom it should, and nobody else, is for the review of that side to prove`,
  );
}

function accountsElsewhere(deployment: Deployment): readonly string[] {
  const archive = archiveOf(deployment);
  return [
    ...SIDES.filter((side) => !isBuilt(deployment, side)).map((side) => deployment[side].account),
    ...(archive?.settings.kind === 'existing' ? [archive.account] : []),
  ];
}
