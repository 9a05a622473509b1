/** What is read from JSON and is neither a list nor a single value. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Says whether a value, of JSON or thrown by somebody, is an object with named properties: no list, no null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is an object; else one without properties. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
