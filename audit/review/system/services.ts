import { actionsOf } from '../../policy/actions';
import type { CompiledStatement } from '../../policy/compile';

/** Services that a deployment of this kind meets, beside S3 and KMS; others are asked about where a policy names them. */
const MET = [
  ...['access-analyzer', 'athena', 'cloudtrail', 'cloudwatch', 'dynamodb', 'ec2', 'ec2messages', 'events', 'firehose'],
  ...['glue', 'iam', 'kinesis', 'kms', 'lambda', 'logs', 'organizations', 's3', 's3-object-lambda', 's3express'],
  ...['secretsmanager', 'sns', 'sqs', 'ssm', 'ssmmessages', 'sts', 'tag', 'xray'],
];

/** Prefixes of the services to ask about: those that deployments meet, and those whose actions the statements name. */
export function servicesToAsk(statements: readonly CompiledStatement[]): readonly string[] {
  const named = statements.flatMap(({ source }) =>
    source.actions.entries.flatMap((action) =>
      action === '*' ? [] : [action.slice(0, action.indexOf(':')).toLowerCase()],
    ),
  );
  return [...new Set([...MET, ...named])];
}

/** Every action of a service as requests name it: lower-case, with its prefix. Always the same list for the same service. */
export function requestActionsOf(service: string): readonly string[] {
  const actions = KNOWN.get(service) ?? (actionsOf(service) ?? []).map((name) => `${service}:${name.toLowerCase()}`);
  KNOWN.set(service, actions);
  return actions;
}

const KNOWN = new Map<string, readonly string[]>();
