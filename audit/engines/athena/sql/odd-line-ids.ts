import { queryText } from './sql-text';

/** A host id as S3 writes it: no other field of the tail looks so. */
const HOST_ID = '[A-Za-z0-9+/]{40,}={0,2}';

/** A member of a record as CloudWatch Logs has it; within a text that a client wrote, the quotes would be escaped. */
const member = (name: string, value: string): string => extracted(`"${name}" *: *"(${value})"`);

/** All known fields after the User-Agent, then words of which the last is in quotes: a field that AWS may add one day. */
const HOST_ID_BEFORE_LATER_QUOTED = extracted(
  `^.*" [^ "]+ (${HOST_ID}) (?:SigV[0-9A-Za-z_]+|-) [^ "]+ (?:AuthHeader|QueryString|-) [^ "]+ (?:TLS[Vv][0-9.]+|-) (?:[^"]*"[^"]*")+$`,
);

/**
 * Two words stand for the host id, the second one of which it is, and all fields behind them are one further than their
 * columns: such a line is for the parser.
 */
export const HOST_ID_OF_TWO_WORDS = `COALESCE(regexp_like(signature_version, ${queryText(`^${HOST_ID}$`)}) AND NOT regexp_like(host_id, ${queryText(`^${HOST_ID}$`)}), false)`;

/**
 * What events are joined by, of lines that the table's expression cannot take apart: records as CloudWatch Logs has them, host
 * ids of two words, later fields in quotes. The parser reads such a line, and takes no event of other ids than it reads.
 */
export const IDS_OF_ODD_LINES: Readonly<Record<string, string>> = {
  bucket: `COALESCE(bucket, ${member('bucket_name', '[^"\\\\]+')})`,
  request_id: `COALESCE(request_id, ${member('request_id', '[A-Za-z0-9-]+')})`,
  host_id: `CASE
    WHEN bucket_owner IS NULL THEN ${member('host_id', '[^"\\\\]+')}
    WHEN ${HOST_ID_OF_TWO_WORDS} THEN signature_version
    WHEN user_agent LIKE '%" %' AND regexp_like(line, '"$') THEN ${HOST_ID_BEFORE_LATER_QUOTED}
    ELSE NULLIF(host_id, '-') END`,
};

function extracted(pattern: string): string {
  return `NULLIF(regexp_extract(line, ${queryText(pattern)}, 1), '')`;
}
