import { CloudTrailClient, ListPublicKeysCommand, type PublicKey } from '@aws-sdk/client-cloudtrail';
import { failureOf } from '../aws/aws-failure';
import type { Identity } from '../aws/settings';
import { InputError } from '../errors/input-error';
import { readDigestKeys, type DigestKeys } from './digest-chain';

/** Keys are asked for by when they were in use; a digest of the window may be signed some time after it. */
const DAY_MS = 86_400_000;

/**
 * Asks CloudTrail for the public keys of the region of each identity (CloudTrail API Reference, ListPublicKeys).
 *
 * @param since of the window, in seconds since the epoch, as `until`; `null` asks for all keys since CloudTrail signs digests.
 * @throws InputError when CloudTrail does not answer.
 */
export async function listPublicKeys(
  identities: readonly Identity[],
  since: number | null,
  until: number | null,
): Promise<DigestKeys> {
  const found: PublicKey[] = [];
  for (const { name, settings } of identities) {
    const client = new CloudTrailClient(settings);
    let token: string | undefined;
    do {
      try {
        const page = await client.send(
          new ListPublicKeysCommand({
            StartTime: new Date((since ?? Date.UTC(2015, 0) / 1000) * 1000 - DAY_MS),
            EndTime: new Date((until === null ? Date.now() : until * 1000) + DAY_MS),
            ...(token !== undefined && { NextToken: token }),
          }),
        );
        found.push(...(page.PublicKeyList ?? []));
        token = page.NextToken;
      } catch (error) {
        const asked = { action: 'cloudtrail:ListPublicKeys', resource: 'the public keys', who: name };
        throw new InputError([
          `--digests: ${failureOf(error, asked).sentence}; or name a file of them by --digest-keys`,
        ]);
      }
    } while (token !== undefined);
  }
  const keys = readDigestKeys(found);
  if (typeof keys === 'string') throw new InputError([`--digests: what CloudTrail answers ${keys}`]);
  return keys;
}
