import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const FINGERPRINT = 'a1b2c3';
const PREFIX = 'AWSLogs/222222222222';

/** Public keys as `aws cloudtrail list-public-keys` prints them: the one that the digests are signed with, or another. */
export const listed = (key: KeyObject = publicKey): { PublicKeyList: { Value: string; Fingerprint: string }[] } => ({
  PublicKeyList: [{ Value: key.export({ type: 'pkcs1', format: 'der' }).toString('base64'), Fingerprint: FINGERPRINT }],
});

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const two = (hour: number): string => String(hour).padStart(2, '0');

/** Names of the file of events delivered in an hour of a day, and of the digest at its end. */
export const eventsName = (hour: number): string =>
  `222222222222_CloudTrail_us-east-1_20260105T${two(hour)}05Z_abc.json.gz`;
export const digestName = (hour: number): string =>
  `222222222222_CloudTrail-Digest_us-east-1_trail_us-east-1_20260105T${two(hour)}0000Z.json.gz`;

/** How a trail is written. */
export interface SignedTrail {
  readonly directory: string;
  readonly hours: readonly number[];
  /** Records of the file of an hour. */
  readonly recordsOf?: (hour: number) => readonly unknown[];
  readonly change?: (digest: Record<string, unknown>, hour: number) => Record<string, unknown>;
}

/** Writes a trail of some hours with its digests, each signed as CloudTrail does, in the next one. */
export function writeSignedTrail({
  directory,
  hours,
  recordsOf = (hour) => [{ eventTime: `2026-01-05T${two(hour)}:04:00Z` }],
  change = (digest) => digest,
}: SignedTrail): void {
  let previous: Record<string, unknown> = { previousDigestS3Object: null, previousDigestSignature: null };
  for (const hour of hours) {
    const events = JSON.stringify({ Records: recordsOf(hour) });
    writeFileSync(join(directory, eventsName(hour)), gzipSync(events));
    const object = `${PREFIX}/CloudTrail-Digest/us-east-1/2026/01/05/${digestName(hour)}`;
    const digest = change(
      {
        ...{ awsAccountId: '222222222222', digestS3Bucket: 'trail', digestS3Object: object },
        ...{ digestStartTime: `2026-01-05T${two(hour - 1)}:00:00Z`, digestEndTime: `2026-01-05T${two(hour)}:00:00Z` },
        ...{ digestPublicKeyFingerprint: FINGERPRINT, digestSignatureAlgorithm: 'SHA256withRSA', ...previous },
        logFiles: [
          {
            s3Bucket: 'trail',
            s3Object: `${PREFIX}/CloudTrail/us-east-1/2026/01/05/${eventsName(hour)}`,
            hashValue: sha256(events),
            hashAlgorithm: 'SHA-256',
          },
        ],
      },
      hour,
    );
    const text = JSON.stringify(digest);
    writeFileSync(join(directory, digestName(hour)), gzipSync(text));
    const signed = [
      digest.digestEndTime,
      `trail/${object}`,
      sha256(text),
      digest.previousDigestSignature ?? 'null',
    ].join('\n');
    previous = {
      ...{ previousDigestS3Bucket: 'trail', previousDigestS3Object: object, previousDigestHashValue: sha256(text) },
      previousDigestSignature: sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('hex'),
    };
  }
}
