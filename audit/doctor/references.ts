import { isObject, objectOf, type JsonObject } from '../../contract/json-object';
/** References of Terraform's, such as `aws_kms_key.destination.arn`, to the ids and ARNs that AWS gave. */
export type References = ReadonlyMap<string, string>;

/**
 * What references have become: every output that is one reference and nothing else tells of one.
 * Source: Terraform CLI, "Command: output" (`-json`); CDK for Terraform CLI, `deploy --outputs-file`.
 *
 * @param stacks synthesized stacks (`cdk.tf.json`), parsed.
 * @param outputs the whole of `terraform output -json`, or the outputs file of `cdktf deploy`; expectations alone tell
 * nothing, and then nothing is known.
 */
export function readReferences(stacks: readonly unknown[], outputs: unknown): References {
  const values = outputValues(outputs);
  const references = new Map<string, string>();
  for (const stack of stacks) {
    for (const [name, output] of Object.entries(objectAt(stack, 'output'))) {
      const template = isObject(output) && typeof output.value === 'string' ? output.value : '';
      const [, reference] = ONE_REFERENCE.exec(template) ?? [];
      const live = values.get(name);
      if (reference !== undefined && live !== undefined) references.set(reference, live);
    }
  }
  return references;
}

const ONE_REFERENCE = /^\$\{(\w+\.[\w-]+\.\w+)\}$/;

/** Texts by the name of their output. A name with two different values tells nothing. */
function outputValues(json: unknown): ReadonlyMap<string, string> {
  if (!isObject(json)) return new Map();
  const found = [json, ...Object.values(json).filter(isObject)].flatMap((group) =>
    Object.entries(group).flatMap(([name, entry]): [string, string][] => {
      const value = isObject(entry) ? entry.value : entry;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  return new Map(found.filter(([name, value]) => found.every((one) => one[0] !== name || one[1] === value)));
}

/** What stands under a name of an object; nothing where there is none. */
export function objectAt(json: unknown, name: string): JsonObject {
  return objectOf(objectOf(json)[name]);
}
