import { createHash } from 'node:crypto';
import { isObject } from '../../contract/json-object';
import { nameOf, readChunks } from '../sources/file-bytes';
import type { LogFile } from '../sources/log-files';
import { readDigest, type Digest } from './digest';
import { digestDoubts, type DigestKeys } from './digest-chain';

/** Files to hold against their digests, and the window that is asked for, in seconds since the epoch. */
export interface DigestTask {
  /** CloudTrail's files, digests among them or not. */
  readonly files: readonly LogFile[];
  /** Digest files alone. */
  readonly digests: readonly LogFile[];
  /** Without keys, no signature is looked at. */
  readonly keys: DigestKeys | undefined;
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * Holds CloudTrail's files against the digests beside them.
 *
 * @returns every reason to doubt that all files were given as CloudTrail wrote them.
 * @throws InputError when a file cannot be opened.
 */
export async function checkDigests({ files, digests, keys, since, until }: DigestTask): Promise<readonly string[]> {
  const read: Digest[] = [];
  const unread: string[] = [];
  for (const file of digests) {
    const digest = await readDigestFile(file);
    if (digest === undefined) continue;
    if (typeof digest === 'string') unread.push(`the digest ${nameOf(file)} could not be read: ${digest}`);
    else read.push(digest);
  }
  // An object's name is its own: whatever folder a copy lies in.
  const byName = new Map(files.map((file) => [baseName(nameOf(file)), file]));
  const named = new Set(read.flatMap(({ logFiles }) => logFiles.map(({ object }) => baseName(object))));
  const hashes = new Map<string, string>();
  for (const [name, file] of byName) if (named.has(name)) hashes.set(name, (await contentOf(file)).hash);
  const hashOf = ({ object }: { readonly object: string }): string | undefined => hashes.get(baseName(object));
  const strangers =
    keys === undefined ? [] : [...byName.keys()].filter((name) => EVENTS.test(name) && !named.has(name));
  return [
    ...unread,
    ...(digests.length > 0 && read.length + unread.length === 0
      ? ['no digest was found among the files given as digests']
      : []),
    ...digestDoubts(read, { since, until, keys, hashOf }),
    ...(strangers.length === 0
      ? []
      : [
          `${strangers.length} CloudTrail file${strangers.length === 1 ? ' is' : 's are'} named by no digest that was given, ` +
            `such as ${strangers[0] ?? ''}`,
        ]),
  ];
}

/** How CloudTrail calls its files of events; what came another way, no digest names. */
const EVENTS = /^\d{12}_CloudTrail(-NetworkActivity)?_/;

/** Compression does not matter: hashes are of what is in it. */
function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/, '');
}

/**
 * A digest, or why it is none; `undefined` of a file of events, which may lie in the same folder. A digest that somebody
 * replaced by one is missed by the next digest.
 */
async function readDigestFile(file: LogFile): Promise<Digest | string | undefined> {
  if (EVENTS.test(baseName(nameOf(file)))) return undefined;
  const { text, hash, damage } = await contentOf(file, true);
  if (damage !== undefined) return damage;
  try {
    const json: unknown = JSON.parse(text);
    if (!isObject(json)) return 'is no digest';
    return Array.isArray(json.Records) ? undefined : readDigest(json, nameOf(file), hash);
  } catch {
    return 'is not JSON';
  }
}

async function contentOf(
  file: LogFile,
  keepText = false,
): Promise<{ readonly hash: string; readonly text: string; readonly damage: string | undefined }> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  const { damage } = await readChunks(file, (chunk) => {
    hash.update(chunk);
    if (keepText) chunks.push(Buffer.from(chunk));
  });
  return { hash: hash.digest('hex'), text: Buffer.concat(chunks).toString('utf8'), damage };
}
