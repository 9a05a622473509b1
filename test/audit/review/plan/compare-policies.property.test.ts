import fc from 'fast-check';
import { compilePolicy, type CompiledPolicy } from '../../../../audit/policy/compile';
import { decide } from '../../../../audit/policy/decide';
import type { Request } from '../../../../audit/policy/request';
import { situationOf } from '../../../../audit/policy/situation';
import { parsePolicyDocument } from '../../../../audit/policy/parse-document';
import { completeContext, impliedContext } from '../../../../audit/policy/request-context';
import { readRequester } from '../../../../audit/policy/requester';
import { comparePolicies, type Loosening } from '../../../../audit/review/plan/compare-policies';
import type { Subject } from '../../../../audit/review/plan/questions';
import { arbitraryStatement, type StatementJson } from '../../policy/random-policies';

const OWNER = '222222222222';
const subject: Subject = {
  arn: 'arn:aws:s3:::orders',
  partition: 'aws',
  account: OWNER,
  withoutPolicy: 'is silent',
  ofIdentity: false,
};

const policyOf = (statements: readonly StatementJson[]): CompiledPolicy | undefined => {
  if (statements.length === 0) return undefined;
  const document = parsePolicyDocument({ Version: '2012-10-17', Statement: statements }, 'policy', 'resource');
  if (!document.ok) throw new Error(document.problems.join('\n'));
  return compilePolicy(document.value);
};
const anything = (() => {
  const json = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const document = parsePolicyDocument(json, 'anything', 'identity');
  if (!document.ok) throw new Error(document.problems.join('\n'));
  return compilePolicy(document.value);
})();

/** Statements without policy variables in resources, which are not compared. */
const statement = arbitraryStatement('resource').filter((json) => !JSON.stringify(json).includes('orders/${'));
const statements = fc.array(statement, { maxLength: 3 });

const request: fc.Arbitrary<Request> = fc.record({
  requester: fc
    .constantFrom(
      'arn:aws:iam::111111111111:role/app',
      'arn:aws:iam::111111111111:user/ann',
      `arn:aws:iam::${OWNER}:role/app`,
      'arn:aws:iam::333333333333:role/stranger',
      'anonymous',
    )
    .map((text) => readRequester(text)!),
  action: fc.constantFrom('s3:getobject', 's3:putobject'),
  resource: fc.constantFrom('arn:aws:s3:::orders/a', 'arn:aws:s3:::orders/b/c'),
  resourceAccount: fc.constant(OWNER),
});

/** Contexts that can occur: over the internet, or through an endpoint. */
const network = fc.constantFrom<Readonly<Record<string, string>>>(
  { 'aws:sourceip': '203.0.113.7' },
  { 'aws:sourceip': '198.51.100.7' },
  ...['vpce-1', 'vpce-2', 'vpce-3'].map((id) => ({
    'aws:sourcevpce': id,
    'aws:sourcevpc': 'vpc-1',
    'aws:vpcsourceip': '10.0.0.1',
  })),
);

const RANK = ['explicit-deny', 'implicit-deny', 'allow'];
const rank = (policy: CompiledPolicy | undefined, asked: Request, context: ReadonlyMap<string, readonly string[]>) =>
  RANK.indexOf(decide(situationOf({ identity: [anything], resource: policy }, asked), context).result);

const loosenings = (before: CompiledPolicy | undefined, after: CompiledPolicy | undefined): readonly Loosening[] => {
  const comparison = comparePolicies(before, after, subject);
  // What AWS does not tell is not compared; anything else must be.
  if (!comparison.compared && comparison.reason.startsWith('NotPrincipal lists some')) fc.pre(false);
  if (!comparison.compared) throw new Error(comparison.reason);
  return comparison.loosenings;
};

test('no request at random becomes possible that the comparison did not see coming', () => {
  fc.assert(
    fc.property(statements, statements, request, network, (before, after, asked, keys) => {
      const context = completeContext(
        new Map([...Object.entries({ 'aws:viaawsservice': 'false', ...keys })].map(([key, value]) => [key, [value]])),
        impliedContext(asked),
      );
      const [was, is] = [policyOf(before), policyOf(after)];
      const [later, earlier] = [rank(is, asked, context), rank(was, asked, context)];
      // What AWS does not tell is in no order.
      fc.pre(later >= 0 && earlier >= 0);
      if (later > earlier) expect(loosenings(was, is)).not.toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('a policy is not looser than itself, whatever the order of its statements, nor with one more Deny', () => {
  fc.assert(
    fc.property(statements, arbitraryStatement('resource', fc.constant('Deny')), (all, extra) => {
      fc.pre(!JSON.stringify(extra).includes('orders/${'));
      expect(loosenings(policyOf(all), policyOf([...all].reverse()))).toEqual([]);
      expect(loosenings(policyOf(all), policyOf([extra, ...all]))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('to drop an Allow loosens nothing', () => {
  fc.assert(
    fc.property(statements, arbitraryStatement('resource', fc.constant('Allow')), (all, extra) => {
      fc.pre(!JSON.stringify(extra).includes('orders/${'));
      expect(loosenings(policyOf([...all, extra]), policyOf(all))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
