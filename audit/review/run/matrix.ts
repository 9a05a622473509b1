import { S3_ACTIONS } from '../../policy/actions';
import type { Path } from '../contexts/paths';
import type { Asked, Outcome, Tally, Topic } from '../prove/questions';
import type { MatrixCell } from '../review-types';

/**
 * Who × what × from where, of all policies together: what is decided alike is told as one. Without TLS nothing is allowed:
 * that is a goal of its own and would make every cell a "sometimes".
 */
export class Matrix implements Tally {
  readonly #cells = new Map<string, { cell: Omit<MatrixCell, 'result'>; allowed: boolean; denied: boolean }>();

  about({ layer, target: { kind } }: Topic): ((action: string) => boolean) | undefined {
    const isTold = layer === 'actual' && kind !== 'elsewhere' && kind !== 'foreign';
    return isTold ? (action) => groupOf(action) !== undefined : undefined;
  }

  note({ principal, action, target }: Asked, path: Path, { allowed, denied }: Outcome): void {
    const actions = groupOf(action);
    if (actions === undefined || (!allowed && !denied)) return;
    const resource = target.owned?.address ?? target.arn;
    const key = [principal.text, actions, resource, path.label].join('\n');
    const known = this.#cells.get(key) ?? {
      cell: { principal: principal.label, actions, resource, from: path.label },
      allowed: false,
      denied: false,
    };
    known.allowed ||= allowed;
    known.denied ||= denied;
    this.#cells.set(key, known);
  }

  get cells(): readonly MatrixCell[] {
    return [...this.#cells.values()].map(({ cell, allowed, denied }) => ({
      ...cell,
      result: allowed ? (denied ? 'sometimes' : 'allow') : 'deny',
    }));
  }
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'list objects': ['s3:ListBucket', 's3:ListBucketVersions'],
  'read data': ['s3:GetObject', 's3:GetObjectVersion'],
  'write data': ['s3:PutObject'],
  'delete data': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  'replicate data': ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
  'lift retention': ['s3:BypassGovernanceRetention'],
  'change policy': ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
  'change settings': S3_ACTIONS.bucket
    .filter((name) => /^(Put|Delete)/.test(name) && !name.endsWith('Policy'))
    .map((name) => `s3:${name}`),
  decrypt: ['kms:Decrypt'],
  encrypt: ['kms:Encrypt', 'kms:GenerateDataKey'],
  'administer key': ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'],
  'assume role': ['sts:AssumeRole'],
  'send messages': ['sqs:SendMessage'],
  'receive messages': ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
  publish: ['sns:Publish'],
  invoke: ['lambda:InvokeFunction'],
};

const GROUP_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(GROUPS).flatMap(([group, actions]) => actions.map((action) => [action.toLowerCase(), group] as const)),
);

/** The group of actions that a reader is told of; details are left out of the matrix, not of the proof. */
function groupOf(action: string): string | undefined {
  return GROUP_OF.get(action);
}
