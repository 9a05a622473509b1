import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { codeOf } from '../errors/reason';
import type { ManifestEntry } from '../sources/manifest-lines';

/** Where an object comes from and goes to. */
export interface Download {
  readonly bucket: string;
  readonly key: string;
  /** The file, which appears whole or not at all. */
  readonly path: string;
  /** Directory of unfinished files, on the same file system. */
  readonly drafts: string;
}

/** The body was not what its head promised. */
export class DamagedBody extends Error {}

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/**
 * Downloads one object: as a stream into an unfinished file, verified, flushed, and then put in place at once. A body that
 * ends early or is damaged is asked for again; requests that fail are repeated by the SDK.
 *
 * ETag, size and body are of one answer, so an object that is replaced meanwhile is either its old or its new self.
 *
 * @returns what was written.
 * @throws the SDK's error, DamagedBody, or a file system error.
 */
export async function download(s3: S3Client, task: Download): Promise<ManifestEntry> {
  for (let attempt = 1; ; attempt++) {
    const answer = await s3.send(new GetObjectCommand({ Bucket: task.bucket, Key: task.key, ChecksumMode: 'ENABLED' }));
    try {
      return await keep(answer, task);
    } catch (error) {
      if (attempt === ATTEMPTS || isOfFileSystem(error)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

async function keep(answer: GetObjectCommandOutput, { key, path, drafts }: Download): Promise<ManifestEntry> {
  const draft = join(drafts, randomUUID());
  try {
    const size = await write(answer, draft);
    await mkdir(dirname(path), { recursive: true });
    await rename(draft, path);
    return { key, etag: etagOf(answer.ETag), size };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function write(answer: GetObjectCommandOutput, draft: string): Promise<number> {
  const md5 = createHash('md5');
  const file = await open(draft, 'wx');
  let size = 0;
  try {
    // The SDK compares a checksum that S3 sends while the body is read.
    for await (const chunk of bodyOf(answer)) {
      size += chunk.length;
      md5.update(chunk);
      await writeWhole(file, chunk);
    }
    verify(answer, size, md5.digest('hex'));
    await file.sync();
  } finally {
    await file.close();
  }
  return size;
}

async function writeWhole(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.length;) {
    from += (await file.write(chunk, from)).bytesWritten;
  }
}

async function* bodyOf({ Body }: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  if (Body === undefined) return;
  try {
    for await (const chunk of Body as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw new DamagedBody(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The ETag of an object in one part under SSE-S3 is its MD5 (Amazon S3 API Reference, "Object", ETag). */
function verify(
  { ContentLength, ETag, ServerSideEncryption }: GetObjectCommandOutput,
  size: number,
  md5: string,
): void {
  if (ContentLength !== undefined && size !== ContentLength) {
    throw new DamagedBody(`${size} of ${ContentLength} bytes arrived`);
  }
  const etag = etagOf(ETag);
  if (ServerSideEncryption === 'AES256' && /^[0-9a-f]{32}$/.test(etag) && etag !== md5) {
    throw new DamagedBody('the bytes do not match the ETag');
  }
}

/** An ETag without its quotes. */
export function etagOf(text: string | undefined): string {
  return (text ?? '').replace(/^"(.*)"$/, '$1');
}

const OF_FILE_SYSTEM =
  /^(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|EIO|EMFILE|ENFILE|ENAMETOOLONG|ENOENT|ENOTDIR|EISDIR|EEXIST)$/;

/** Disk full, no permission: asking S3 again does not help. */
export function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return OF_FILE_SYSTEM.test(codeOf(error));
}
