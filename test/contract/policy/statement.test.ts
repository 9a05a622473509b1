import { policyDocument, type Statement } from '../../../contract/policy/statement';

const read: Statement = { sid: 'AllowRead', effect: 'Allow', action: ['s3:GetObject'], resource: ['arn:aws:s3:::b/*'] };

test('writes a document of the version in which policy variables work', () => {
  expect(JSON.parse(policyDocument([read]))).toEqual({
    Version: '2012-10-17',
    Statement: [{ Sid: 'AllowRead', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] }],
  });
});

test.each([
  ['no statements', [], 'at least one statement'],
  ['a Sid used twice', [read, read], 'have the Sid AllowRead'],
  ['a Sid with a space', [{ ...read, sid: 'Allow read' }], 'letters and digits'],
  ['no action', [{ ...read, action: [] }], 'empty list of action'],
  ['no principal', [{ ...read, principal: { AWS: [] } }], 'empty list of AWS'],
])('refuses %s', (_, statements, message) => {
  expect(() => policyDocument(statements)).toThrow(message);
});
