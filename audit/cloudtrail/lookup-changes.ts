import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import { failureOf } from '../aws/aws-failure';
import type { Identity } from '../aws/settings';
import { InputError } from '../errors/input-error';
import { readConfigurationChange, WATCHED_EVENTS, type ConfigurationChange } from './configuration-changes';

/** LookupEvents answers two requests a second for each account and region (CloudTrail API Reference, LookupEvents). */
const BETWEEN_CALLS_MS = 500;

/** Where to look, and in which stretch of time (seconds since the epoch). CloudTrail keeps 90 days. */
export interface Lookup {
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * Asks CloudTrail's event history for changes of configuration, in the account of each identity and its region.
 *
 * @param pause between calls, in milliseconds.
 * @throws InputError when CloudTrail does not answer.
 */
export async function lookUpChanges(
  identities: readonly Identity[],
  { since, until }: Lookup,
  pause = BETWEEN_CALLS_MS,
): Promise<readonly ConfigurationChange[]> {
  const changes: ConfigurationChange[] = [];
  for (const identity of identities) {
    const client = new CloudTrailClient(identity.settings);
    for (const eventName of WATCHED_EVENTS) {
      let page: LookupEventsCommandOutput | undefined;
      do {
        page = await lookUp(client, identity, eventName, { since, until }, page?.NextToken);
        for (const { CloudTrailEvent: text } of page.Events ?? []) {
          const change = text === undefined ? undefined : readConfigurationChange(JSON.parse(text));
          if (change !== undefined) changes.push(change);
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
      } while (page.NextToken !== undefined);
    }
  }
  return changes;
}

async function lookUp(
  client: CloudTrailClient,
  { name }: Identity,
  eventName: string,
  { since, until }: Lookup,
  token: string | undefined,
): Promise<LookupEventsCommandOutput> {
  const command = new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    ...(since !== null && { StartTime: new Date(since * 1000) }),
    ...(until !== null && { EndTime: new Date(until * 1000) }),
    ...(token !== undefined && { NextToken: token }),
  });
  try {
    return await client.send(command);
  } catch (error) {
    const { sentence } = failureOf(error, {
      action: 'cloudtrail:LookupEvents',
      resource: 'the event history',
      who: name,
    });
    throw new InputError([`--lookup: ${sentence}`]);
  }
}
