import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { useTemporaryDirectory } from '../../temporary-directory';
import { cloudTrailRecord, ENDPOINT } from '../cloudtrail/cloudtrail-record';
import { logLine } from '../log-lines';
import { synthesized } from '../review/synthesized-stack';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const BUCKET = 'orders-replica-222222222222';
const DEPLOYMENT = 'samples/planned/deployment.yaml';
const OWNER = 'arn:aws:sts::222222222222:assumed-role';
const CONSUMER = 'arn:aws:sts::111111111111:assumed-role';

/** Callers of every kind that got through before the change; of those through the endpoint CloudTrail tells that they were. */
const CALLERS: readonly (Parameters<typeof logLine>[0] & { readonly event?: string })[] = [
  { requester: `${OWNER}/outside/x` },
  { requester: `${OWNER}/plain-http/x`, tlsVersion: null, cipherSuite: null },
  { requester: 'arn:aws:iam::222222222222:user/ops/ann' },
  { requester: 'arn:aws:iam::222222222222:root' },
  { requester: `${OWNER}/shared/x`, accessPointArn: 'arn:aws:s3:us-east-1:222222222222:accesspoint/shared' },
  { requester: `${OWNER}/AWSReservedSSO_Admin_0123456789abcdef/ann` },
  { requester: 'arn:aws:sts::222222222222:federated-user/bob' },
  { requester: 'arn:aws:sts::333333333333:assumed-role/partner/x' },
  { requester: null, authenticationType: null, signatureVersion: null },
  { requester: `${CONSUMER}/reader/x`, remoteIp: '10.20.3.9', event: 'GetObject' },
  {
    ...{ requester: `${CONSUMER}/lister/x`, remoteIp: '10.20.3.9', event: 'ListObjects' },
    ...{ operation: 'REST.GET.BUCKET', key: null, requestUri: 'GET /?list-type=2 HTTP/1.1' },
  },
  { requester: `${CONSUMER}/remover/x`, remoteIp: '10.20.3.9', operation: 'REST.DELETE.OBJECT', event: 'DeleteObject' },
  { requester: `${CONSUMER}/of-lists/x`, remoteIp: '10.20.3.9', operation: 'REST.GET.ACL', event: 'GetObjectAcl' },
];

function writeRecords(): readonly string[] {
  const lines = CALLERS.map(({ event: _, ...line }, i) =>
    logLine({ bucket: BUCKET, remoteIp: '203.0.113.40', requestId: idOf(i), hostId: `host${i}=`, ...line }),
  );
  const events = CALLERS.flatMap(({ event, requester, remoteIp }, i) => {
    if (event === undefined) return [];
    const userIdentity = { type: 'AssumedRole', arn: requester, accountId: '111111111111' };
    const request = { eventName: event, requestID: idOf(i), additionalEventData: { 'x-amz-id-2': `host${i}=` } };
    const requestParameters = { bucketName: BUCKET, ...(event !== 'ListObjects' && { key: 'a/b.txt' }) };
    const network = { sourceIPAddress: remoteIp, vpcEndpointId: ENDPOINT };
    return [cloudTrailRecord({ ...request, userIdentity, requestParameters, ...network, resources: [] })];
  });
  const [logs, trail] = [join(directory(), 'access.log'), join(directory(), 'trail.json')];
  writeFileSync(logs, `${lines.join('\n')}\n`);
  writeFileSync(trail, JSON.stringify({ Records: events }));
  return ['--logs', logs, '--cloudtrail', trail, '--expect', 'samples/expectations.json'];
}

const idOf = (i: number): string => `KEEP${String(i).padStart(12, '0')}`;

interface Told {
  readonly change: string;
  readonly caller: string;
  readonly keep: string;
}

async function rehearsed(deployment: string, records: readonly string[]): Promise<readonly Told[]> {
  const stack = join(directory(), 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify(synthesized(deployment, false).json));
  const known = ['--plain', '--assume', 'aws:ViaAWSService=false', '--format', 'json'];
  const { stdout } = await runS3Audit(['rehearse', '--synth', stack, ...records, ...known], {});
  return (JSON.parse(stdout) as { changes: readonly Told[] }).changes;
}

test('whoever is told an entry passes once it is pasted, and who is told none still loses access', async () => {
  const records = writeRecords();
  const first = await rehearsed(DEPLOYMENT, records);
  expect(new Set(first.map(({ change }) => change))).toEqual(new Set(['would-be-denied']));
  const document = parseDocument(readFileSync(DEPLOYMENT, 'utf8'));
  const told = first.filter(({ keep }) => keep !== '');
  for (const list of ['privateAccess.exempt', 'consumers']) {
    const items = told.flatMap(({ keep }) => (keep.startsWith(`${list}: `) ? [keep.slice(list.length + 2)] : []));
    document.setIn(list.split('.'), parse(items.join('\n')));
  }
  const pasted = join(directory(), 'deployment.yaml');
  writeFileSync(pasted, String(document));
  const next = await rehearsed(pasted, records);
  const callersOf = (some: readonly Told[]): readonly string[] => some.map(({ caller }) => caller).sort();
  expect(callersOf(next.filter(({ change }) => change === 'unchanged'))).toEqual(callersOf(told));
  expect(callersOf(next.filter(({ change }) => change === 'would-be-denied'))).toEqual(
    [
      'anonymous',
      `${CONSUMER}/of-lists/x`,
      `${OWNER}/AWSReservedSSO_Admin_0123456789abcdef/ann`,
      `${OWNER}/plain-http/x`,
      'arn:aws:sts::222222222222:federated-user/bob',
      'arn:aws:sts::333333333333:assumed-role/partner/x',
    ].sort(),
  );
});
