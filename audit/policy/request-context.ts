import { isSamePrincipal, readPrincipalArn } from '../../contract/principal-arn';
import { readAddress } from '../../contract/address';
import { findConditionKey, type ConditionKey } from './condition-keys';
import { SOME_VALUE, singleValue, UNKNOWN, type Context } from './context';
import type { Request } from './request';
import type { Read } from './json-text';
import { readBool, readDate, readNumber } from './values';
import type { Requester } from './requester';

export type ContextValue = string | number | boolean;
export type ContextJson = Readonly<Record<string, ContextValue | readonly ContextValue[]>>;

/**
 * Reads the context of a case. A key that AWS does not know is a problem: to pass over it in silence would hide a misspelt
 * one.
 *
 * @param unknownKeys keys of which nobody knows whether the request carries them, and with which value.
 * @returns the context with lower-case keys, or every problem.
 */
export function readContext(json: ContextJson, unknownKeys: readonly string[] = []): Read<Context> {
  const context = new Map<string, readonly string[]>();
  const problems: string[] = [];
  for (const name of unknownKeys) {
    if (findConditionKey(name) === undefined) {
      problems.push(`request.unknownKeys: "${name}" is not a known condition key`);
    }
    context.set(name.toLowerCase(), UNKNOWN);
  }
  for (const [name, value] of Object.entries(json)) {
    const values = [value].flat().map(String);
    const key = findConditionKey(name);
    if (key === undefined) problems.push(`request.context: "${name}" is not a known condition key`);
    else problems.push(...valueProblems(key, values));
    if (context.has(name.toLowerCase())) {
      const twice = unknownKeys.some((one) => one.toLowerCase() === name.toLowerCase());
      problems.push(`request.context: "${name}" ${twice ? 'is one of request.unknownKeys' : 'occurs twice'}`);
    }
    context.set(name.toLowerCase(), values);
  }
  return problems.length === 0 ? { ok: true, value: context } : { ok: false, problems };
}

const READERS: Partial<Record<ConditionKey['type'], (text: string) => unknown>> = {
  bool: readBool,
  numeric: readNumber,
  date: readDate,
  ip: readAddress,
};

function valueProblems({ name, type, multivalued }: ConditionKey, values: readonly string[]): string[] {
  const read = READERS[type];
  const unreadable = values.filter((value) => read !== undefined && read(value) === undefined);
  return [
    ...(multivalued || values.length === 1 ? [] : [`request.context: ${name} holds one value, not ${values.length}`]),
    ...unreadable.map((value) => `request.context: "${value}" is not a value of ${name}, whose type is ${type}`),
  ];
}

/** Keys, in lower case, whose value is the account that owns the resource. */
export const OWNER_KEYS: readonly string[] = ['aws:resourceaccount', 's3:resourceaccount'];

/** What a request's principal, action and resource say of condition keys: a value, or that the key is missing. */
export type ImpliedContext = ReadonlyMap<string, string | undefined>;

/**
 * Keys whose value follows from the rest of the request.
 * Sources: IAM User Guide, "AWS global condition context keys" (Availability) and "Principal key values".
 */
export function impliedContext({ requester, action, resourceAccount }: Request): ImpliedContext {
  const implied = new Map<string, string | undefined>(Object.entries(impliedByRequester(requester)));
  implied.set('aws:resourceaccount', resourceAccount);
  if (action.startsWith('s3:')) implied.set('s3:resourceaccount', resourceAccount);
  if (action.startsWith('kms:') && 'accountId' in requester) implied.set('kms:calleraccount', requester.accountId);
  return implied;
}

/** No user, role or root: such a request carries none of the keys that describe one. */
const NO_IAM_PRINCIPAL = {
  'aws:principalarn': undefined,
  'aws:principalaccount': undefined,
  'aws:principalorgid': undefined,
  'aws:username': undefined,
};
/** Set by AWS only where a service calls on behalf of a resource. */
const NO_SERVICE = {
  'aws:principalservicename': undefined,
  'aws:principalservicenameslist': undefined,
  'aws:sourcearn': undefined,
  'aws:sourceaccount': undefined,
  'aws:sourceorgid': undefined,
  'aws:sourceorgpaths': undefined,
};

