import type { AdvancedFieldSelector } from '@aws-sdk/client-cloudtrail';
import { dataCoverage, networkCoverage } from '../../../audit/doctor/trail-coverage';

const ARN = 'arn:aws:s3:::orders';
const data: AdvancedFieldSelector[] = [
  { Field: 'eventCategory', Equals: ['Data'] },
  { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
];
const advanced = (...selectors: AdvancedFieldSelector[][]) => ({
  basic: [],
  advanced: selectors.map((FieldSelectors) => ({ FieldSelectors })),
});
const under = (prefix: string): AdvancedFieldSelector => ({ Field: 'resources.ARN', StartsWith: [prefix] });

describe('requests to the objects of a bucket are recorded', () => {
  test.each([
    ['of every bucket', advanced(data)],
    ['of this bucket', advanced([...data, under(`${ARN}/`)])],
    [
      'of reads and of writes apart',
      advanced([...data, { Field: 'readOnly', Equals: ['true'] }], [...data, { Field: 'readOnly', Equals: ['false'] }]),
    ],
    [
      'by a basic selector of the bucket',
      { advanced: [], basic: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: [`${ARN}/`] }] }] },
    ],
    [
      'by a basic selector of all',
      {
        advanced: [],
        basic: [
          { ReadWriteType: 'All' as const, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
        ],
      },
    ],
  ])('%s', (_what, selectors) => {
    expect(dataCoverage(selectors, ARN)).toEqual({ reads: true, writes: true });
  });

  test.each([
    ['of another bucket', advanced([...data, under('arn:aws:s3:::orders-archive/')])],
    ['of some objects only', advanced([...data, under(`${ARN}/2026/`)])],
    ['of management events', advanced([{ Field: 'eventCategory', Equals: ['Management'] }])],
    [
      'of other resources',
      advanced([
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::Lambda::Function'] },
      ]),
    ],
    ['narrowed by event name', advanced([...data, { Field: 'eventName', Equals: ['GetObject'] }])],
    [
      'that leave out a prefix',
      advanced([...data, { Field: 'resources.ARN', StartsWith: [`${ARN}/`], NotStartsWith: [`${ARN}/x`] }]),
    ],
    ['that name the bucket and no objects', advanced([...data, { Field: 'resources.ARN', Equals: [ARN] }])],
    [
      'of a key besides',
      advanced([...data, { Field: 'resources.ARN', StartsWith: [`${ARN}/`], Equals: [`${ARN}/x`] }]),
    ],
    ['nothing at all', advanced()],
  ])('not by selectors %s', (_what, selectors) => {
    expect(dataCoverage(selectors, ARN)).toEqual({ reads: false, writes: false });
  });

  test('in half where only writes are', () => {
    const basic = [
      { ReadWriteType: 'WriteOnly' as const, DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
    ];
    expect(dataCoverage({ basic, advanced: [] }, ARN)).toEqual({ reads: false, writes: true });
  });
});

describe('what passes an endpoint is recorded', () => {
  const network: AdvancedFieldSelector[] = [
    { Field: 'eventCategory', Equals: ['NetworkActivity'] },
    { Field: 'eventSource', Equals: ['s3.amazonaws.com'] },
  ];
  const id: AdvancedFieldSelector = { Field: 'vpcEndpointId', Equals: ['vpce-1'] };

  test.each([
    ['all', 'of every endpoint', advanced(network)],
    ['all', 'of this one', advanced([...network, id])],
    ['denied', 'when denied', advanced([...network, { Field: 'errorCode', Equals: ['VpceAccessDenied'] }])],
    ['none', 'of another endpoint', advanced([...network, { Field: 'vpcEndpointId', Equals: ['vpce-2'] }])],
    ['none', 'save this one', advanced([...network, { Field: 'vpcEndpointId', NotEquals: ['vpce-1'] }])],
    ['none', 'of another service', advanced([network[0]!, { Field: 'eventSource', Equals: ['kms.amazonaws.com'] }])],
    ['none', 'as data', advanced(data)],
  ])('%s: %s', (coverage, _what, selectors) => {
    expect(networkCoverage(selectors, 'vpce-1')).toBe(coverage);
  });
});
