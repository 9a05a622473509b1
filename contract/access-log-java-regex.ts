import { ACCESS_LOG_FIELDS, type KnownField } from './access-log-fields';
import { SPACE, TIME } from './access-log-regex';

const WORD = '[^ "]++';
const STATUS = '(?:-|[1-5][0-9]{2})';
const ERROR_CODE = '[A-Za-z0-9._-]++';
const COUNT = '(?:-|[0-9]{1,15}+)';
const REQUEST_ID = '[A-Za-z0-9-]++';
const REST_OPERATION = '[A-Z][A-Z0-9]*+(?:[.][A-Z0-9_-]++)++';
const OPERATION = `(?:${REST_OPERATION}|SOAP[.][A-Za-z0-9]++)(?= )`;
/** Bucket owner and bucket hold no white space at all. */
const NAME = `[^${SPACE}"]++`;
const BUCKET = `(?!- )[^${SPACE}"\\[\\]]++`;

/** Words after the User-Agent, each behind one space, none of them the end of a time in brackets; white space; the end. */
const TIME_END = '[+-][0-9]{4}\\]';
const REST = `(?: (?!${TIME_END})${WORD})*+[ \\t\\r]*+$`;

/** From the end of the request URI to the referer. */
const ANSWER = ` ${STATUS} ${ERROR_CODE} (?:${COUNT} ){4}`;
/** A referer that is a dash, a User-Agent, and what must follow it. */
const AFTER_DASH = `- (?:"[^\\n]*"|-${REST})`;
/** From request ID to what only the request URI can begin with. */
const HEAD_END = ` ${REQUEST_ID} ${OPERATION} ${WORD} (?:"|-${ANSWER}["-])`;

/**
 * Where the parts end whose end is a choice, each chosen once:
 * - the requester at the first head that is whole; only an ARN holds spaces;
 * - the request URI at the first answer behind which a quoted referer or one that fits follows; where the quoted one does not
 *   fit, no later quoted one does, since what follows it is a part of what followed this: then at the first of the others;
 * - the referer at the first `" "`, or else at the last quote; the User-Agent at the last quote.
 */
const CHOSEN: Partial<Record<KnownField['name'], string>> = {
  requester: `${WORD}(?=${HEAD_END})|arn:[^ "]*+(?:(?!${HEAD_END}| ${REST_OPERATION} | ${TIME_END}) ${WORD})++`,
  requestUri: `(?>[^\\n]*?(?="${ANSWER}(?:"|${AFTER_DASH})))|(?>[^\\n]*?(?="${ANSWER}${AFTER_DASH}))`,
  referer: `(?>[^\\n]*?(?=" "))|(?>[^\\n]*(?="))(?=" -${REST})`,
  userAgent: `(?>[^\\n]*(?="))`,
};

const CAPTURED: Partial<Record<KnownField['name'], string>> = {
  bucketOwner: NAME,
  bucket: BUCKET,
  time: TIME,
  requestId: REQUEST_ID,
  operation: OPERATION,
  httpStatus: STATUS,
  errorCode: ERROR_CODE,
  ...CHOSEN,
};

function groupOf({ name, type, written }: KnownField): string {
  const captured = `(${CAPTURED[name] ?? (type === 'integer' ? COUNT : WORD)})`;
  if (written === 'bracketed') return `\\[${captured}\\]`;
  // What follows the last quote is the same however the line is read, and is looked at once.
  if (name === 'requestUri') return `(?:"(?=(?>[^\\n]*")${REST})${captured}"|-)`;
  if (written === 'quoted') return `(?:"${captured}"|-)`;
  return name === 'remoteIp' ? ` *+${captured}(?: (?= ))?+` : captured;
}

/** A word of the tail without the white space that trails the line. */
const TAIL_WORD = '(?:[^ "\\t\\r]++|[\\t\\r]++(?![ \\t\\r]*+$))++';
const TAIL = ACCESS_LOG_FIELDS.filter(({ tail }) => tail).reduceRight(
  (following) => `(?: (${TAIL_WORD})${following})?+`,
  '((?>[^\\n]*[^ \\t\\r])?+)',
);

/**
 * `accessLogRegex` for `java.util.regex`, which tables over logs are read by: the same lines, and the same groups of each, but
 * found without ever coming back to a choice, so that the steps grow with the line and no faster, whatever a client wrote into
 * it. The other spelling, for want of atomic groups and look-ahead in RE2, takes minutes in Java over a damaged line.
 *
 * They differ in one thing: where an ARN with spaces is followed by several heads, of which the first has an operation of SOAP,
 * this takes the first and no other.
 */
export const accessLogJavaRegex = `^${ACCESS_LOG_FIELDS.filter(({ tail }) => !tail)
  .map(groupOf)
  .join(' ')}(?=${REST})${TAIL}[ \\t\\r]*+$`;
