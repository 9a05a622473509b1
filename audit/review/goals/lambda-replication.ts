import { lambdaCopyingIntended } from './lambda-copying';
import { lambdaOperatorsIntended } from './lambda-operators';
import { lambdaReportsIntended } from './lambda-reports';
import { NOTHING, together, type Deployed, type Intended } from './intended';

/** A function in the source account copies objects to the destination, reports, and keeps what failed. */
export function lambdaReplicationIntended(deployed: Deployed): Intended {
  const lambda = deployed.deployment.replication?.lambda;
  if (lambda === undefined) return NOTHING;
  return together([
    lambdaCopyingIntended(deployed, lambda),
    lambdaReportsIntended(deployed, lambda),
    lambdaOperatorsIntended(deployed, lambda),
  ]);
}
