import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Logged } from './ground-truth';
import type { RequestIds, WrittenLine } from './traffic';

/** What the CloudTrail files of a corpus hold beside its lines. */
export interface TrueTrail {
  readonly events: number;
  /** Requests that have a line and an event, or two. */
  readonly matched: number;
  /** Requests that have an event and no line. */
  readonly unlogged: number;
}

/** Writes the events of lines as they are written. */
export interface TrailWriter {
  add(line: WrittenLine): void;
  /** Writes the last file; gives what all of them hold. */
  end(): TrueTrail;
}

/** CloudTrail closes a file earlier or later; so many are usual for a busy account. */
const EVENTS_IN_FILE = 1000;
/** One request in so many has no event, one in so many is in the requester's trail too, and one event in so many has no line. */
const WITHOUT_EVENT = 11;
const IN_BOTH_TRAILS = 2;
const WITHOUT_LINE = 100;

/**
 * Makes CloudTrail files, compressed as CloudTrail delivers them, for the requests that a corpus tells of.
 *
 * @param directory folder for the files; made where it is missing.
 */
export function trailWriter(directory: string): TrailWriter {
  mkdirSync(directory, { recursive: true });
  let pending: string[] = [];
  let files = 0;
  let requests = 0;
  const count = { events: 0, matched: 0, unlogged: 0 };

  function write(event: object): void {
    count.events++;
    pending.push(JSON.stringify(event));
    if (pending.length === EVENTS_IN_FILE) flush();
  }

  function flush(): void {
    if (pending.length === 0) return;
    const name = `222222222222_CloudTrail_ap-northeast-2_${String(++files).padStart(8, '0')}.json.gz`;
    writeFileSync(join(directory, name), gzipSync(`{"Records":[${pending.join(',')}]}`, { level: 6 }));
    pending = [];
  }

  return {
    add(line) {
      if (line.ids === undefined || !('record' in line.meaning)) return;
      requests++;
      if (requests % WITHOUT_EVENT === 0) return;
      count.matched++;
      const event = eventOf(line.meaning.record, line.ids);
      write(event);
      if (requests % IN_BOTH_TRAILS === 0) write({ ...event, recipientAccountId: '111111111111' });
      if (requests % WITHOUT_LINE !== 1) return;
      count.unlogged++;
      write(eventOf(line.meaning.record, { ...line.ids, requestId: `${line.ids.requestId}X` }));
    },
    end() {
      flush();
      return count;
    },
  };
}

function eventOf(
  { bucket, remoteIp, requester, operation, httpStatus, bytesSent, time }: Logged,
  { requestId, hostId }: RequestIds,
): object {
  const method = operation.split('.')[1] ?? 'GET';
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(requester),
    eventTime: new Date(time * 1000).toISOString().replace('.000Z', 'Z'),
    eventSource: 's3.amazonaws.com',
    eventName: `${method.charAt(0)}${method.slice(1).toLowerCase()}Object`,
    awsRegion: 'ap-northeast-2',
    sourceIPAddress: remoteIp,
    userAgent: '[aws-sdk-java/2.26.7 Linux/6.1.91 OpenJDK_64-Bit_Server_VM/21.0.3 Java/21.0.3 vendor/Amazon.com_Inc.]',
    ...(httpStatus === 403 && { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }),
    requestParameters: { bucketName: bucket, Host: `${bucket}.s3.ap-northeast-2.amazonaws.com`, key: `part-${time}` },
    responseElements: null,
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': hostId,
      bytesTransferredOut: bytesSent,
    },
    requestID: requestId,
    eventID: `6f4d2a70-1111-4222-8333-${requestId.padStart(12, '0').slice(-12).toLowerCase()}`,
    readOnly: method !== 'PUT',
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/part-${time}` },
      { accountId: '222222222222', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '222222222222',
    vpcEndpointId: 'vpce-0a1b2c3d4e5f60718',
    vpcEndpointAccountId: '111111111111',
    eventCategory: 'Data',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${bucket}.s3.ap-northeast-2.amazonaws.com`,
    },
  };
}

function identityOf(requester: string | null): object {
  if (requester === null) return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  const [, , , accountId = '', resource = ''] = requester.split(':');
  const [, role = '', session = ''] = resource.split('/');
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEEXAMPLE1234:${session}`,
    arn: requester,
    accountId,
    accessKeyId: 'ASIAEXAMPLEEXAMPLE12',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE1234',
        arn: `arn:aws:iam::${accountId}:role/${role}`,
        accountId,
        userName: role,
      },
      attributes: { creationDate: '2026-01-05T00:00:00Z', mfaAuthenticated: 'false' },
    },
  };
}
