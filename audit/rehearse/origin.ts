import type { ConfigurationChange } from '../cloudtrail/configuration-changes';
import type { CompiledStatement } from '../policy/compile';
import type { PolicyKind } from '../policy/document';
import type { Selection } from '../records/selection';
import type { Provenance } from '../report/rendering';

/** What a rehearsal was held against and made from: without that, its answer cannot be checked later. */
export interface RehearsalOrigin {
  readonly provenance: Provenance;
  /** The window, and the buckets that are guarded. */
  readonly selection: Selection;
  readonly policies: readonly HeldPolicy[];
  readonly sources: readonly PolicySource[];
  /** What the user said that no log tells, and what counts, as options. */
  readonly told: readonly string[];
  /** Changes of configuration that CloudTrail recorded, in the order of time; `undefined` where nobody asked it. */
  readonly changes: readonly ConfigurationChange[] | undefined;
}

/** A policy that requests were decided by. */
export interface HeldPolicy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: number;
  readonly isPlanned: boolean;
}

/** A file that policies were read from. */
export interface PolicySource {
  /** As the option has it. */
  readonly option: string;
  readonly file: string;
  /** Of the file, in hexadecimal; `null` where it could not be read again, as standard input cannot. */
  readonly sha256: string | null;
}

/** The policies that statements are of. */
export function heldPolicies(statements: readonly CompiledStatement[], isPlanned: boolean): readonly HeldPolicy[] {
  const policies = new Map<string, HeldPolicy>();
  for (const { ref } of statements) {
    const name = JSON.stringify([ref.policy, ref.kind]);
    const known = policies.get(name)?.statements ?? 0;
    policies.set(name, { name: ref.policy, kind: ref.kind, statements: known + 1, isPlanned });
  }
  return [...policies.values()];
}
