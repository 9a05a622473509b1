import { bucketArn } from '../../../../contract/deployment/names';
import {
  QUERY_PARAMETERS,
  type Division,
  type Pattern,
  type RecordGrouping,
  type ValueDivision,
} from '../../../records/record-grouping';
import { SEEN } from './access-log-view';
import type { QueriedTables } from './aggregate-query';
import { RECORD } from './request-query';
import { queryList, queryText } from './sql-text';

// What sets records apart for a rehearsal (../../../records/record-grouping.ts), as one text for each: records of one text are
// decided alike by all policies. Patterns are the policies', which anybody may have written, and are asked as literals of LIKE.
// Only plain lines are asked: their fields are printable ASCII, and every other line is read by the parser.

/** The record that stands for a group is its first one: by time, request ID and key. Behind them it stands as a line, or as `RECORD`. */
export function sampleOf(layout: QueriedTables['layout']): string {
  return `concat(CAST(${SEEN} + ${BEYOND_TIME} AS varchar), ' ', request_id, ' ', COALESCE(key, '-'), ' ', ${layout === 'compact' ? RECORD : 'line'})`;
}

/** No record has such a time, the years of records having four digits. */
const BEYOND_TIME = 1e12;

/** Stands for no value; no class of a value is so short. */
const NONE = queryText('-');

/** What a query asks of records to tell them apart: the expressions, over the columns of `accessLogSelect`. */
export interface Asked {
  /** Columns that the class is made of, each set of those before it; so that no pattern repeats what it is asked of. */
  readonly texts: readonly Readonly<Record<string, string>>[];
  readonly recordClass: string;
}

/**
 * What sets records apart.
 *
 * @param buckets whose records are gathered.
 */
export function askedOf(grouping: RecordGrouping, buckets: readonly string[]): Asked {
  const { partition, objectArn, times, query, userAgent, referer, versionId } = grouping;
  const arn = bucketArn(partition, '');
  const own = ['signature_version', 'authentication_type', 'tls_version', 'access_point_arn'];
  const parts = [
    ...own.map((column) => `COALESCE(${column}, ${NONE})`),
    ...['host_id', 'cipher_suite', 'host_header', 'acl_required'].map(presence),
    classOf(ofBuckets(objectArn, arn, buckets), { given: 'key', text: 'object_arn' }),
    classOf(ofAccessPoints(objectArn, arn), { given: 'point_key', text: 'point_arn' }),
    timeClass(times),
    ...QUERY_PARAMETERS.flatMap((name) => ifAsked(query[name], (division) => parameterClass(columnOf(name), division))),
    ...Object.entries({ user_agent: userAgent, referer, version_id: versionId }).flatMap(([column, asked]) =>
      ifAsked(asked, (division) => classOf(division, { given: column, text: column })),
    ),
  ];
  const found = QUERY_PARAMETERS.map((name) => [`${columnOf(name)}_found`, foundOf(name)]);
  const given = QUERY_PARAMETERS.map((name) => [`${columnOf(name)}_given`, givenOf(name)]);
  const text = QUERY_PARAMETERS.map((name) => [`${columnOf(name)}_text`, withSpaces(`${columnOf(name)}_given`)]);
  return {
    texts: [
      { key_text: KEY, request_query: QUERY, point_key: `CASE WHEN access_point_arn IS NOT NULL THEN key END` },
      {
        object_arn: `${queryText(arn)} || bucket || '/' || key_text`,
        point_arn: `access_point_arn || '/object/' || key_text`,
        ...Object.fromEntries(found),
      },
      Object.fromEntries(given),
      Object.fromEntries(text),
    ],
    recordClass: `concat_ws(chr(10), ${parts.join(',\n      ')})`,
  };
}

/** A value as the log has it, and what patterns are matched against: NULL where SQL cannot tell. */
interface Value {
  readonly given: string;
  readonly text: string;
}

