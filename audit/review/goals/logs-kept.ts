import { builtHomes, homeOf } from '../../../contract/deployment/archive';
import type { Judgement } from '../prove/questions';
import { judgementFor, ofActions, type Intent, type Prohibition } from './goal';
import { inLayer } from './nobody-else';

/** Nobody has these; lifecycle rules need no permission (S3 User Guide, "Managing the lifecycle of objects"). */
const DELETIONS = new Set(['s3:deleteobject', 's3:deleteobjectversion', 's3:replicatedelete']);

/** By these whoever may not delete could have it done, or do it afterwards. */
const SHORTENINGS = new Set([
  's3:deletebucket',
  's3:deletebucketpolicy',
  's3:putbucketpolicy',
  's3:putbucketversioning',
  's3:putlifecycleconfiguration',
]);

/** Logs stay for as long as deployment.yaml says, whoever would rather they did not. */
export const LOGS_KEPT: Prohibition = {
  id: 'logs-kept',
  why: 'whoever can delete log files, or have them expire, can take away the proof of what was done',
  over: (intent) => {
    const nobody = kept([]);
    const keepersIn = judgementFor((account: string) => kept(keepersOf(account, intent)));
    return ({ layer, target }) => {
      if (layer !== 'actual' && layer !== 'denies') return undefined;
      if (!intent.logBuckets.some((one) => one === target.owned)) return undefined;
      if (target.kind === 'object') return ofActions(DELETIONS, nobody);
      return target.kind === 'bucket' ? ofActions(SHORTENINGS, keepersIn(target.account)) : undefined;
    };
  },
};

function kept(keepers: readonly string[]): Judgement {
  return {
    constants: new Map(),
    objection: (fact) => {
      const { principal, action, target, decision } = fact;
      if (keepers.includes(principal.text)) return undefined;
      // The one thing that no bucket policy can forbid: its owner's root mending that policy.
      if (decision.result === 'allow' && decision.because === 'root-recovery') return undefined;
      return `${principal.label} may ${action} on ${target.arn}, where logs are kept for their time${inLayer(fact)}`;
    },
  };
}

/** Who repairs an account. */
function keepersOf(account: string, { deployment }: Intent): readonly string[] {
  const homes = builtHomes(deployment).map((home) => homeOf(deployment, home));
  return homes
    .filter((home) => home.account === account)
    .flatMap(({ deployer, breakGlass }) => [deployer, ...breakGlass]);
}
