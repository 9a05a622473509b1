import type { AccessLogRecord } from '../../contract/access-log-fields';
import { writeLine } from './access-log/write-line';

let made = 0;

/** A line of today's format, ordinary but for what the test is about. Every line has a request ID of its own. */
export function logLine(change: Partial<Omit<AccessLogRecord, 'time'>> & { at?: string } = {}): string {
  const { at = '2026-01-05T08:00:00Z', ...fields } = change;
  made++;
  const record: AccessLogRecord = {
    bucketOwner: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
    bucket: 'orders',
    time: Date.parse(at) / 1000,
    remoteIp: '10.20.3.4',
    requester: 'arn:aws:sts::111111111111:assumed-role/reader/i-0abc',
    requestId: made.toString(36).toUpperCase().padStart(16, '0'),
    operation: 'REST.GET.OBJECT',
    key: 'a/b.txt',
    requestUri: 'GET /a/b.txt HTTP/1.1',
    httpStatus: 200,
    errorCode: null,
    bytesSent: 100,
    objectSize: 100,
    totalTime: 5,
    turnAroundTime: 4,
    referer: null,
    userAgent: 'aws-cli/2.17',
    versionId: null,
    hostId: `host${made}=`,
    signatureVersion: 'SigV4',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    authenticationType: 'AuthHeader',
    hostHeader: 'orders.s3.us-east-1.amazonaws.com',
    tlsVersion: 'TLSv1.3',
    accessPointArn: null,
    aclRequired: null,
    sourceRegion: 'us-east-1',
    extra: [],
    ...fields,
  };
  return writeLine(record, 10);
}
