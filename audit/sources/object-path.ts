import { createHash } from 'node:crypto';

/**
 * The path below the directory of its bucket at which an object is kept.
 *
 * Keys of log objects stay as they are. For all others the path is made so that whatever the keys, no path leaves the
 * directory, no two differ only in case, and none is a directory of another: the name alone tells files from
 * directories. A pure function of the key: what was collected before does not matter.
 *
 * @returns segments joined by `/`, all printable ASCII, none empty, `.` or `..`.
 */
export function pathOfKey(key: string): string {
  const segments = key.split('/');
  const path = segments.map((segment, index) => pathSegment(segment, index === segments.length - 1)).join('/');
  return path.length <= LONGEST_PATH ? path : `%sha256-${hashOf(key)}.object`;
}

/** macOS takes 1,024 bytes, of which the directory needs some. */
const LONGEST_PATH = 600;
/** File systems take 255 bytes. */
const LONGEST_SEGMENT = 200;

/** Names that only files have, so that a directory with such a name is told by a mark. */
const FILE_NAME = /^\d{4}(-\d\d){5}-[0-9A-Za-z]+$|\.(gz|json|jsonl|csv|log|txt|parquet|object)$/i;

function pathSegment(segment: string, isFile: boolean): string {
  if (segment === '') return isFile ? '%empty.object' : '%empty';
  const looksLikeFile = FILE_NAME.test(segment);
  const kind = looksLikeFile === isFile ? '' : isFile ? '%file.object' : '%directory';
  const name = `${withCase(escaped(segment), segment)}${kind}`;
  return name.length <= LONGEST_SEGMENT ? name : `%sha256-${hashOf(segment)}${isFile ? '.object' : ''}`;
}

/** Percent-encodes all but harmless characters; a first dot too, so that nothing is hidden and nothing leads upwards. */
function escaped(segment: string): string {
  return segment.replace(/^\.|\.$|[^A-Za-z0-9._=+,@-]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

/** Names whose case AWS fixes; any other spelling of them, and any other name with capitals, tells its case beside. */
const FIXED_CASE = new Map(
  ['AWSLogs', 'CloudTrail', 'CloudTrail-Digest', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);
const ACCESS_LOG_NAME = /^\d{4}(-\d\d){5}-[0-9a-z]+$/;

/** File systems may take `AbC` and `aBc` for one name: capitals are told by a hexadecimal mask before the first dot. */
function withCase(name: string, segment: string): string {
  const lower = segment.toLowerCase();
  const usual = FIXED_CASE.get(lower) ?? (ACCESS_LOG_NAME.test(lower) ? segment.toUpperCase() : lower);
  if (segment === usual) return name;
  const bits = Array.from(segment, (character) => (/[A-Z]/.test(character) ? '1' : '0')).join('');
  const dot = name.indexOf('.', 1);
  const stem = dot < 0 ? name.length : dot;
  return `${name.slice(0, stem)}~${BigInt(`0b1${bits}`).toString(16)}${name.slice(stem)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
