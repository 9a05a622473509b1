import { ACCESS_LOG_FIELDS, type AccessLogRecord } from '../../../contract/access-log-fields';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Writes a record as S3 does: unescaped, with so many tail fields as its generation has. A row that is no HTTP request has
 * bare dashes for the request URI, or for referer and user agent both.
 */
export function writeLine(record: AccessLogRecord, tailFields: number, bareDashes = false): string {
  const bareAgents = bareDashes && record.referer === null && record.userAgent === null;
  const tailStart = ACCESS_LOG_FIELDS.findIndex(({ tail }) => tail);
  const written = ACCESS_LOG_FIELDS.slice(0, tailStart + tailFields).map(({ name, written: how }) => {
    const value = record[name];
    if (name === 'time') return `[${logTime(record.time)}]`;
    const bare = name === 'requestUri' ? bareDashes && value === null : bareAgents;
    if (how === 'quoted' && !bare) return `"${value ?? '-'}"`;
    return String(value ?? '-');
  });
  return [...written, ...record.extra].join(' ');
}

function logTime(seconds: number): string {
  const [, year, month, day, time] = /(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(seconds * 1000).toISOString()) ?? [];
  return `${day ?? ''}/${MONTHS[Number(month) - 1] ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}
