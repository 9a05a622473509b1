import {
  GetBucketReplicationCommand,
  type ReplicationConfiguration,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { blocksOf, type Attributes } from '../review/stack/stack';
import type { Bucket } from '../review/system/system';
import { ok, wrong, type Check } from './check';
import { ask, judged, type Live } from './live';
import { textIn } from './planned';

/** Type of the resource by which S3 replicates out of a bucket. */
const REPLICATION = 'aws_s3_bucket_replication_configuration';

/** Asks for the replication configuration of a bucket; `undefined` where it has none. */
function readReplication(
  s3: S3Client,
  bucket: string,
  who: string,
): Promise<Live<ReplicationConfiguration | undefined>> {
  const resource = `arn:aws:s3:::${bucket}`;
  const absent = ['ReplicationConfigurationNotFoundError'];
  return ask(
    { action: 's3:GetReplicationConfiguration', resource, who, absent },
    async () => (await s3.send(new GetBucketReplicationCommand({ Bucket: bucket }))).ReplicationConfiguration,
  );
}

/** Whether a bucket that is to be replicated from has the rules that were synthesized, in force, and no others. */
export async function checkReplication(
  name: string,
  s3: S3Client,
  who: string,
  bucket: Bucket | undefined,
): Promise<readonly Check[]> {
  const rules = blocksOf(bucket?.settings.get(REPLICATION)?.attributes.rule);
  if (rules.length === 0) return [];
  const wanted = rules.map(plannedText).sort();
  return judged('replication', name, await readReplication(s3, name, who), (live) => {
    const is = (live?.Rules ?? []).map(liveText).sort();
    const missing = wanted.filter((rule) => !is.includes(rule));
    const more = is.filter((rule) => !wanted.includes(rule));
    if (missing.length + more.length === 0) return ok('replication', name, `goes as synthesized: ${is.join(', ')}`);
    const what = [
      ...missing.map((rule) => `lacks ${rule}`),
      ...more.map((rule) => `has ${rule}, which was not synthesized`),
    ];
    return wrong('replication', name, what.join('; '), 'apply the deployment again');
  });
}

/** Whether a bucket of somebody else replicates to ours, by the role that ours lets in. */
export async function checkSending(
  from: string,
  to: { readonly arn: string; readonly role: string },
  s3: S3Client,
  who: string,
): Promise<readonly Check[]> {
  return judged('replication', from, await readReplication(s3, from, who), (live) => {
    const isSent = live?.Rules?.some(
      ({ Status, Destination }) => Status === 'Enabled' && Destination?.Bucket === to.arn,
    );
    if (isSent !== true) {
      return wrong('replication', from, `has no rule in force to ${to.arn}`, 'have the side that sends applied');
    }
    if (live?.Role === to.role) return ok('replication', from, `goes to ${to.arn} by ${to.role}`);
    const what = `goes to ${to.arn} by ${live?.Role ?? 'no role'}; only ${to.role} is let in`;
    return wrong('replication', from, what, 'name the role that sends in elsewhere.replicationRole');
  });
}

function liveText({ ID = '', Status, Destination, Filter }: ReplicationRule): string {
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? '';
  return ruleText(ID, Status ?? '', prefix, Destination?.Bucket ?? '');
}

function plannedText(rule: Attributes): string {
  const [filter] = blocksOf(rule.filter);
  const prefix = textIn(filter, 'prefix') ?? textIn(blocksOf(filter?.and)[0], 'prefix') ?? '';
  const [destination] = blocksOf(rule.destination);
  return ruleText(textIn(rule, 'id') ?? '', textIn(rule, 'status') ?? '', prefix, textIn(destination, 'bucket') ?? '');
}

function ruleText(id: string, status: string, prefix: string, destination: string): string {
  return `${id} (${status}, ${prefix === '' ? 'every object' : prefix}, to ${destination})`;
}
