import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Digest, DigestedFile } from './digest';

/** Public keys of CloudTrail by their fingerprints. */
export type DigestKeys = ReadonlyMap<string, KeyObject>;

/** What the digests are held against. Times are seconds since the epoch. */
export interface DigestQuestion {
  readonly since: number | null;
  readonly until: number | null;
  /** Hash of a file of events, `undefined` where it was not given. */
  readonly hashOf: (file: DigestedFile) => string | undefined;
  /** Without keys, hashes are compared and no signature. */
  readonly keys: DigestKeys | undefined;
}

const SHOWN = 3;

/**
 * Validates digests and the files that they name: signatures, the chain of hashes, files that are missing or altered.
 *
 * The signature of a digest stands in the next one, and in the metadata of its object, which a file has not: the newest
 * digest is signed by nothing that was given. Source: CloudTrail User Guide, "Custom implementations of CloudTrail log file
 * integrity validation".
 *
 * @returns every reason to doubt that all of CloudTrail's files were given as they were written, a sentence each.
 */
export function digestDoubts(digests: readonly Digest[], question: DigestQuestion): readonly string[] {
  const asked = digests.filter((digest) => isAsked(digest, question));
  return [
    ...fileDoubts(asked, question),
    ...(question.keys === undefined ? [] : chainDoubts(digests, question, question.keys)),
  ];
}

function isAsked({ startTime, endTime }: Digest, { since, until }: DigestQuestion): boolean {
  const [start, end] = [secondsOf(startTime), secondsOf(endTime)];
  // A file is delivered after its events; a digest tells when files were delivered.
  return (since === null || !(end < since)) && (until === null || !(start > until + LATE));
}

/** CloudTrail delivers most files within minutes of their events; this is past all of them. */
const LATE = 6 * 3600;

function fileDoubts(digests: readonly Digest[], { hashOf }: DigestQuestion): readonly string[] {
  const [missing, altered]: [string[], string[]] = [[], []];
  for (const file of digests.flatMap(({ logFiles }) => logFiles)) {
    const hash = hashOf(file);
    if (hash === undefined) missing.push(file.object);
    else if (hash !== file.hash) altered.push(file.object);
  }
  return [
    ...told(missing, 'not there', 'what it held is not known'),
    ...told(altered, 'not as they say', 'somebody altered it'),
  ];
}

function told(objects: readonly string[], what: string, why: string): readonly string[] {
  if (objects.length === 0) return [];
  const shown = objects.slice(0, SHOWN).join(', ') + (objects.length > SHOWN ? ', …' : '');
  const files =
    objects.length === 1
      ? '1 CloudTrail file that digests name is'
      : `${objects.length} CloudTrail files that digests name are`;
  return [`${files} ${what}: ${shown}; ${why}`];
}

/** `…/2026/01/05/…_20260105T100000Z.json.gz`: what is left is the same for all digests of a trail and region. */
const TRAIL_OF_OBJECT = /^(.*)\/\d{4}\/\d{2}\/\d{2}\/([^/]*)_\d{8}T\d{6}Z\.json(?:\.gz)?$/;

function chainDoubts(digests: readonly Digest[], question: DigestQuestion, keys: DigestKeys): readonly string[] {
  const unwhole = digests.flatMap(({ file, missing }) =>
    missing.length === 0 ? [] : [`the digest ${file} lacks ${missing.join(', ')}`],
  );
  const byObject = new Map(digests.map((digest) => [digest.object, digest]));
  const successors = new Map(
    digests.flatMap((digest) => (digest.previous === null ? [] : [[digest.previous.object, digest]])),
  );
  const ends = [...byTrail(digests)].flatMap((chain) => rangeDoubts(chain, question));
  const links = [...byObject.values()]
    .filter((digest) => isAsked(digest, question))
    .flatMap((digest) => linkDoubts(digest, successors.get(digest.object), keys));
  const missing = digests.flatMap(({ file, startTime, previous }) => {
    const isNeeded = previous !== null && question.since !== null && secondsOf(startTime) > question.since;
    const isWithin = previous !== null && hasEarlier(digests, previous.object);
    return previous !== null && !byObject.has(previous.object) && (isNeeded || isWithin)
      ? [`the digest ${previous.object} was not given, which ${file} follows`]
      : [];
  });
  return [...unwhole, ...missing, ...links, ...ends];
}

