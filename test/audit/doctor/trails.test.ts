import { DescribeTrailsCommand, GetEventSelectorsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { identitiesOf } from '../../../audit/aws/settings';
import { examine, knownIdentities } from '../../../audit/doctor/examine';
import { plannedOf } from '../../../audit/doctor/planned';
import { readStack } from '../../../audit/review/stack/read-stack';
import { BUCKET, check, expectations, NOW, useMockedAccount } from './mocked-account';

const { cloudtrail } = useMockedAccount();

test('trails that cannot be read leave open whether they record', async () => {
  cloudtrail
    .on(DescribeTrailsCommand)
    .resolves({ trailList: [{ Name: 'orders', TrailARN: 'arn:aws:cloudtrail:us-east-1:222222222222:trail/orders' }] });
  expect(await check('data-events')).toMatchObject({
    result: 'unreadable',
    what: expect.stringMatching(/cloudtrail:GetTrailStatus/) as string,
  });
  cloudtrail.on(DescribeTrailsCommand).resolves({ trailList: [] });
  expect(await check('data-events')).toMatchObject({ result: 'wrong' });
});

describe('trails', () => {
  const recording = (name: string, readOnly: string) => ({
    name,
    arn: `arn:aws:cloudtrail:us-east-1:222222222222:trail/${name}`,
    fields: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      { Field: 'readOnly', Equals: [readOnly] },
    ],
  });
  const [reads, writes] = [recording('reads', 'true'), recording('writes', 'false')];

  beforeEach(() => {
    const trailList = [reads, writes].map(({ name, arn }) => ({ Name: name, TrailARN: arn }));
    cloudtrail.on(DescribeTrailsCommand).resolves({ trailList });
    for (const { arn, fields } of [reads, writes]) {
      cloudtrail.on(GetTrailStatusCommand, { Name: arn }).resolves({ IsLogging: true });
      cloudtrail
        .on(GetEventSelectorsCommand, { TrailName: arn })
        .resolves({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
    }
  });

  test('record reads and writes together', async () => {
    expect(await check('data-events')).toMatchObject({
      result: 'ok',
      what: 'reads and writes are recorded by reads, writes',
    });
  });

  test('of which one cannot deliver leave its requests unrecorded', async () => {
    cloudtrail
      .on(GetTrailStatusCommand, { Name: writes.arn })
      .resolves({ IsLogging: true, LatestDeliveryError: 'AccessDenied' });
    expect(await check('data-events')).toMatchObject({
      result: 'wrong',
      what: 'reads and writes are recorded by reads, writes, but files could not be delivered (writes: AccessDenied)',
    });
  });
});

describe('a trail that no stack makes', () => {
  const examined = async (resources: object): Promise<readonly string[]> => {
    const provider = { aws: { region: 'us-east-1', allowed_account_ids: ['222222222222'] } };
    const stack = readStack(
      { provider, resource: { aws_s3_bucket: { data: { bucket: BUCKET } }, ...resources } },
      'cdk.tf.json',
    );
    if (!stack.ok) throw new Error(stack.problems.join());
    const identities = await knownIdentities(identitiesOf({ region: 'us-east-1' }));
    const checks = await examine({ expectations, identities, planned: plannedOf([stack.value], new Map()), now: NOW });
    return checks.map((one) => one.check).filter((name) => name.startsWith('trail-') || name === 'management-events');
  };

  test('is asked for all that a proof needs of it; one of the stack is not', async () => {
    expect(await examined({})).toEqual([
      ...['trail-delivery', 'trail-digests', 'trail-regions', 'trail-encryption', 'trail-organization'],
      'management-events',
    ]);
    expect(await examined({ aws_cloudtrail: { own: { name: 'orders' } } })).toEqual([]);
  });
});
