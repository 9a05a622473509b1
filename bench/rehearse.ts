import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BUCKETS = ['orders-replica-222222222222', 'orders-archive', 'media.example.com', 'logs-222222222222'] as const;
const STATEMENTS_OF_A_BUCKET = 50;

/** Writes policies of the buckets of the usual traffic, 200 statements together; gives the options that name them. */
export function writePolicies(folder: string): string {
  return BUCKETS.map((bucket) => {
    const Statement = Array.from({ length: STATEMENTS_OF_A_BUCKET }, (_, i) => statementOf(bucket, i));
    const file = join(folder, `${bucket}.json`);
    writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement }));
    return `--policy ${bucket}=${file}`;
  }).join(' ');
}

/** Roles read what is theirs and the month of all; a statement of each bucket denies old TLS. */
function statementOf(bucket: string, i: number): object {
  const arn = `arn:aws:s3:::${bucket}`;
  if (i === 0) {
    const Condition = { NumericLessThan: { 's3:TlsVersion': '1.2' } };
    return { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`], Condition };
  }
  return {
    ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::111111111111:role/application-${i % 40}` } },
    ...{ Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'] },
    Resource: [arn, `${arn}/team-${i}/*`, `${arn}/year=2026/month=01/*`],
  };
}
