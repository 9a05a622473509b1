import { expectationsSchema, type Expectations } from '../../contract/expectations';
import { isObject } from '../../contract/json-object';
import { printable } from '../../contract/printable';
import { sentenceOf } from '../../contract/zod-sentences';
import { InputError } from '../errors/input-error';

/** Terraform output that they are. */
export const EXPECTATIONS_OUTPUT = 'audit_expectations';

/** Names a place in the expectations, for messages: `e.json: vpcCidrs.0:` or `--cidr`. */
export type PlaceOf = (path: readonly PropertyKey[]) => string;

/**
 * Reads expectations: the object itself, the whole of `terraform output -json`, or the outputs file of `cdktf deploy`.
 *
 * @param json the parsed file.
 * @param file name for messages.
 * @param placeOf names a place, where no file has it.
 * @throws InputError naming all problems at once.
 */
export function readExpectations(json: unknown, file: string, placeOf: PlaceOf = inFile(file)): Expectations {
  const content = unwrapped(json, file);
  const parsed = expectationsSchema.safeParse(content, { error: sentenceOf });
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `${placeOf([...issue.path, key])} is not part of the expectations contract`)
        : [`${placeOf(issue.path)} ${quoted(valueAt(content, issue.path))}${issue.message}`],
    ),
  );
}

function inFile(file: string): PlaceOf {
  return (path) => (path.length === 0 ? `${file}:` : `${file}: ${printable(path.map(String).join('.'))}:`);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<PropertyKey, unknown>>)[key], json);
}

/** A value that one can see at a glance, and a space behind it. */
function quoted(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${printable(JSON.stringify(value))} ` : '';
}

function unwrapped(json: unknown, file: string): unknown {
  if (isObject(json)) refuseOtherOutputs(json, file);
  // An output of Terraform's may be named version too.
  if (!isObject(json) || ('version' in json && !isObject(json.version))) return json;
  const stacks = Object.keys(json).filter((name) => isObject(json[name]) && EXPECTATIONS_OUTPUT in json[name]);
  if (stacks.length > 1 && !(EXPECTATIONS_OUTPUT in json)) {
    throw new InputError([
      `${file}: ${stacks.map(printable).join(', ')} each have ${EXPECTATIONS_OUTPUT}: give a file with one of them`,
    ]);
  }
  const output = json[EXPECTATIONS_OUTPUT] ?? json[stacks[0] ?? EXPECTATIONS_OUTPUT];
  if (!isObject(output)) return json;
  if (EXPECTATIONS_OUTPUT in output) return textOrObject(output[EXPECTATIONS_OUTPUT]);
  return 'value' in output ? textOrObject(output.value) : output;
}

/** Terraform's outputs without the one that is read: what is missing is not the settings of the contract. */
function refuseOtherOutputs(json: Readonly<Record<string, unknown>>, file: string): void {
  const names = Object.keys(json);
  if (names.length === 0) {
    throw new InputError([
      `${file}: is empty: terraform output -json prints {} before the first apply and outside of the stack's folder`,
    ]);
  }
  const isOutputs = Object.values(json).every((value) => isObject(value) && 'value' in value && 'sensitive' in value);
  if (isOutputs && !(EXPECTATIONS_OUTPUT in json)) {
    throw new InputError([
      `${file}: Terraform's outputs have no ${EXPECTATIONS_OUTPUT}; they have ${names.map(printable).join(', ')}`,
    ]);
  }
}

/** The output may have been encoded as JSON text. */
function textOrObject(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
