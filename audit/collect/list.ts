import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { etagOf } from './download';
import { dayOf, isInDays, skipTo, type DayWindow } from '../sources/object-date';

/** A page of a listing yet to be asked for. */
export interface PageTask {
  readonly prefix: string;
  /** Below a day nothing is to be left out, and so no folders are asked for. */
  readonly byFolder: boolean;
  readonly startAfter?: string;
  readonly token?: string;
}

/** An object as a listing has it. */
export interface ListedObject {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** One answer of a listing, and what is to be listed after it. */
export interface Page {
  /** Objects that may hold what is asked for. */
  readonly objects: readonly ListedObject[];
  /** Further pages: of the same folder, and of the folders in it that may hold what is asked for. */
  readonly further: readonly PageTask[];
  /** Objects and folders that are dated outside the window. */
  readonly leftOut: number;
}

/**
 * Asks for one page of a listing. Folders are walked one by one down to days, so that days outside the window are left
 * out unread; in a flat prefix, whose names begin with their date, the listing starts after those before the window.
 */
export async function listPage(s3: S3Client, bucket: string, task: PageTask, days: DayWindow): Promise<Page> {
  const { prefix, byFolder, startAfter, token } = task;
  const answer = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url', // XML cannot hold every character that a key can
      ...(byFolder && { Delimiter: '/' }),
      ...(startAfter !== undefined && { StartAfter: startAfter }),
      ...(token !== undefined && { ContinuationToken: token }),
    }),
  );
  const listed = (answer.Contents ?? []).map(({ Key, ETag, Size }) => ({
    key: decoded(Key),
    etag: etagOf(ETag),
    size: Size ?? 0,
  }));
  const folders = (answer.CommonPrefixes ?? []).map(({ Prefix }) => decoded(Prefix));
  const objects = listed.filter(({ key }) => isInDays(dayOf(key), days));
  const entered = folders.filter((folder) => isInDays(dayOf(folder), days));
  const further: PageTask[] = entered.map((folder) => ({ prefix: folder, byFolder: dayOf(folder) === undefined }));
  if (answer.NextContinuationToken !== undefined) {
    further.unshift(nextPage(task, answer.NextContinuationToken, listed.at(-1)?.key, folders.at(-1), days));
  }
  const leftOut = listed.length - objects.length + folders.length - entered.length;
  return { objects, further, leftOut };
}

function nextPage(
  { prefix, byFolder }: PageTask,
  token: string,
  lastKey: string | undefined,
  lastFolder: string | undefined,
  days: DayWindow,
): PageTask {
  const isLast = lastKey !== undefined && (lastFolder === undefined || lastFolder < lastKey);
  const startAfter = isLast ? skipTo(prefix, lastKey, days) : undefined;
  return startAfter === undefined ? { prefix, byFolder, token } : { prefix, byFolder, startAfter };
}

/** As S3 encodes it: percent signs, and `+` for a space. */
function decoded(text: string | undefined): string {
  return decodeURIComponent((text ?? '').replaceAll('+', ' '));
}
