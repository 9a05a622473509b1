import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Expectations } from '../../../contract/expectations';
import type { S3SourceOptions } from '../../collect/s3-source';
import type { Selection } from '../../records/selection';
import { CHANGES_TO_FAIL_ON, type FailOn } from '../../rehearse/answer';
import type { HeldPolicy, PolicySource, RehearsalOrigin } from '../../rehearse/origin';
import { originOf } from './report-origin';
import { stackFiles } from './stack-files';

/** The options of `rehearse` that say what a rehearsal is held against. */
export interface HeldOptions extends S3SourceOptions {
  readonly synth?: string | undefined;
  readonly plan?: string | undefined;
  readonly policy?: readonly string[] | undefined;
  readonly endpoint?: readonly string[] | undefined;
  readonly assume?: readonly string[] | undefined;
  readonly plain: boolean;
  readonly failOn: readonly FailOn[];
  readonly since: number | null;
  readonly logs?: readonly string[] | undefined;
  readonly cloudtrail?: readonly string[] | undefined;
}

/**
 * What a rehearsal that is kept was made from. Files are read once more for their digests.
 *
 * @param begunAt when they began to be read for it.
 */
export async function rehearsalOriginOf(
  options: HeldOptions,
  expectations: Expectations | undefined,
  begunAt: number,
  selection: Selection,
  policies: readonly HeldPolicy[],
  changes: RehearsalOrigin['changes'],
): Promise<RehearsalOrigin> {
  return {
    ...{ provenance: await originOf(options, expectations, begunAt), selection, policies },
    sources: await policySources(options),
    told: toldBy(options),
    changes: changes && [...changes].sort((a, b) => a.time - b.time),
  };
}

function toldBy({ endpoint = [], assume = [], plain, failOn }: HeldOptions): readonly string[] {
  return [
    ...endpoint.map((pair) => `--endpoint ${pair}`),
    ...assume.map((pair) => `--assume ${pair}`),
    ...(plain ? ['--plain'] : []),
    ...(failOn.length < CHANGES_TO_FAIL_ON.length ? [`--fail-on ${failOn.join(' ')}`] : []),
  ];
}

async function policySources({ synth, plan, policy = [] }: HeldOptions): Promise<readonly PolicySource[]> {
  const stacks = synth === undefined ? [] : await stackFiles(synth);
  const files = [
    ...stacks.map((file) => ({ option: `--synth ${synth ?? ''}`, file })),
    ...(plan === undefined ? [] : [{ option: `--plan ${plan}`, file: plan }]),
    ...policy.map((pair) => ({ option: `--policy ${pair}`, file: pair.slice(pair.indexOf('=') + 1) })),
  ];
  return Promise.all(files.map(async (one) => ({ ...one, sha256: await digestOf(one.file) })));
}

async function digestOf(file: string): Promise<string | null> {
  return readFile(file).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => null,
  );
}
