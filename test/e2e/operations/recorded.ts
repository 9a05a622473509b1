import { readFileSync } from 'node:fs';
import type { Deployment } from '../../../contract/deployment/schema';
import type { IamRequest } from './iam-requests';

/** What IAM is asked about one resource while Terraform is at work, as it stands in the recording. */
export interface Row {
  readonly account: string;
  readonly resource: string;
  /** Sorted, with a space between. */
  readonly actions: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** Of one deployment: applied and planned again; then, by `ending`, changed and destroyed. */
export interface Recorded {
  readonly applied: readonly Row[];
  readonly ended: readonly Row[];
}

/** By the file of the deployment. `npx tsx test/e2e/operations/record.ts` makes it. */
export const RECORDING = 'test/audit/deployer/recorded-operations.json';

export function readRecording(): Readonly<Record<string, Recorded>> {
  return JSON.parse(readFileSync(RECORDING, 'utf8')) as Record<string, Recorded>;
}

/** What a recording ends by: docs/teardown.md, and tags given and taken on the way. */
export function ending(deployment: Deployment): Deployment {
  return { ...deployment, removalPolicy: 'destroy', tags: { ending: 'yes' } };
}

/** A key of our own is any; one that exists already is the one that the file names. */
const KEY_ID = /key\/[0-9a-f]{8}-[0-9a-f-]{27}$/;
const NO_ID = 'key/00000000-0000-0000-0000-000000000000';

/** @param real what stands in for what the file names, and that. */
export function rowsOf(requests: readonly IamRequest[], real: ReadonlyMap<string, string> = new Map()): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { account, action, resource: asked, context } of requests) {
    const resource = real.get(asked) ?? asked.replace(KEY_ID, NO_ID);
    const hasContext = Object.keys(context).length > 0;
    const key = JSON.stringify([account, resource, hasContext ? context : null]);
    const actions = [...new Set([...(rows.get(key)?.actions.split(' ') ?? []), action])].sort().join(' ');
    rows.set(key, { account, resource, actions, ...(hasContext && { context }) });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
