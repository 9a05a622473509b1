import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { identitiesOf } from '../../../audit/aws/settings';
import { WATCHED_EVENTS } from '../../../audit/cloudtrail/configuration-changes';
import { lookUpChanges } from '../../../audit/cloudtrail/lookup-changes';
import { cloudTrailRecord } from './cloudtrail-record';

const cloudTrail = mockClient(CloudTrailClient);
const identities = identitiesOf({ region: 'us-east-1' });
const NO_PAUSE = 0;

beforeEach(() => {
  cloudTrail.reset();
});

test('every watched event is asked for, page by page, in the window', async () => {
  const event = (time: string): { CloudTrailEvent: string } => ({
    CloudTrailEvent: JSON.stringify(cloudTrailRecord({ eventName: 'PutBucketPolicy', eventTime: time })),
  });
  cloudTrail
    .on(LookupEventsCommand)
    .resolves({})
    .on(LookupEventsCommand, { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutBucketPolicy' }] })
    .resolvesOnce({ Events: [event('2026-01-05T08:00:00Z')], NextToken: 'more' })
    .resolvesOnce({ Events: [event('2026-01-05T09:00:00Z')] });

  const changes = await lookUpChanges(identities, { since: 1000, until: 2000 }, NO_PAUSE);

  expect(changes.map(({ eventName, target }) => [eventName, target])).toEqual([
    ['PutBucketPolicy', 'orders'],
    ['PutBucketPolicy', 'orders'],
  ]);
  const calls = cloudTrail.commandCalls(LookupEventsCommand).map(({ args: [{ input }] }) => input);
  expect(calls).toHaveLength(WATCHED_EVENTS.length + 1);
  expect(calls[0]).toMatchObject({ StartTime: new Date(1_000_000), EndTime: new Date(2_000_000) });
});

test('a refusal is told in one sentence', async () => {
  cloudTrail.on(LookupEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  await expect(lookUpChanges(identities, { since: null, until: null }, NO_PAUSE)).rejects.toMatchObject({
    problems: [expect.stringMatching(/^--lookup: access denied: .*cloudtrail:LookupEvents/)],
  });
});
