import { assumedValues } from '../../../../audit/cli/parts/assumed-values';

test('values are by key, in lower case, and several of one key are several', () => {
  expect(assumedValues(['aws:ViaAWSService=false', 'aws:TagKeys=a', 'AWS:tagkeys=b'])).toEqual({
    values: new Map([
      ['aws:viaawsservice', ['false']],
      ['aws:tagkeys', ['a', 'b']],
    ]),
  });
});

test('of one account, what is said of it goes before what is said of all', () => {
  const { values, ofCallers } = assumedValues([
    'aws:PrincipalOrgID=o-1',
    '111111111111:aws:PrincipalOrgID=o-2',
    '111111111111:aws:PrincipalTag/a:b=c=d',
    'aws:RequestedRegion=us-east-1',
  ]);
  expect(values.get('aws:principalorgid')).toEqual(['o-1']);
  expect(ofCallers).toEqual(
    new Map([
      [
        '111111111111',
        new Map([
          ['aws:principalorgid', ['o-2']],
          ['aws:requestedregion', ['us-east-1']],
          ['aws:principaltag/a:b', ['c=d']],
        ]),
      ],
    ]),
  );
});

test('all that is wrong is told at once', () => {
  const texts = ['nonsense', 'aws:Foo=1', 'aws:ViaAWSService=flase', '11:aws:PrincipalOrgID=o-1'];
  expect(() => assumedValues(texts)).toThrow(
    [
      '--assume nonsense: must be KEY=VALUE, or ACCOUNT:KEY=VALUE of the callers of one account, where KEY is a condition key of AWS',
      '--assume aws:Foo=1: "aws:Foo" is not a known condition key',
      '--assume aws:ViaAWSService=flase: "flase" is not a value of aws:ViaAWSService, whose type is bool',
      '--assume 11:aws:PrincipalOrgID=o-1: "11:aws:PrincipalOrgID" is not a known condition key',
    ].join('\n'),
  );
});
