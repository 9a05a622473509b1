import { regionalArn, SIDES } from '../../../contract/deployment/names';
import type { LambdaReplicationSettings } from '../../../contract/deployment/replication-settings';
import {
  FROM_INTERNET,
  accountIntent,
  roleArn,
  NOTHING,
  together,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { meantBy } from './people';
import { addressIn, keyIs, permission } from './permission';

const TAKE_FAILURES = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
/** A query that is started and cannot be read tells nothing. */
const READ_LOG = ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetQueryResults', 'logs:StartQuery'];
const SEE_ARRIVALS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketVersions'];

type Operators = NonNullable<LambdaReplicationSettings['operators']>;

/** Operators enter from their own addresses, users with MFA, replay failures, and see what arrived. */
export function lambdaOperatorsIntended(deployed: Deployed, { operators }: LambdaReplicationSettings): Intended {
  if (operators === undefined) return NOTHING;
  const parts = [operating(deployed, operators), entering(deployed, operators)];
  return together(parts);
}

const LAYERS = ['actual', 'identity'] as const;

/** From where operators come, as terms and as the context of a request. */
function origin({ sourceCidrs }: Operators) {
  return {
    addresses: addressIn(sourceCidrs, LAYERS, "only from the operators' addresses"),
    context: { ...FROM_INTERNET, 'aws:SourceIp': sourceCidrs },
  };
}

interface Duty extends Pick<Need, 'principal' | 'account' | 'resource'> {
  readonly actions: readonly string[];
  /** What the permission is for, where it is more than the one resource. */
  readonly pattern?: string;
}

/** What the operator's role of each account is for. */
function operating(deployed: Deployed, operators: Operators): Intended {
  const { deployment, names } = deployed;
  const { addresses, context } = origin(operators);
  const from = accountIntent(deployed, 'source');
  const to = accountIntent(deployed, 'destination');
  const at = { partition: deployment.partition, region: from.region, id: from.id };
  const logGroup = regionalArn(at, 'logs', `log-group:/aws/lambda/${names.lambda.function}`);
  const here = { principal: roleArn(deployed, 'source', names.operatorRole), account: from.id };
  const there = { principal: roleArn(deployed, 'destination', names.operatorRole), account: to.id };
  const duties: readonly Duty[] = [
    {
      ...here,
      actions: ['lambda:InvokeFunction'],
      resource: regionalArn(at, 'lambda', `function:${names.lambda.function}`),
    },
    { ...here, actions: TAKE_FAILURES, resource: regionalArn(at, 'sqs', names.lambda.failureQueue) },
    { ...here, actions: READ_LOG, resource: logGroup, pattern: `${logGroup}*` },
    { ...there, actions: SEE_ARRIVALS, resource: to.dataBucketArn },
  ];
  return {
    permissions: duties.map(({ principal, account, actions, resource, pattern = resource }) =>
      permission({ principal, account, actions, resource: pattern, terms: [addresses] }),
    ),
    needs: duties.flatMap(({ principal, account, actions, resource }) =>
      actions.map((action): Need => ({ ...NEEDED, principal, action, resource, account, context })),
    ),
  };
}

/** How people take these roles. */
function entering(deployed: Deployed, operators: Operators): Intended {
  const { deployment, names } = deployed;
  const { addresses, context } = origin(operators);
  const mfa = keyIs('aws:MultiFactorAuthPresent', ['true'], ['actual'], 'only with MFA');
  const entrances = SIDES.map((side) => ({
    resource: roleArn(deployed, side, names.operatorRole),
    account: deployment[side].account,
  }));
  const people = operators.users.map((user) => meantBy(user, deployment.partition));
  return {
    permissions: people.flatMap(({ principals, byPermissionSet }) =>
      principals.flatMap((principal) =>
        entrances.map((entrance) =>
          permission({
            ...entrance,
            principal,
            actions: ['sts:AssumeRole'],
            terms: byPermissionSet ? [addresses] : [mfa, addresses],
          }),
        ),
      ),
    ),
    needs: people.flatMap(({ examples, byPermissionSet }) =>
      examples.flatMap((principal) =>
        entrances.map((entrance): Need => ({
          ...NEEDED,
          ...entrance,
          principal,
          action: 'sts:AssumeRole',
          context: { ...context, ...(!byPermissionSet && { 'aws:MultiFactorAuthPresent': 'true' }) },
          ...(byPermissionSet && { lacks: ['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge'] }),
        })),
      ),
    ),
  };
}

const NEEDED = { flow: 'flow-operators', why: 'what failed could not be replayed', identity: 'everything' } as const;
