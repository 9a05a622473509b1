const REQUEST_LINE = /^\S+ [^? ]*\??(\S*) HTTP\/\d/;

/**
 * The query of a request line, as it is written; empty where there is none.
 *
 * @param requestUri as the log has it, `null` for `-`.
 * @returns `undefined` where there is no request line that can be read.
 */
export function queryOf(requestUri: string | null): string | undefined {
  return REQUEST_LINE.exec(requestUri ?? '')?.[1];
}

/** The values of a parameter in a query, as they are written. */
export function valuesIn(query: string, name: string): readonly string[] {
  return query.split('&').flatMap((part) => {
    const [key, ...rest] = part.split('=');
    return key === name ? [rest.join('=')] : [];
  });
}
