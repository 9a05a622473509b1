import { readExpectations } from '../../../audit/judge/expectations';
import { expectations } from './request-group';

test.each([
  ['the object itself', expectations],
  [
    'the whole of terraform output -json',
    { audit_expectations: { sensitive: false, type: 'dynamic', value: expectations }, other: { value: 1 } },
  ],
  ['an output that is JSON text', { audit_expectations: { value: JSON.stringify(expectations) } }],
  ['the outputs file of cdktf deploy', { 's3-private-path': { audit_expectations: expectations } }],
  ['an output beside one named version', { version: { value: '1' }, audit_expectations: { value: expectations } }],
])('%s is read', (_what, json) => {
  expect(readExpectations(json, 'e.json')).toEqual(expectations);
});

test('of the outputs of two stacks neither is chosen', () => {
  const stack = { audit_expectations: expectations };
  expect(() => readExpectations({ blue: stack, green: stack }, 'e.json')).toThrow(
    'e.json: blue, green each have audit_expectations: give a file with one of them',
  );
});

test('what has the version of the contract is the contract, whatever stands beside it', () => {
  expect(() => readExpectations({ ...expectations, audit_expectations: { value: expectations } }, 'e.json')).toThrow(
    'e.json: audit_expectations: is not part of the expectations contract',
  );
});

test('all problems are named at once', () => {
  expect(() =>
    readExpectations({ version: 1, buckets: [], vpcEndpoints: ['x'], vpcCidrs: ['0.0.0.0/0'], more: 1 }, 'e.json'),
  ).toThrow(
    [
      'e.json: buckets: must name at least one bucket',
      'e.json: vpcEndpoints.0: "x" is not a VPC endpoint id (vpce-…)',
      `e.json: vpcCidrs.0: "0.0.0.0/0" is too wide for a VPC's own addresses: /16 is the widest allowed outside the private IPv4 ranges`,
      'e.json: more: is not part of the expectations contract',
    ].join('\n'),
  );
});

test.each([
  ['no output at all', {}, /^e\.json: is empty: terraform output -json prints \{\} before the first apply/],
  [
    'the outputs of another stack',
    { vpc_id: { sensitive: false, type: 'string', value: 'vpc-1' } },
    /^e\.json: Terraform's outputs have no audit_expectations; they have vpc_id$/,
  ],
])('%s is told as what it is', (_what, json, sentence) => {
  expect(() => readExpectations(json, 'e.json')).toThrow(sentence);
});

test.each([
  ['an array', []],
  ['null', null],
  ['another output', { other: { value: 1 } }],
])('%s is no expectations', (_what, json) => {
  expect(() => readExpectations(json, 'e.json')).toThrow(/^e\.json: /);
});
