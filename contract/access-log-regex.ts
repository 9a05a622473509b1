import { ACCESS_LOG_FIELDS, type AccessLogField, type KnownField } from './access-log-fields';

/** JavaScript's white space among the characters a byte can be; the three engines differ about `\s`. */
export const SPACE = '\\t\\n\\x0b\\f\\r \\xa0';
const WORD = '[^ "]+';
const STATUS = '-|[1-5][0-9]{2}';
const COUNT = '-|[0-9]{1,15}';

/**
 * A word of the tail or of a requester, as choices by its first characters; `any` repeats the rest. None begins as a time in
 * brackets ends, `+0000]`: where the line feed between two records was lost, the second would vanish in such words of the first.
 */
const withoutTimeEnd = (any: '*' | '*?', first = '[^ "+-]'): string =>
  [
    `${first}[^ "]${any}`,
    `[+-][0-9]{0,3}(?:[^ "0-9][^ "]${any})${any === '*' ? '?' : '??'}`,
    `[+-][0-9]{4}(?:[^ "\\]][^ "]${any})${any === '*' ? '?' : '??'}`,
  ].join('|');

/** A word that is no operation, spelt out by where it stops being one, for want of look-ahead. */
const NO_OPERATION = [
  withoutTimeEnd('*', '[^A-Z "+-]'),
  '[A-Z][A-Z0-9]*',
  '[A-Z][A-Z0-9]*[^A-Z0-9. "][^ "]*',
  '[A-Z][A-Z0-9]*(?:[.][A-Z0-9_-]+)*[.](?:[^A-Z0-9_ "-][^ "]*)?',
  '[A-Z][A-Z0-9]*(?:[.][A-Z0-9_-]+)+[^A-Z0-9_. "-][^ "]*',
].join('|');

/** Two digits of a year that 4 divides, save 00. */
const BY_4 = '(?:0[48]|[2468][048]|[13579][26])';
const DATE = [
  '(?:0[1-9]|1[0-9]|2[0-8])/(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/[0-9]{4}',
  '(?:29|30)/(?:Jan|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/[0-9]{4}',
  '31/(?:Jan|Mar|May|Jul|Aug|Oct|Dec)/[0-9]{4}',
  `29/Feb/(?:[0-9]{2}${BY_4}|${BY_4}00)`,
].join('|');
export const TIME = `(?:${DATE}):(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60) [+-](?:0[0-9]|1[0-4])[0-5][0-9]`;

/** What a group captures, where it is not what the type of its field says. */
const CAPTURED: Partial<Record<KnownField['name'], string>> = {
  bucketOwner: `[^${SPACE}"]+`,
  // S3 always knows the bucket: a dash is masked or damaged.
  bucket: `[^${SPACE}"\\[\\]-][^${SPACE}"\\[\\]]*|-[^${SPACE}"\\[\\]]+`,
  time: TIME,
  // Only a requester can hold spaces (a CloudFront origin access identity does), and it is an ARN then.
  requester: `${WORD}|arn:[^ "]*(?: (?:${NO_OPERATION}))+`,
  requestId: '[A-Za-z0-9-]+',
  // Operations of the SOAP API keep the spelling of their names.
  operation: '[A-Z][A-Z0-9]*(?:[.][A-Z0-9_-]+)+|SOAP[.][A-Za-z0-9]+',
  httpStatus: STATUS,
  errorCode: '[A-Za-z0-9._-]+',
  // The last quote of a line ends the User-Agent: what follows is S3's own.
  userAgent: '[^\\n]*',
};

function capturedBy({ name, type, written }: KnownField): string {
  if (written === 'quoted') return CAPTURED[name] ?? '[^\\n]*?';
  return CAPTURED[name] ?? (type === 'integer' ? COUNT : WORD);
}

function groupOf(field: KnownField): string {
  const captured = `(${capturedBy(field)})`;
  if (field.written === 'bracketed') return `\\[${captured}\\]`;
  if (field.written === 'quoted') return `(?:"${captured}"|-)`;
  // Some lines have more than one space before the remote IP, or two after it.
  return field.name === 'remoteIp' ? ` *${captured} ?` : captured;
}

/** A field of the tail can only follow its predecessor; lazy, since a carriage return after the last belongs to none. */
const TAIL_WORD = withoutTimeEnd('*?');
const TAIL = ACCESS_LOG_FIELDS.filter(({ tail }) => tail).reduceRight(
  (following) => `(?: (${TAIL_WORD})${following})??`,
  `((?: (?:${TAIL_WORD}))*?)`,
);

/**
 * One record of a server access log as a regular expression, for whatever reads logs by one; tables read by Java have
 * `accessLogJavaRegex`.
 * It has a group for each column of `ACCESS_LOG_COLUMNS`: the fields in their order, and what follows the last known one,
 * as written.
 *
 * - A line that does not match is a reject; so is a blank line.
 * - A missing field, or a bare `-` for URI, Referer or User-Agent, is no group (NULL); other absent fields are `-`.
 * - URI, Referer and User-Agent may hold unescaped quotes. Of the ways to read an ambiguous line this takes one: the URI
 *   ends at the first quote from which a whole record follows, the Referer at the first `" "` after it, the User-Agent at
 *   the last quote. That is the first reading of `parseLine`; the worst one may be another.
 * - A second record may begin within URI, Referer or User-Agent, which are whatever a client writes. `parseLine` rejects such
 *   a line; this has no way to.
 *
 * It keeps to syntax that Java, RE2 and JavaScript read alike: no look-around, back reference or possessive quantifier, and
 * no class that depends on locale or line terminators (`\s`, `\w`, `.`).
 * Source of the format: S3 User Guide, "Amazon S3 server access log format".
 */
export const accessLogRegex = `^${ACCESS_LOG_FIELDS.filter(({ tail }) => !tail)
  .map(groupOf)
  .join(' ')}${TAIL}[ \\t\\r]*$`;

/** A column of the table of records. */
export interface AccessLogColumn {
  readonly name: string;
  readonly type: AccessLogField['type'];
  readonly description: string;
}

/** The columns, one for each group of `accessLogRegex`, in its order. */
export const ACCESS_LOG_COLUMNS: readonly AccessLogColumn[] = [
  ...ACCESS_LOG_FIELDS.map(({ column, type, description }) => ({ name: column, type, description })),
  { name: 'extra', type: 'string', description: 'fields after the last one known here' },
];
