import { ENCRYPTION_FIELDS } from './upload-encryption';

const { imul } = Math;

/**
 * What events.ts reads of a record, each text in a slot of its own, in this order. The order is also that of the text by which
 * records are known that say the same. A list has slots for so many elements as events of S3 have at most; a record with more
 * is odd.
 */
export const READ = {
  eventTime: 'text',
  requestID: 'text',
  additionalEventData: { 'x-amz-id-2': 'text', ...textsOf(ENCRYPTION_FIELDS.additionalEventData) },
  eventSource: 'text',
  eventName: 'text',
  eventCategory: 'text',
  eventType: 'text',
  managementEvent: 'flag',
  errorCode: 'text',
  sourceIPAddress: 'text',
  vpcEndpointId: 'text',
  userIdentity: { type: 'text', arn: 'text', accountId: 'text', invokedBy: 'text' },
  requestParameters: {
    bucketName: 'text',
    Host: 'text',
    'x-amz-copy-source': 'text',
    ...textsOf(ENCRYPTION_FIELDS.requestParameters),
  },
  responseElements: textsOf(ENCRYPTION_FIELDS.responseElements),
  resources: [{ ARN: 'text' }],
} as const;

export const MOST_ELEMENTS = 4;

/** A key of an object, and where what it leads to is kept. */
export interface Member {
  readonly name: Uint8Array;
  readonly kind: 'text' | 'flag' | 'object' | 'list';
  /** Of the first element, where it stands in a list. */
  readonly slot: number;
  /** What is read of the object, or of the objects in the list. */
  readonly members: Members;
}

/** By {@link keyHash}. */
export type Members = ReadonlyMap<number, Member>;

interface Shape {
  readonly [name: string]: 'text' | 'flag' | Shape | readonly [Shape];
}

function textsOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, 'text'>> {
  return Object.fromEntries(names.map((name) => [name, 'text'])) as Record<Name, 'text'>;
}

let slots = 0;
const names: string[] = [];

/** What is read of a record. */
export const RECORD = membersOf(READ, '', 1);
export const SLOTS = slots;

/** The slot of a text, by its path such as `userIdentity.arn`. */
export function slotOf(path: string): number {
  const slot = names.indexOf(path);
  if (slot < 0) throw new Error(`${path} is not read of records`);
  return slot;
}

function membersOf(shape: Shape, path: string, elements: number): Members {
  return new Map(
    Object.entries(shape).map(([name, what]): [number, Member] => {
      const bytes = Buffer.from(name);
      return [keyHash(bytes, 0, bytes.length), { name: bytes, ...memberOf(what, `${path}${name}`, elements) }];
    }),
  );
}

function memberOf(what: Shape[string], path: string, elements: number): Omit<Member, 'name'> {
  const slot = slots;
  if (typeof what === 'object') {
    const isList = Array.isArray(what);
    const shape = (isList ? what[0] : what) as Shape;
    const members = membersOf(shape, `${path}.`, isList ? MOST_ELEMENTS : elements);
    return { kind: isList ? 'list' : 'object', slot, members };
  }
  for (let i = 0; i < elements; i++) names[slots++] = path;
  return { kind: what, slot, members: new Map() };
}

/** FNV-1a of a key's bytes: keys that differ in it differ. */
export function keyHash(bytes: Uint8Array, from: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < end; at++) hash = imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}
