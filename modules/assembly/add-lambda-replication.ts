import type { Construct } from 'constructs';
import { isBuilt } from '../../contract/deployment/sides';
import type { Account } from '../account';
import type { Statement } from '../policy/statement';
import { roleAndBucketsOf } from '../private-access/endpoint-user';
import { throughEndpoint } from '../private-access/gateway-endpoint';
import type { PrivateAccess } from '../private-access/private-access';
import type { Site } from './site';
import { allowReadingSource, allowWritingCopies } from '../lambda-replication/copy-policy';
import { LambdaReplication } from '../lambda-replication/lambda-replication';
import { allowSeeingArrivals, OperatorRole } from '../lambda-replication/operator-role';

/** Adds the replication by Lambda that deployment.yaml asks for, and the roles of its operators. */
export function addLambdaReplication(
  stack: Construct,
  site: Site,
  privateAccess: PrivateAccess | undefined,
): LambdaReplication | undefined {
  const { deployment, names } = site;
  const settings = deployment.replication?.lambda;
  if (settings === undefined) return undefined;
  if (!isBuilt(deployment, 'source')) {
    addOperators(stack, site);
    return undefined;
  }
  const lambda = new LambdaReplication(stack, 'replicate', {
    path: copyPathOf(site),
    names: names.lambda,
    settings,
    preventOverwrite: deployment.destination.bucket.preventOverwrite,
    ...(settings.inVpc &&
      privateAccess && {
        inVpc: {
          network: privateAccess.network,
          routes: privateAccess.endpoint.routes,
          condition: throughEndpoint(privateAccess.endpoint.endpointId),
        },
      }),
  });
  addOperators(stack, site, lambda);
  return lambda;
}

/** @param lambda absent where the function is elsewhere. */
function addOperators(stack: Construct, site: Site, lambda?: LambdaReplication): void {
  const { deployment, names, accounts, bucketArns } = site;
  const operators = deployment.replication?.lambda?.operators;
  if (operators === undefined) return;
  const operator = { roleName: names.operatorRole, operators };
  if (lambda) {
    new OperatorRole(stack, 'source_operator', {
      ...operator,
      account: accounts.source,
      statements: lambda.replayStatements(),
    });
  }
  if (isBuilt(deployment, 'destination')) {
    new OperatorRole(stack, 'destination_operator', {
      ...operator,
      account: accounts.destination,
      statements: allowSeeingArrivals(bucketArns.destination),
    });
  }
}

/** Endpoint policy statements for the function, where it runs in the VPC. */
export function allowLambdaThroughEndpoint(site: Site): readonly Statement[] {
  const { source, destination } = site.accounts;
  const lambda = site.deployment.replication?.lambda;
  if (lambda?.inVpc !== true) return [];
  const path = { ...copyPathOf(site), prefix: lambda.prefix, deletions: lambda.deletions };
  const grant = (owner: Account) =>
    ({ principal: '*', condition: roleAndBucketsOf(source, site.names.lambda.role, owner) }) as const;
  return [...allowReadingSource(path, grant(source)), ...allowWritingCopies(path, grant(destination))];
}

function copyPathOf({ accounts, places, bucketArns }: Site) {
  return {
    from: accounts.source,
    to: places.destination,
    fromBucketArn: bucketArns.source,
    toBucketArn: bucketArns.destination,
  };
}
