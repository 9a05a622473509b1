import type { Resource, Stack } from '../stack/stack';
import { mentionedAddresses } from '../stack/template-text';

/** Finds the resources of a stack by what other resources call them: a reference, a literal name, an ARN, a URL, a symbol. */
export interface StackIndex {
  readonly stack: Stack;
  readonly ofType: (...types: readonly string[]) => readonly Resource[];
  /** The resource of one of these types that an argument names; `undefined` when it is not of this stack. */
  readonly named: (value: unknown, ...types: readonly string[]) => Resource | undefined;
  /** One text for each bucket, whether the stack builds it or only names it; `undefined` when it is not known. */
  readonly bucketKey: (value: unknown) => string | undefined;
}

/** Indexes a stack. */
export function indexStack(stack: Stack): StackIndex {
  const managed = stack.resources.filter(({ mode }) => mode === 'managed');
  const ofType = (...types: readonly string[]): readonly Resource[] =>
    managed.filter(({ type }) => types.includes(type));
  const named = (value: unknown, ...types: readonly string[]): Resource | undefined => {
    if (typeof value !== 'string') return undefined;
    const addresses = [stack.symbols.get(value) ?? [], value.includes('${') ? mentionedAddresses(value) : []].flat();
    const candidates = ofType(...types);
    return (
      candidates.find(({ address }) => addresses.includes(address)) ??
      candidates.find((candidate) => isCalled(candidate, value))
    );
  };
  const bucketKey = (value: unknown): string | undefined => {
    const bucket = named(value, 'aws_s3_bucket');
    if (bucket !== undefined) return bucket.address;
    return typeof value === 'string' && !value.includes('${') ? nameIn(value, 'aws_s3_bucket') : undefined;
  };
  return { stack, ofType, named, bucketKey };
}

/** Every resource of a type that names, by an argument, the same resource of type `target` as a value does. */
export function naming(
  index: StackIndex,
  value: unknown,
  target: string,
  type: string,
  argument: string,
): readonly Resource[] {
  const resource = index.named(value, target);
  if (resource === undefined) return [];
  return index.ofType(type).filter(({ attributes }) => index.named(attributes[argument], target) === resource);
}

/** The argument that names a resource, where it is not `name`. */
const NAME_ARGUMENT: Readonly<Record<string, string>> = {
  aws_s3_bucket: 'bucket',
  aws_lambda_function: 'function_name',
};

/** Names are unique within an account; an account that is not known may be the one. */
function isCalled({ type, account, attributes }: Resource, text: string): boolean {
  const name = attributes[NAME_ARGUMENT[type] ?? 'name'];
  if (typeof name !== 'string' || name !== nameIn(text, type)) return false;
  const namedAccount = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(text)?.[1];
  return namedAccount === undefined || account === undefined || namedAccount === account;
}

/** The name within an ARN or a queue's URL; any other text is a name itself. Source: Service Authorization Reference. */
function nameIn(text: string, type: string): string {
  if (text.startsWith('https://')) return text.split('/').at(-1) ?? text;
  if (!text.startsWith('arn:')) return type === 'aws_lambda_function' ? (text.split(':')[0] ?? text) : text;
  const resource = text.split(':').slice(5).join(':');
  switch (type) {
    case 'aws_s3_bucket':
      return resource.split('/')[0] ?? resource;
    case 'aws_lambda_function':
      return resource.split(':')[1] ?? resource;
    case 'aws_cloudwatch_log_group':
      return resource.replace(/^log-group:/, '').replace(/:\*$/, '');
    case 'aws_sqs_queue':
    case 'aws_sns_topic':
      return resource;
    default:
      return resource.split('/').at(-1) ?? resource;
  }
}
