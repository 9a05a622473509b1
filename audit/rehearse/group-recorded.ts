import { bucketArn } from '../../contract/deployment/names';
import type { AccessLogRecord } from '../../contract/access-log-fields';
import { decodeKey } from '../access-log/decode-key';
import { worstReading } from '../access-log/worst-reading';
import { isLogged } from '../cloudtrail/unlogged';
import { requireMemory } from '../memory';
import type { Answer } from '../records/outcome';
import { remembering } from '../remembering';
import { grouped } from '../output/numbers';
import type { RecordedRow, RowKind, RowSketch } from '../records/record-grouping';
import { throughAccessPoint } from '../policy/access-point';
import type { Witness } from '../records/witness';
import type { Classes } from './classes';
import { readOperation } from './operations';
import type { Recorded } from './recorded';
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

/** What is shown of the first record of a group, and what says that it is the first; as the log has it. */
type First = Pick<AccessLogRecord, 'time' | 'requestId' | 'key' | 'remoteIp'>;

/** Whether a record stands for a group rather than another: by time, request ID and key, whoever reads them. */
function isBefore(a: First, b: First): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.requestId !== b.requestId) return a.requestId < b.requestId;
  return (a.key ?? '-') < (b.key ?? '-');
}

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

/** The class of whoever is nobody. */
const ANONYMOUS = '-';

/** A group while it grows: one of a hundred thousand, so it is made of few objects. */
class Growing implements RecordedGroup {
  requests = 0;
  bytesSent = 0;
  firstSeen = Infinity;
  lastSeen = -Infinity;
  /** Where they are several: most groups are of one address. */
  #remoteIps: Set<string | null> | undefined;

  constructor(
    readonly requester: string | null,
    readonly answer: Answer,
    readonly likeness: string,
    private first: First,
    public recorded: Recorded,
  ) {}

  get requestId(): string {
    return this.first.requestId;
  }

  get remoteIp(): string | null {
    return this.first.remoteIp;
  }

  get key(): string | null {
    return decodeKey(this.first.key, this.recorded.fields.operation);
  }

  get addresses(): number {
    return this.#remoteIps?.size ?? 1;
  }

  add({ requests, bytesSent, firstSeen, lastSeen }: RecordedRow, first: First, recorded: Recorded): void {
    const { remoteIp } = this.first;
    if (first.remoteIp !== remoteIp) this.#remoteIps ??= new Set([remoteIp]);
    this.#remoteIps?.add(first.remoteIp);
    if (isBefore(first, this.first)) {
      this.first = first;
      this.recorded = recorded;
    }
    this.requests += requests;
    this.bytesSent += bytesSent;
    this.firstSeen = Math.min(this.firstSeen, firstSeen);
    this.lastSeen = Math.max(this.lastSeen, lastSeen);
  }
}

/** What the policies see of a record beside its requester, and the groups that have it. */
interface Shape {
  readonly answer: Answer;
  readonly values: string;
  /** By requester. */
  readonly groups: Map<string | null, Growing>;
  /** By class of the requester. */
  readonly likenesses: Map<string, string>;
}

/** The shape of a record that was read. */
interface Seen {
  readonly shape: Shape;
  readonly recorded: Recorded;
}

/** Gathers records that the policies cannot tell apart. */
export class RecordedGroups {
  readonly #shapes = new Map<string, Shape>();
  readonly #kinds = new Map<RowKind, Map<string, Seen>>();
  readonly #groups: Growing[] = [];
  #rows = 0;
  #unlogged = 0;
  #withoutHostId = 0;
  readonly #classOfAddress: (remoteIp: string) => string;
  /** That, and that nobody signed. */
  readonly #classOfAnonymous: (remoteIp: string) => string;
  readonly #classOfRequester: (requester: string) => string;