function ifAsked(division: Division, classBy: (division: ValueDivision) => string): readonly string[] {
  return division.kind === 'none' ? [] : [classBy(division)];
}

function presence(column: string): string {
  return `CASE WHEN ${column} IS NULL THEN ${NONE} ELSE '+' END`;
}

function classOf(division: ValueDivision, { given, text }: Value): string {
  const each = `COALESCE('=' || ${given}, ${NONE})`;
  switch (division.kind) {
    case 'presence':
      return presence(given);
    case 'each':
      return each;
    case 'patterns': {
      const answers = answersOf(text, division.patterns);
      return answers === undefined
        ? each
        : `CASE WHEN ${given} IS NULL THEN ${NONE} WHEN ${isOdd(text)} THEN '=' || ${given} ELSE ${answers} END`;
    }
  }
}

/** Characters that SQL and the evaluator could count or compare differently: such a value is a class of its own. */
const ODD = '[^ -~\\x{a0}-\\x{d7ff}\\x{e000}-\\x{fffc}]';
const NO_ODD = /^[ -~\u00a0-\ud7ff\ue000-\ufffc]*$/;
const isOdd = (text: string): string => `COALESCE(regexp_like(${text}, ${queryText(ODD)}), true)`;

/** So many patterns of a field are asked one by one: engines compile an expression, and what they compile has its bounds. */
const MOST_ASKED_ALONE = 30;

/**
 * The answers of all patterns, as a text; patterns that ask for odd characters match none that is asked.
 *
 * @returns `undefined` where they are too many to be asked.
 */
function answersOf(text: string, patterns: readonly Pattern[]): string | undefined {
  const askable = patterns.map(merged).filter((pattern) => NO_ODD.test(pattern.map(textOf).join('')));
  const whole = askable.filter((pattern) => !pattern.some(isWildcard)).map(textsOf);
  const beginnings = askable.filter(isBeginning).map(textsOf);
  const others = askable.filter((pattern) => pattern.some(isWildcard) && !isBeginning(pattern));
  if (others.length > MOST_ASKED_ALONE) return undefined;
  const parts = [
    ...(whole.length > 0 ? [`CASE WHEN ${text} IN ${queryList(whole)} THEN '=' || ${text} ELSE '' END`] : []),
    ...(beginnings.length > 0 ? [longestBeginning(text, beginnings)] : []),
    ...others.map((pattern) => `CASE WHEN ${text} LIKE ${likeText(pattern)} ESCAPE '\\' THEN '1' ELSE '0' END`),
  ];
  // No text that is asked holds a line feed.
  return `concat_ws(chr(10), ${["'.'", ...parts].join(',\n      ')})`;
}