/** A digest with the hash and the signature that its successor says it has. */
function linkDoubts(digest: Digest, successor: Digest | undefined, keys: DigestKeys): readonly string[] {
  const { file, object, hash, endTime, keyFingerprint, previous } = digest;
  if (successor?.previous == null) {
    return [
      `the digest ${file} is signed by none that was given: its signature stands in the next one; give that, or end the window before ${digest.startTime}`,
    ];
  }
  if (successor.previous.hash !== hash) return [`the digest ${file} is not as the next one says: somebody altered it`];
  const key = keys.get(keyFingerprint);
  if (key === undefined) return [`the digest ${file} is signed by a key that was not given: ${keyFingerprint}`];
  const signed = [endTime, object, hash, previous?.signature ?? 'null'].join('\n');
  return isSigned(signed, successor.previous.signature, key)
    ? []
    : [`the signature of the digest ${file} is not valid`];
}

function isSigned(text: string, signature: string, key: KeyObject): boolean {
  try {
    return verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}

function trailOf(object: string): string {
  const [, place = object, name = ''] = TRAIL_OF_OBJECT.exec(object) ?? [];
  return `${place}/${name}`;
}

function byTrail(digests: readonly Digest[]): Iterable<readonly Digest[]> {
  const trails = new Map<string, Digest[]>();
  for (const digest of digests) {
    const known = trails.get(trailOf(digest.object));
    if (known === undefined) trails.set(trailOf(digest.object), [digest]);
    else known.push(digest);
  }
  return trails.values();
}

function hasEarlier(digests: readonly Digest[], object: string): boolean {
  return digests.some((digest) => trailOf(digest.object) === trailOf(object) && digest.object < object);
}

/** The window must lie between the first and the last digest. */
function rangeDoubts(chain: readonly Digest[], { since, until }: DigestQuestion): readonly string[] {
  const starts = chain.map(({ startTime }) => startTime).sort();
  const endTimes = chain.map(({ endTime }) => endTime).sort();
  const [first = '', last = ''] = [starts[0], endTimes.at(-1)];
  const isBefore =
    since !== null &&
    secondsOf(first) > since &&
    !chain.some(({ startTime, previous }) => startTime === first && previous === null);
  const isAfter = until !== null && secondsOf(last) < until;
  return isBefore || isAfter
    ? [`digests were given from ${first} to ${last} alone: files of the rest of the window may be missing`]
    : [];
}

function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

/**
 * Reads public keys as `aws cloudtrail list-public-keys` prints them: PKCS #1, DER, in Base64 (CloudTrail API Reference,
 * PublicKey).
 *
 * @returns why they cannot be read, where they cannot.
 */
export function readDigestKeys(json: unknown): DigestKeys | string {
  const list = typeof json === 'object' && json !== null && 'PublicKeyList' in json ? json.PublicKeyList : json;
  if (!Array.isArray(list)) return 'has no PublicKeyList, as aws cloudtrail list-public-keys prints it';
  const keys = new Map<string, KeyObject>();
  for (const [i, entry] of (list as readonly Readonly<Record<string, unknown>>[]).entries()) {
    const { Value, Fingerprint } = entry;
    if ((typeof Value !== 'string' && !(Value instanceof Uint8Array)) || typeof Fingerprint !== 'string') {
      return `PublicKeyList[${i}] lacks Value or Fingerprint`;
    }
    try {
      const der = typeof Value === 'string' ? Buffer.from(Value, 'base64') : Buffer.from(Value);
      keys.set(Fingerprint, createPublicKey({ key: der, format: 'der', type: 'pkcs1' }));
    } catch {
      return `PublicKeyList[${i}].Value is no public key`;
    }
  }
  return keys;
}