function impliedByRequester(requester: Requester): Record<string, string | undefined> {
  switch (requester.type) {
    case 'anonymous':
      return {
        ...NO_IAM_PRINCIPAL,
        ...NO_SERVICE,
        'aws:principaltype': 'Anonymous',
        'aws:userid': 'anonymous',
        'aws:principalisawsservice': undefined,
      };
    case 'service':
      return {
        ...NO_IAM_PRINCIPAL,
        'aws:principalisawsservice': 'true',
        'aws:principalservicename': requester.service,
      };
    case 'federated':
      return { ...NO_IAM_PRINCIPAL, ...NO_SERVICE };
    case 'root':
      return { ...impliedByIam(requester.arn, requester.accountId, 'Account'), 'aws:userid': requester.accountId };
    case 'user':
      return { ...impliedByIam(requester.arn, requester.accountId, 'User'), 'aws:username': requester.name };
    case 'federated-user':
      return {
        ...impliedByIam(requester.arn, requester.accountId, 'FederatedUser'),
        'aws:userid': `${requester.accountId}:${requester.name}`,
      };
    case 'role':
      return {
        ...impliedByIam(requester.roleArn ?? pathlessRoleArn(requester), requester.accountId, 'AssumedRole'),
        ...(typeof requester.provider === 'string' && { 'aws:federatedprovider': requester.provider }),
      };
  }
}

function impliedByIam(arn: string, accountId: string, type: string): Record<string, string | undefined> {
  return {
    ...NO_SERVICE,
    'aws:principalarn': arn,
    'aws:principalaccount': accountId,
    'aws:principaltype': type,
    'aws:username': undefined,
    'aws:principalisawsservice': 'false',
  };
}

function pathlessRoleArn({ partition, accountId, name }: Extract<Requester, { type: 'role' }>): string {
  return `arn:${partition}:iam::${accountId}:role/${name}`;
}

/** The context with every implied value that it leaves out. */
export function completeContext(given: Context, implied: ImpliedContext): Context {
  const complete = new Map(given);
  for (const [key, value] of implied) if (value !== undefined && !given.has(key)) complete.set(key, [value]);
  return complete;
}

/** Keys that a requester's requests surely carry though nothing tells their values. */
const THERE: Partial<Record<Requester['type'], string>> = {
  user: 'aws:userid',
  role: 'aws:userid',
  // All names of the service, those of regions too; which they are the one name does not tell.
  service: 'aws:principalservicenameslist',
};

/**
 * The context with what the request surely carries though nothing tells its value: the unique id of a user or role session,
 * all names of a service. Sources: IAM User Guide, "Policy variables", "Principal key values"; "AWS global condition context
 * keys", aws:PrincipalServiceNamesList.
 */
export function withWhatIsThere(context: Context, { requester }: Request): Context {
  const key = THERE[requester.type];
  return key === undefined || context.has(key) ? context : new Map([...context, [key, SOME_VALUE]]);
}

/**
 * Takes the role's own ARN, which a session ARN does not tell, from `aws:PrincipalArn`.
 *
 * @returns the request with the role's ARN, or what contradicts.
 */
export function learnRoleArn(request: Request, given: Context): Read<Request> {
  const { requester } = request;
  const text = singleValue(given, 'aws:principalarn');
  if (text === undefined || requester.type !== 'role') return { ok: true, value: request };
  const arn = readPrincipalArn(text);
  const { partition, accountId, name } = requester;
  const isRole = text.includes(':role/') && arn !== undefined;
  const same = isRole && isSamePrincipal(arn, { type: 'role', partition, accountId, name });
  if (!same || (requester.roleArn !== undefined && requester.roleArn !== text)) {
    return {
      ok: false,
      problems: [`request.context: aws:PrincipalArn "${text}" is not the ARN of the role that asks`],
    };
  }
  return { ok: true, value: { ...request, requester: { ...requester, roleArn: text } } };
}

/**
 * What in a given context cannot go with the rest of the request. Keys that no policy reads are left alone: they cannot
 * change the answer.
 */
export function contradictions(
  given: Context,
  implied: ImpliedContext,
  { requester }: Request,
  reads: ReadonlySet<string>,
) {
  const problems: string[] = [];
  for (const [key, values] of given) {
    if (!reads.has(key) || !implied.has(key) || values === UNKNOWN) continue;
    // A role can be given to an AWS service; a case that says a service acts with it is taken at its word.
    if (key === 'aws:principalisawsservice' && requester.type === 'role') continue;
    const expected = implied.get(key);
    if (expected === values[0]) continue;
    const name = findConditionKey(key)?.name ?? key;
    const instead = expected === undefined ? 'the key is missing from such a request' : `it is "${expected}"`;
    problems.push(`request.context: ${name} cannot be "${values.join(', ')}" here: ${instead}`);
  }
  if (
    given.has('aws:sourcevpce') &&
    given.has('aws:sourceip') &&
    (reads.has('aws:sourcevpce') || reads.has('aws:sourceip'))
  ) {
    problems.push(
      'request.context: aws:SourceIp is missing from a request that comes through a VPC endpoint (aws:SourceVpce)',
    );
  }
  return problems;
}
