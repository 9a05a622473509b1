/** Readers of values that condition operators compare. Each gives `undefined` for what is no such value. */

/** Reads a decimal number that a double holds exactly enough to compare. */
export function readNumber(text: string): number | undefined {
  const number = /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  return number !== undefined && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

/** Reads `true` or `false`. */
export function readBool(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** YYYY, YYYY-MM, YYYY-MM-DD, and with a time, which then has its zone: hours and minutes, seconds, fractions. */
const W3C = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
/** Not four digits, which are a year. */
const EPOCH = /^(\d{1,3}|\d{5,12})(\.\d+)?$/;

/**
 * Reads a date of one of the W3C profiles of ISO 8601, or seconds since 1970. Four digits are a year.
 * Sources: IAM User Guide, "Condition operators", "Date condition operators"; W3C NOTE-datetime.
 *
 * @returns milliseconds since 1970, UTC.
 */
export function readDate(text: string): number | undefined {
  if (EPOCH.test(text)) return Math.round(Number(text) * 1000);
  const match = W3C.exec(text);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const [, sign = '+', zoneHours = '00', zoneMinutes = '00'] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  const inRange =
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(zoneHours) < 24 &&
    Number(zoneMinutes) < 60;
  // Date.UTC takes the 31st of February for the 3rd of March, and the years 0 to 99 for those of the last century.
  if (!inRange || !new Date(local).toISOString().startsWith(`${year ?? ''}-${month}-${day}T`)) return undefined;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -60_000 : 60_000);
  return local + Number(`0.${fraction === '' ? '0' : fraction}`) * 1000 - offset;
}

/** Reads base64 into bytes, each written as one character (latin-1). */
export function readBase64(text: string): string | undefined {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString('latin1')
    : undefined;
}

/** The bytes of a text (UTF-8), each written as one character (latin-1). */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
