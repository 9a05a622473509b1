import { bucketArn } from '../../contract/deployment/names';
import type { AccessLogRecord } from '../../contract/access-log-fields';
import { decodeKey } from '../access-log/decode-key';
import { worstReading } from '../access-log/worst-reading';
import { requireMemory } from '../memory';
import type { Answer } from '../records/outcome';
import { remembering } from '../remembering';
import { grouped } from '../output/numbers';
import type { RecordedRow } from '../records/record-grouping';
import { throughAccessPoint } from '../policy/access-point';
import type { Witness } from '../records/witness';
import type { Classes } from './classes';
import { readOperation } from './operations';
import { classOfAnswer, type RecordedGroup } from './rehearsal';
import {
  ADDRESS_KEYS,
  encryptionOf,
  letThroughByAcl,
  ofAddress,
  pathClassOf,
  told,
  type RecordedContext,
} from './told';

/** One record of the access log, with what CloudTrail says of it. */
export interface Line {
  /** Every way to read it. */
  readonly readings: readonly [AccessLogRecord, ...AccessLogRecord[]];
  readonly ambiguous: boolean;
  readonly witness: Witness | null;
}

/** What says which record of a group is the first. */
type Place = Pick<AccessLogRecord, 'time' | 'requestId' | 'key'>;

/** Whether a record stands for a group rather than another: by time, request ID and key, whoever reads them. */
function isBefore(a: Place, b: Place): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.requestId !== b.requestId) return a.requestId < b.requestId;
  return (a.key ?? '-') < (b.key ?? '-');
}

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

/** A group while it grows. */
type Growing = { -readonly [K in keyof RecordedGroup]: RecordedGroup[K] } & {
  first: Place;
  readonly remoteIps: Set<string | null>;
};

/** What the policies see of a record beside its requester. */
interface Shape {
  readonly answer: Answer;
  readonly values: string;
}

/** Gathers records that the policies cannot tell apart. */
export class RecordedGroups {
  readonly #groups = new Map<string, Growing>();
  readonly #shapes = new Map<string, Shape>();
  readonly #classOfAddress: (remoteIp: string) => string;

  constructor(
    private readonly classes: Classes,
    private readonly networkOf: RecordedContext['networkOf'],
    private readonly partition = 'aws',
  ) {
    this.#classOfAddress = remembering((remoteIp) =>
      [pathClassOf(remoteIp, networkOf), ...ADDRESS_KEYS.map((key) => classes.ofKey(key, ofAddress(remoteIp)))].join(
        ' ',
      ),
    );
  }

  /**
   * Adds a record; of a line that can be read in several ways, the reading that got most.
   *
   * @param counted whether it counts: a line delivered twice is one request.
   */
  add({ readings, ambiguous, witness }: Line, counted: boolean): void {
    const record = worstReading(readings);
    const { time, bytesSent } = record;
    if (!counted) return;
    this.addRow({ record, ambiguous, witness, requests: 1, bytesSent, firstSeen: time, lastSeen: time });
  }

  /** Adds records that an engine did not tell apart. The first of a group stands for it, in whatever order they come. */
  addRow(row: RecordedRow): void {
    const { requests, bytesSent, firstSeen, lastSeen } = row;
    const { requester, remoteIp, requestId, key } = row.sketch ?? row.record;
    const first = { time: row.sketch === undefined ? row.record.time : firstSeen, requestId, key };
    const { answer, values } = this.#shapeOf(row);
    const name = [requester ?? '-', answer.httpStatus, answer.errorCode, values].join('\n');
    const known = this.#groups.get(name);
    if (known === undefined) {
      if (this.#groups.size % EVERY_SO_MANY === EVERY_SO_MANY - 1)
        requireMemory(`${grouped(this.#groups.size)} groups of requests: rehearse a shorter time or fewer buckets`);
      this.#groups.set(name, {
        ...{ recorded: this.#recordedOf(row), first, answer, requestId },
        ...{ requests, bytesSent, firstSeen, lastSeen },
        likeness: [this.classes.ofRequester(requester), classOfAnswer(answer), values].join('\n'),
        remoteIps: new Set([remoteIp]),
      });
      return;
    }
    if (isBefore(first, known.first)) Object.assign(known, { recorded: this.#recordedOf(row), first, requestId });
    known.remoteIps.add(remoteIp);
    known.requests += requests;
    known.bytesSent += bytesSent;
    known.firstSeen = Math.min(known.firstSeen, firstSeen);
    known.lastSeen = Math.max(known.lastSeen, lastSeen);
  }

  /** All groups, in the order of their first records. */
  groups(): readonly RecordedGroup[] {
    return [...this.#groups.values()];
  }

  #recordedOf({ record, witness, ambiguous }: RecordedRow): RecordedGroup['recorded'] {
    const key = decodeKey(record.key, record.operation);
    return { fields: record, witness, ambiguous, networkOf: this.networkOf, bucket: record.bucket, key };
  }

  /** Rows of one kind and of addresses that nothing tells apart have one shape, which the first of them tells. */
  #shapeOf(row: RecordedRow): Shape {
    if (row.sketch === undefined) return this.#readShape(row);
    const { kind, requester, remoteIp } = row.sketch;
    const name = [requester === null, this.#classOfAddress(remoteIp), kind].join('\n');
    const shape = this.#shapes.get(name) ?? this.#readShape(row);
    this.#shapes.set(name, shape);
    return shape;
  }

  #readShape(row: RecordedRow): Shape {
    const { httpStatus, errorCode } = row.record;
    return { answer: { httpStatus, errorCode }, values: this.#valuesOf(this.#recordedOf(row)) };
  }

  /** What a decision can depend on beside requester and answer: what was asked, and the class of every value that a policy reads. */
  #valuesOf(recorded: RecordedGroup['recorded']): string {
    const { fields, bucket, key } = recorded;
    const { operation, requester, versionId, accessPointArn } = fields;
    const reading = readOperation(operation, key, requester);
    const rights = reading.kind === 'rights' ? reading.rights : undefined;
    const values =
      rights && this.classes.keys.map((name) => this.classes.ofKey(name, told(name, { ...recorded, rights })));
    const arn = bucketArn(this.partition, bucket);
    const resource = rights?.target === 'object' ? `${arn}/${key ?? ''}` : arn;
    const through = accessPointArn === null ? undefined : throughAccessPoint(accessPointArn, resource)?.resource;
    const resources = [resource, ...(through === undefined ? [] : [through])].map(this.classes.ofResource);
    return [
      ...[
        bucket,
        operation,
        versionId !== null,
        key === null,
        recorded.witness?.caller,
        recorded.witness?.path === 'contradiction',
        String(encryptionOf(recorded.witness)?.usedKey),
        accessPointArn,
        letThroughByAcl(fields),
      ],
      ...[...resources, ...(values ?? [])],
    ].join('\n');
  }
}
