import { isObject } from '../../../contract/json-object';

/**
 * What Terraform will build, free of how it was written: from synthesized or hand-written Terraform JSON, or from a plan.
 * Ids that only AWS can give stand as symbols: well-formed, distinct for each resource, and never equal to a real id in
 * a policy, so that policies can be evaluated as they will be.
 */
export interface Stack {
  /** File, for messages. */
  readonly where: string;
  readonly resources: readonly Resource[];
  /** What the stack holds beside resources that cannot be read: modules, or resources made with `count`. */
  readonly unread: readonly Unresolved[];
  /** Every symbolic id or ARN in use, to the address of the resource that it stands for. */
  readonly symbols: ReadonlyMap<string, string>;
  /** Everything that is no resource or data source (outputs, providers, settings …), by the name of its section. */
  readonly sections: readonly Section[];
  /** An attribute of a block, as other blocks see it; `undefined` where it is not known. */
  readonly attributeOf: (address: string, name: string) => unknown;
  /** Told by a plan, and not read where the plan was made: what it says is no evidence of what the plan was made of. */
  readonly ofPlan?: boolean;
  /** SHA-256, in base64, of a file in the folder of the stack; `undefined` where it is not there, or not looked for. */
  readonly hashOf: (file: string) => string | undefined;
  /** The same of the archive of the replication function that this version builds; `undefined` where it is not known. */
  readonly builtArchive: string | undefined;
}

/** A part of a stack beside resources: such as `output`, `provider`, `terraform`, `removed`. */
export interface Section {
  readonly name: string;
  /** Of outputs with references replaced. */
  readonly content: unknown;
  /** As written. */
  readonly written: unknown;
}

/** A resource or data source of Terraform. */
export interface Resource {
  /** Such as `aws_s3_bucket.data` or `data.aws_iam_policy_document.trust`. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Account and region by the resource's provider; `undefined` where the stack does not tell. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Arguments, references replaced. A text that could not be resolved stands as written and is listed in `unresolved`. */
  readonly attributes: Attributes;
  readonly unresolved: readonly Unresolved[];
  /** Addresses named in `depends_on`. */
  readonly dependsOn: readonly string[];
  /** Addresses whose attributes this one uses, data sources too; sorted, without repetition. */
  readonly references: readonly string[];
  /** Arguments as they are written, references and all. */
  readonly written: Attributes;
  /** Arguments that steer Terraform and not the resource, as written: `provider`, `depends_on`, `lifecycle` … */
  readonly steering: Attributes;
}

export type Attributes = Readonly<Record<string, unknown>>;

/** A value that cannot be known from the stack, and why. */
export interface Unresolved {
  /** Path below the resource, such as `policy` or `rule[0].id`; or the address of what could not be read. */
  readonly path: string;
  readonly reason: string;
}

/** The block or blocks of a name: Terraform JSON has one block as an object, several as a list. */
export function blocksOf(value: unknown): Attributes[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(isObject);
}

/** Whether an argument is true: Terraform takes the text "true" for it, too. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A text argument, or `undefined` when it is absent, no text, or not resolved. */
export function textOf(resource: Resource, name: string): string | undefined {
  const value = resource.attributes[name];
  return typeof value === 'string' && !isUnresolved(resource, name) ? value : undefined;
}

/** Says whether an argument, or anything below it, could not be resolved. */
export function isUnresolved(resource: Resource, name: string): boolean {
  return unresolvedAt(resource, name) !== undefined;
}

/** Why an argument, or something below it, could not be resolved. */
export function unresolvedAt({ unresolved }: Resource, name: string): string | undefined {
  return unresolved.find(({ path }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))
    ?.reason;
}
