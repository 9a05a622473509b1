import { runEvaluate } from '../../../audit/policy/cases';

const request = {
  principal: 'arn:aws:iam::111111111111:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::orders/a',
  resourceAccount: '111111111111',
};
const allowAll = {
  Version: '2012-10-17',
  Statement: { Sid: 'Everything', Effect: 'Allow', Action: '*', Resource: '*' },
};
const ofOrganization = {
  Version: '2012-10-17',
  Statement: { ...allowAll.Statement, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
};
const run = (...cases: unknown[]) => runEvaluate(JSON.stringify(cases), 'cases.json');

describe('a file of policy cases', () => {
  it('exits 0 when every case agrees, and says why each was decided', () => {
    expect(run({ name: 'reads', expect: 'allow', request, identityPolicies: [allowAll] })).toEqual({
      exitCode: 0,
      cases: [
        {
          name: 'reads',
          expect: 'allow',
          result: 'allow',
          agrees: true,
          reason: 'an identity policy allows it: identityPolicies[0].Statement[0] "Everything"',
        },
      ],
    });
  });

  it('exits 1 when an expectation is missed', () => {
    expect(run({ name: 'reads', expect: 'allow', request })).toMatchObject({
      exitCode: 1,
      cases: [{ agrees: false, result: 'implicit-deny', reason: 'no statement allows it' }],
    });
  });

  it('answers a question without expectation', () => {
    expect(run({ name: 'reads?', request })).toMatchObject({
      exitCode: 0,
      cases: [{ expect: null, agrees: true, result: 'implicit-deny' }],
    });
  });

  it('exits 1 when a question cannot be decided', () => {
    const asked = run(
      {
        name: 'reads?',
        request: { ...request, unknownKeys: ['aws:PrincipalOrgID'] },
        identityPolicies: [ofOrganization],
      },
      { name: '?', request, identityPolicies: [{}] },
    );
    expect(asked).toMatchObject({
      exitCode: 1,
      cases: [
        { agrees: false, result: 'not-supported' },
        { agrees: false, result: 'error' },
      ],
    });
  });

  it('exits 2 and names every problem of a malformed file', () => {
    const malformed = run(
      { name: 'a', expekt: 'allow', request },
      { name: 'b', request: { ...request, principal: 1 } },
    );
    expect(malformed.exitCode).toBe(2);
    expect(malformed).toHaveProperty('problems', [
      expect.stringContaining('cases.json: [0]: Unrecognized key: "expekt"'),
      expect.stringContaining('cases.json: [1].request.principal: '),
    ]);
  });

  it.each([
    ['no JSON', '[{', /^cases\.json: is not JSON/],
    ['no list', '{}', /^cases\.json: the file: /],
    ['an empty list', '[]', /must hold at least one case/],
    [
      'a key twice, of which JSON.parse would drop the first',
      '[{"name": "a",\n"name": "b"}]',
      /^cases\.json:2: the key "[a-z]+" occurs twice/,
    ],
  ])('exits 2 for %s', (_what, text, problem) => {
    expect(runEvaluate(text, 'cases.json')).toMatchObject({ exitCode: 2, problems: [expect.stringMatching(problem)] });
  });
});
