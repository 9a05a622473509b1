import fc from 'fast-check';
import { compilePolicy, type CompiledPolicy } from '../../../audit/policy/compile';
import type { Context } from '../../../audit/policy/context';
import type { Request } from '../../../audit/policy/request';
import type { PolicySet } from '../../../audit/policy/situation';
import type { PolicyKind } from '../../../audit/policy/document';
import { parsePolicyDocument } from '../../../audit/policy/parse-document';
import { readRequester } from '../../../audit/policy/requester';

/** Small worlds: few names, so that random statements meet random requests often. */

export type StatementJson = Readonly<Record<string, unknown>>;

/** The policies of a world as JSON, so that a property can add to them. */
export interface World {
  readonly identity: readonly StatementJson[];
  readonly boundary: readonly StatementJson[] | undefined;
  readonly resource: readonly StatementJson[];
  readonly endpoint: readonly StatementJson[] | undefined;
  readonly request: Request;
  readonly context: Context;
}

const A = '111111111111';
const B = '222222222222';
const names = [
  `arn:aws:iam::${A}:role/app`,
  `arn:aws:sts::${A}:assumed-role/app/s`,
  `arn:aws:iam::${A}:user/ann`,
  `arn:aws:iam::${B}:role/app`,
  `arn:aws:iam::${B}:root`,
];
const requester = fc
  .constantFrom(...names, 'anonymous', 'logging.s3.amazonaws.com')
  .map((text) => readRequester(text)!);

const request: fc.Arbitrary<Request> = fc.record({
  requester,
  action: fc.constantFrom('s3:getobject', 's3:putobject', 's3:putbucketpolicy'),
  resource: fc.constantFrom('arn:aws:s3:::orders', 'arn:aws:s3:::orders/a', 'arn:aws:s3:::logs/a'),
  resourceAccount: fc.constantFrom(A, B),
});

const keyRequest: fc.Arbitrary<Request> = fc.record({
  requester,
  action: fc.constantFrom('kms:decrypt', 'kms:creategrant'),
  resource: fc.constantFrom(`arn:aws:kms:eu-west-1:${B}:key/1`),
  resourceAccount: fc.constant(B),
});

const someValue = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 });

const conditionClause = fc.constantFrom<StatementJson>(
  { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
  { StringNotEqualsIfExists: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } },
  { Null: { 'aws:SourceVpce': 'true' } },
  { BoolIfExists: { 'aws:ViaAWSService': 'false' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { 'ForAllValues:StringEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] } },
  { 'ForAnyValue:StringLike': { 'aws:CalledVia': ['athena.*'] } },
  { StringNotEquals: { 'aws:SourceVpc': '${aws:Ec2InstanceSourceVpc}' } },
);

const principal = fc.oneof(
  fc.constant<unknown>('*'),
  someValue(...names, A, B).map((AWS) => ({ AWS })),
  fc.constant({ Service: 'logging.s3.amazonaws.com' }),
);

const withoutPrincipal = (effect: fc.Arbitrary<string>): fc.Arbitrary<StatementJson> =>
  fc
    .record({
      Effect: effect,
      actions: fc.tuple(fc.boolean(), someValue('s3:*', 's3:GetObject', 's3:Put*', 'kms:*', 'kms:Decrypt', '*')),
      resources: fc.tuple(
        fc.boolean(),
        someValue('*', 'arn:aws:s3:::orders/*', 'arn:aws:s3:::*', 'arn:aws:s3:::orders/${aws:SourceVpc}'),
      ),
      Condition: fc.option(conditionClause, { nil: undefined }),
    })
    .map(({ Effect, actions, resources, Condition }) => ({
      Effect,
      [actions[0] ? 'Action' : 'NotAction']: actions[1],
      [resources[0] ? 'Resource' : 'NotResource']: resources[1],
      ...(Condition && { Condition }),
    }));

const withPrincipal = (effect: fc.Arbitrary<string>): fc.Arbitrary<StatementJson> =>
  fc
    .tuple(withoutPrincipal(effect), principal, fc.boolean())
    .map(([statement, who, negated]) =>
      negated && statement.Effect === 'Deny' && who !== '*'
        ? { ...statement, NotPrincipal: who }
        : { ...statement, Principal: who },
    );

const eitherEffect = fc.constantFrom('Allow', 'Allow', 'Deny');

export const arbitraryStatement = (kind: PolicyKind, effect: fc.Arbitrary<string> = eitherEffect) =>
  kind === 'identity' || kind === 'boundary' ? withoutPrincipal(effect) : withPrincipal(effect);

const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

export const arbitraryContext: fc.Arbitrary<Context> = fc
  .record({
    'aws:sourcevpce': optional(['vpce-1', 'vpce-2', 'vpce-3']),
    'aws:sourceip': optional(['203.0.113.7', '198.51.100.7']),
    'aws:viaawsservice': optional(['true', 'false']),
    'aws:sourcevpc': optional(['vpc-1', 'a']),
    'aws:ec2instancesourcevpc': optional(['vpc-1', 'vpc-2']),
    'aws:calledvia': optional(['athena.amazonaws.com', 'glue.amazonaws.com']),
  })
  .map(
    (keys) => new Map(Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, [value]]]))),
  );

const statements = (kind: PolicyKind) => fc.array(arbitraryStatement(kind), { maxLength: 4 });

export const arbitraryWorld: fc.Arbitrary<World> = fc.record({
  identity: statements('identity'),
  boundary: fc.option(fc.array(arbitraryStatement('boundary'), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
    freq: 2,
  }),
  resource: statements('resource'),
  endpoint: fc.option(fc.array(arbitraryStatement('endpoint'), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
    freq: 2,
  }),
  request: fc.oneof({ weight: 3, arbitrary: request }, { weight: 1, arbitrary: keyRequest }),
  context: arbitraryContext,
});

/** Validates and compiles the policies of a world. */
export function policiesOf({ identity, boundary, resource, endpoint }: World): PolicySet {
  const compiledEndpoint = compiled(endpoint, 'endpoint');
  return {
    identity: [compiled(identity, 'identity') ?? []].flat(),
    boundary: compiled(boundary, 'boundary'),
    resource: compiled(resource, 'resource'),
    endpoints: compiledEndpoint === undefined ? [] : [{ policy: compiledEndpoint }],
  };
}

function compiled(list: readonly StatementJson[] | undefined, kind: PolicyKind): CompiledPolicy | undefined {
  if (list === undefined || list.length === 0) return undefined;
  const document = parsePolicyDocument({ Version: '2012-10-17', Statement: list }, kind, kind);
  if (!document.ok) throw new Error(document.problems.join('\n'));
  return compilePolicy(document.value);
}