  constructor(
    private readonly classes: Classes,
    private readonly networkOf: RecordedContext['networkOf'],
    private readonly partition = 'aws',
  ) {
    this.#classOfRequester = remembering(classes.ofRequester);
    this.#classOfAddress = remembering((remoteIp) =>
      [pathClassOf(remoteIp, networkOf), ...ADDRESS_KEYS.map((key) => classes.ofKey(key, ofAddress(remoteIp)))].join(
        ' ',
      ),
    );
    this.#classOfAnonymous = remembering((remoteIp) => `${ANONYMOUS}${this.#classOfAddress(remoteIp)}`);
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
    if (++this.#rows % EVERY_SO_MANY === 0)
      requireMemory(`${grouped(this.#groups.length)} groups of requests: rehearse a shorter time or fewer buckets`);
    const { sketch, requests, firstSeen } = row;
    const { shape, recorded } = sketch === undefined ? this.#see(row) : this.#seenAs(row, sketch);
    const { requester, remoteIp, requestId, key } = sketch ?? row.record;
    if (!isLogged(recorded.fields.operation)) this.#unlogged += requests;
    else if (!(sketch?.kind.hasHostId ?? row.record.hostId !== null)) this.#withoutHostId += requests;
    const first = { time: sketch === undefined ? row.record.time : firstSeen, requestId, key, remoteIp };
    const group = shape.groups.get(requester) ?? this.#begin(shape, requester, first, recorded);
    group.add(row, first, recorded);
  }

  #begin(shape: Shape, requester: string | null, first: First, recorded: Recorded): Growing {
    const group = new Growing(requester, shape.answer, this.#likenessOf(shape, requester), first, recorded);
    shape.groups.set(requester, group);
    this.#groups.push(group);
    return group;
  }

  /** Requests that CloudTrail alone tells of. */
  get unlogged(): number {
    return this.#unlogged;
  }

  /** Records of the access log without a host id, by which an event of CloudTrail is known to be theirs. */
  get withoutHostId(): number {
    return this.#withoutHostId;
  }

  /** All groups, in the order of their first records. */
  groups(): readonly RecordedGroup[] {
    return this.#groups;
  }

  #likenessOf({ answer, values, likenesses }: Shape, requester: string | null): string {
    const ofRequester = requester === null ? ANONYMOUS : this.#classOfRequester(requester);
    const known = likenesses.get(ofRequester);
    if (known !== undefined) return known;
    const likeness = [ofRequester, classOfAnswer(answer), values].join('\n');
    likenesses.set(ofRequester, likeness);
    return likeness;
  }

  /** Rows of one kind and of addresses that nothing tells apart have one shape, which the first of them tells. */
  #seenAs(row: RecordedRow, { kind, requester, remoteIp }: RowSketch): Seen {
    const ofKind = this.#kinds.get(kind) ?? new Map<string, Seen>();
    this.#kinds.set(kind, ofKind);
    const name = requester === null ? this.#classOfAnonymous(remoteIp) : this.#classOfAddress(remoteIp);
    const known = ofKind.get(name);
    if (known !== undefined) return known;
    const seen = this.#see(row);
    ofKind.set(name, seen);
    return seen;
  }

  #see({ record, witness, ambiguous }: RecordedRow): Seen {
    const { bucket, operation, httpStatus, errorCode } = record;
    const key = decodeKey(record.key, operation);
    const recorded = { fields: record, witness, ambiguous, networkOf: this.networkOf, bucket, key };
    const values = this.#valuesOf(recorded);
    const name = [httpStatus, errorCode, values].join('\n');
    const answer = { httpStatus, errorCode };
    const shape = this.#shapes.get(name) ?? { answer, values, groups: new Map(), likenesses: new Map() };
    this.#shapes.set(name, shape);
    return { shape, recorded };
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
        fields.remoteIp !== null && this.networkOf(fields.remoteIp) === 'own-nat',
      ],
      ...[...resources, ...(values ?? [])],
    ].join('\n');
  }
}
