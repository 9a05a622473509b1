/** One operation of a JSON Patch (RFC 6902); of its six, the three that edits of a stack need. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** Applies a patch in place. */
export function applyPatch(document: unknown, patch: readonly PatchOperation[]): void {
  for (const { op, path, value } of patch) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop() ?? '';
    const parent = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document);
    if (typeof parent !== 'object' || parent === null) throw new Error(`${path}: there is nothing to change`);
    if (Array.isArray(parent)) {
      const index = last === '-' ? parent.length : Number(last);
      parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
    } else {
      const block = parent as Record<string, unknown>;
      if (op !== 'add' && !(last in block)) throw new Error(`${path}: is not there`);
      if (op === 'remove') Reflect.deleteProperty(block, last);
      else block[last] = structuredClone(value);
    }
  }
}
