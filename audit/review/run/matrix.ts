import { S3_ACTIONS } from '../../policy/actions';
import type { Path } from '../contexts/paths';
import type { Asked, Outcome, Tally, Topic } from '../prove/questions';
import type { MatrixCell } from '../review-types';

/**
 * Who × what × from where, of all policies together: what is decided alike is told as one. Without TLS nothing is allowed:
 * that is a goal of its own and would make every cell a "sometimes".
 */
export class Matrix implements Tally {
  /** By principal, actions, resource and path, one after the other: a key of all four would be a new text for each decision. */
  readonly #found: Branch<Branch<Branch<Map<string, Found>>>> = new Map();
  readonly #all: Found[] = [];

  about({ layer, target: { kind } }: Topic): ((action: string) => boolean) | undefined {
    const isTold = layer === 'actual' && kind !== 'elsewhere' && kind !== 'foreign';
    return isTold ? (action) => groupOf(action) !== undefined : undefined;
  }

  note({ principal, action, target }: Asked, path: Path, { allowed, denied }: Outcome): void {
    const actions = groupOf(action);
    if (actions === undefined || (!allowed && !denied)) return;
    const resource = target.owned?.address ?? target.arn;
    const ofResource = branchOf(branchOf(branchOf(this.#found, principal.text), actions), resource);
    let known = ofResource.get(path.label);
    if (known === undefined) {
      const cell = { principal: principal.label, actions, resource, from: path.label };
      known = { cell, allowed: false, denied: false };
      ofResource.set(path.label, known);
      this.#all.push(known);
    }
    known.allowed ||= allowed;
    known.denied ||= denied;
  }

  get cells(): readonly MatrixCell[] {
    return this.#all.map(({ cell, allowed, denied }) => ({
      ...cell,
      result: allowed ? (denied ? 'sometimes' : 'allow') : 'deny',
    }));
  }
}

interface Found {
  readonly cell: Omit<MatrixCell, 'result'>;
  allowed: boolean;
  denied: boolean;
}

type Branch<Below> = Map<string, Below>;

function branchOf<Key, Below extends Map<string, unknown>>(branches: Map<Key, Below>, key: Key): Below {
  const known = branches.get(key);
  if (known !== undefined) return known;
  const made = new Map() as Below;
  branches.set(key, made);
  return made;
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
