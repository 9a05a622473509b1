const SPACE = 0x20;
/** Begins a key that holds other characters than ASCII, as no other key does. */
const OTHER = 0x00;
const ASCII = /^[\x20-\x7e]*$/;

/** What a request is known by: request ID, space, and host id, or nothing where there is none. S3 writes ASCII without spaces. */
export function keyOf(requestId: string, hostId: string | null): Buffer {
  const text = `${requestId} ${hostId ?? ''}`;
  return ASCII.test(text)
    ? Buffer.from(text, 'latin1')
    : Buffer.concat([Buffer.from([OTHER]), Buffer.from(text, 'utf16le')]);
}

/** Says whether a key is of a request that has a host id. */
export function hasHostId(key: Buffer): boolean {
  return key[0] === OTHER ? key.at(-2) !== SPACE || key.at(-1) !== 0 : key.at(-1) !== SPACE;
}

/** Where both ids of a request stand in bytes; both ends of a missing host id are 0. */
export interface IdPlaces {
  idAt: number;
  idEnd: number;
  hostAt: number;
  hostEnd: number;
}

/**
 * Writes the key of a request whose ids stand in bytes.
 *
 * @param to where the key begins, with room for both ids and a space.
 * @returns where it ends; -1 where an id holds other characters than ASCII, which {@link keyOf} takes.
 */
export function writeKey(key: Uint8Array, to: number, bytes: Uint8Array, places: IdPlaces): number {
  const { idAt, idEnd, hostAt, hostEnd } = places;
  let end = to;
  let isOther = false;
  for (let at = idAt; at < idEnd; at++) {
    const byte = bytes[at] ?? 0;
    isOther ||= byte < 0x20 || byte > 0x7e;
    key[end++] = byte;
  }
  key[end++] = SPACE;
  for (let at = hostAt; at < hostEnd; at++) {
    const byte = bytes[at] ?? 0;
    isOther ||= byte < 0x20 || byte > 0x7e;
    key[end++] = byte;
  }
  return isOther ? -1 : end;
}
