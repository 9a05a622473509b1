import { actionData, resourceTypeData } from './aws-data';

/**
 * Says why an action cannot be asked of a resource, or `undefined`: AWS asks `s3:GetObject` of objects and `kms:Decrypt` of
 * keys, and actions without a kind of resource of `*` only.
 * Source: Service Authorization Reference, "Resource types" of the action.
 *
 * @param action known, in any case.
 * @param resource an ARN or `*`.
 */
export function impossibleResource(action: string, resource: string): string | undefined {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  const data = actionData(service)?.[name];
  if (data === undefined) return undefined;
  const listed = arnsOf(service, data.resourceTypes);
  if (listed.length === 0 && resource === '*') return undefined;
  const arns = [...listed, ...(BESIDE_REFERENCE[`${service}:${name}`] ?? [])];
  if (arns.length === 0) return `${action} is asked of no resource: its resource is "*"`;
  if (arns.some((arn) => arnPattern(arn).test(resource))) return undefined;
  return `${action} cannot be asked of "${resource}": its resource is ${arns.join(' or ')}`;
}

/**
 * Resources that an action is asked of too, though the Service Authorization Reference does not list their kind. Sources: AWS
 * CloudFormation User Guide, "Control CloudFormation access with AWS Identity and Access Management" (a change set of a template
 * with `AWS::Serverless` is asked of the transform); AWS Step Functions Developer Guide, "Call HTTPS APIs in Step Functions
 * workflows" (an HTTP task is asked of its state machine).
 */
const BESIDE_REFERENCE: Readonly<Record<string, readonly string[]>> = {
  'cloudformation:createchangeset': ['arn:${Partition}:cloudformation:${Region}:aws:transform/${TransformName}'],
  'states:invokehttpendpoint': ['arn:${Partition}:states:${Region}:${Account}:stateMachine:${StateMachineName}'],
};

function arnsOf(service: string, types: readonly { readonly name: string }[]): readonly string[] {
  const known = resourceTypeData(service);
  // Some kinds are built in several ways, which the data writes side by side.
  return types.flatMap(({ name }) => known[name.toLowerCase()]?.arn.split(/,\s*(?=arn:)/) ?? []);
}

const PATTERNS = new Map<string, RegExp>();

/** `arn:${Partition}:s3:::${BucketName}` as a pattern. */
function arnPattern(arn: string): RegExp {
  const known = PATTERNS.get(arn);
  if (known !== undefined) return known;
  const parts = arn.split(/(\$\{[^}]*\})/);
  const made = new RegExp(`^${parts.map((part, index) => partPattern(part, parts.slice(index + 1))).join('')}$`, 's');
  PATTERNS.set(arn, made);
  return made;
}

/** Parts whose values are known to hold no further divider, though nothing follows them. */
const UNDIVIDED = new Set(['${BucketName}', '${AccessPointName}', '${AccessPointAlias}', '${KeyId}']);
/** Some services leave these empty where the data names them, and the other way round. */
const PLACE = new Set(['${Partition}', '${Region}', '${Account}']);

function partPattern(part: string, after: readonly string[]): string {
  if (!part.startsWith('${')) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (PLACE.has(part)) return '[^:]*';
  if (UNDIVIDED.has(part)) return '[^/:]+';
  return after.some((text) => text !== '') ? `[^${after[0]?.[0] === '/' ? '/:' : ':'}]+` : '.+';
}
