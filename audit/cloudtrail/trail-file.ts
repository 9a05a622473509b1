import { reasonOf } from '../errors/reason';

/** What the text of a file is. */
export type TrailFile =
  | { readonly kind: 'records'; readonly records: readonly unknown[] }
  /** Lies beside the files and holds their hashes, no events. */
  | { readonly kind: 'digest' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** How nearly every file begins; it then ends with a brace. */
const BEGIN = /^\s*\{\s*"Records"\s*:/;
const END = /\}\s*$/;
/** Runs of plain characters are taken at once: one by one, a long text would be more than the expression can go back over. */
const STRING_OR_BRACKET = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g;

/**
 * Reads a CloudTrail file: `{"Records": [...]}` as CloudTrail delivers it, a bare array of records, or a digest. No key may
 * occur twice, of which JSON.parse would drop one without a word.
 *
 * Sources: CloudTrail User Guide, "CloudTrail log file examples", "CloudTrail digest file structure".
 */
export function readTrailFile(text: string): TrailFile {
  const records = onlyRecords(text);
  if (records !== undefined) return { kind: 'records', records };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return unreadable(`is not JSON: ${reasonOf(error)}`);
  }
  if (Array.isArray(json)) return { kind: 'records', records: json };
  return typeof json === 'object' && json !== null ? objectFile(json, text) : NO_TRAIL_FILE;
}

function objectFile(json: object, text: string): TrailFile {
  const keys = topLevelKeys(text);
  const repeated = keys.find((key, i) => keys.indexOf(key) < i);
  if (repeated !== undefined) return unreadable(`has the key ${JSON.stringify(repeated)} more than once`);
  if ('Records' in json && Array.isArray(json.Records)) return { kind: 'records', records: json.Records };
  const misspelt = keys.find((key) => key.toLowerCase() === 'records');
  if (misspelt !== undefined) return unreadable(`has ${JSON.stringify(misspelt)}, and no array "Records"`);
  const isDigest = 'digestPublicKeyFingerprint' in json && 'logFiles' in json && Array.isArray(json.logFiles);
  return isDigest ? { kind: 'digest' } : NO_TRAIL_FILE;
}

/** The records of a file that has nothing else: what stands between is one array then, and Records its only key. */
function onlyRecords(text: string): readonly unknown[] | undefined {
  const begin = BEGIN.exec(text);
  const end = END.exec(text.slice(-64));
  if (begin === null || end === null) return undefined;
  try {
    const json: unknown = JSON.parse(text.slice(begin[0].length, text.length - end[0].length));
    return Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of the outermost object, as often as they occur. The text is JSON. */
function topLevelKeys(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(STRING_OR_BRACKET)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && isKey(text, index + token.length)) keys.push(JSON.parse(token) as string);
  }
  return keys;
}

/** Says whether a colon follows, after white space. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at++;
  return text.charAt(at) === ':';
}

function unreadable(problem: string): TrailFile {
  return { kind: 'unreadable', problem };
}

const NO_TRAIL_FILE = unreadable('is no CloudTrail file: it has no Records');