/** Which of many beginnings a text has follows from the longest. */
function longestBeginning(text: string, beginnings: readonly string[]): string {
  const longestFirst = [...beginnings].sort((a, b) => b.length - a.length);
  const literal = longestFirst.map((one) => one.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'));
  return `COALESCE(regexp_extract(${text}, ${queryText(`^(?:${literal.join('|')})`)}), '')`;
}

/** Texts beside each other are one, and none is empty. */
function merged(pattern: Pattern): Pattern {
  return pattern.reduce<Pattern>((parts, part) => {
    const last = parts.at(-1);
    if (typeof part === 'string') return [...parts, part];
    if (part.text === '') return parts;
    return typeof last === 'object' ? [...parts.slice(0, -1), { text: last.text + part.text }] : [...parts, part];
  }, []);
}

const isWildcard = (part: Pattern[number]): boolean => typeof part === 'string';
const textOf = (part: Pattern[number]): string => (typeof part === 'string' ? '' : part.text);
const textsOf = (pattern: Pattern): string => pattern.map(textOf).join('');

/** A text, and anything behind it. */
function isBeginning(pattern: Pattern): boolean {
  const [first, second] = pattern;
  return pattern.length === 2 && typeof first === 'object' && second === '*';
}

function likeText(pattern: Pattern): string {
  const like = pattern.map((part) => {
    if (part === '*') return '%';
    return part === '?' ? '_' : part.text.replace(/[%_\\]/g, '\\$&');
  });
  return queryText(like.join(''));
}

/** Patterns of objects in other buckets match none of these, and there may be many. */
function ofBuckets(division: ValueDivision, arn: string, buckets: readonly string[]): ValueDivision {
  const own = buckets.map((bucket) => `${arn}${bucket}/`);
  return withPatterns(division, (beginning) =>
    own.some((one) => one.startsWith(beginning) || beginning.startsWith(one)),
  );
}

/** What an object is called at the access point that it was asked through (../../../policy/access-point.ts) is in no bucket. */
function ofAccessPoints(division: ValueDivision, arn: string): ValueDivision {
  return withPatterns(division, (beginning) => !beginning.startsWith(arn));
}

/** Without the patterns that begin as no value does. */
function withPatterns(division: ValueDivision, mayBegin: (beginning: string) => boolean): ValueDivision {
  if (division.kind !== 'patterns') return division;
  const patterns = division.patterns.filter(([first]) =>
    typeof first === 'object' ? mayBegin(first.text) : first !== undefined,
  );
  return { kind: 'patterns', patterns };
}

const KIND = "regexp_extract(operation, '^[^.]+')";

/** Bytes that are no UTF-8 become U+FFFD, which is odd; what is no encoding is NULL. A plus is one, not a space. */
const decoded = (text: string): string => `TRY(url_decode(replace(${text}, '+', '%2B')))`;
const withSpaces = (text: string): string => decoded(`replace(${text}, '+', '%20')`);

/** The key as decode-key.ts decodes it. */
const KEY = `CASE
        WHEN ${KIND} IN ('REST', 'WEBSITE') THEN ${decoded(decoded('key'))}
        WHEN ${KIND} IN ('BATCH', 'S3') THEN ${withSpaces('key')}
        ELSE key END`;

/** How many of the times a record's has reached. */
function timeClass(times: RecordGrouping['times']): string {
  if (times === null) return `CAST(${SEEN} AS varchar)`;
  const reachable = times.filter((time) => Math.abs(time) < BEYOND_TIME);
  const cases = reachable.map((time, i) => `WHEN ${SEEN} >= ${time} THEN '${i + 1}'`).reverse();
  return cases.length === 0 ? "'0'" : `CASE ${cases.join(' ')} ELSE '0' END`;
}

/** As ../../../access-log/request-query.ts reads the query of a request line. */
const REQUEST_LINE = queryText('^[^ ]+ [^? ]*[?]?([^ ]*) HTTP/[0-9]');
const QUERY = `CASE WHEN regexp_like(request_uri, ${REQUEST_LINE}) THEN regexp_extract(request_uri, ${REQUEST_LINE}, 1) END`;

const columnOf = (parameter: string): string => parameter.replaceAll('-', '_');

/** All that stands for a parameter in the query, `&prefix=a&` or `&prefix&`. */
function foundOf(parameter: string): string {
  const pattern = queryText(`&${parameter}(?:=[^&]*)?&`);
  return `regexp_extract_all('&' || replace(request_query, '&', '&&') || '&', ${pattern})`;
}

/** Its first value, as it is written. */
function givenOf(parameter: string): string {
  const first = `element_at(${columnOf(parameter)}_found, 1)`;
  const before = `&${parameter}=`.length;
  return `substr(${first}, ${before + 1}, greatest(0, length(${first}) - ${before + 1}))`;
}

/** A parameter of the request line: none, one, or nobody knows which. */
function parameterClass(column: string, division: ValueDivision): string {
  return `CASE WHEN request_query IS NULL THEN '?' WHEN cardinality(${column}_found) > 1 THEN '!'
      WHEN cardinality(${column}_found) = 1 THEN ${classOf(division, { given: `${column}_given`, text: `${column}_text` })} ELSE ${NONE} END`;
}
